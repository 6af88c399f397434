using System.Net;
using System.Net.Sockets;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.World;

/// <summary>Finds out whether this user may listen below 1024.</summary>
internal static class PortPlanReader
{
    /// <summary>Tries it on the lab's own address, unless high ports are wanted anyway.</summary>
    /// <exception cref="IOException">The scenario cannot do without, and this user may not.</exception>
    public static PortPlan Read(AddressPlan addresses, LabScenario scenario, bool highPorts)
    {
        bool allowed = !highPorts && MayBind(new IPEndPoint(addresses.AwsApi, 443));
        if (!allowed && scenario.PrivilegedPorts)
        {
            throw new IOException(
                $"The scenario '{scenario.Name}' needs ports below 1024, which this lab may not open. "
                + "Run it as root and without high ports, or allow them to every user: sudo sysctl net.ipv4.ip_unprivileged_port_start=0");
        }

        return new PortPlan(allowed);
    }

    private static bool MayBind(IPEndPoint where)
    {
        using var socket = new Socket(where.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(where);
            return true;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AccessDenied)
        {
            return false;
        }
    }
}
