using System.Globalization;
using System.Net;

namespace TlsPathTools.TestServers;

/// <summary>tinyproxy as an explicit proxy, which answers CONNECT in HTTP/1.0.</summary>
public sealed class TinyProxyServer : ProgramServer
{
    private TinyProxyServer(TempFolder folder, ServerProcess process, IPEndPoint endPoint)
        : base(folder, process, endPoint)
    {
    }

    /// <summary>The proxy's URL, without credentials.</summary>
    public Uri Url => new($"http://{EndPoint}");

    /// <summary>Starts tinyproxy, or skips the test when it is not installed.</summary>
    public static async Task<TinyProxyServer> StartAsync(TinyProxyOptions? options = null)
    {
        string program = RealPart.Require("tinyproxy");
        options ??= new TinyProxyOptions();
        var folder = new TempFolder();
        IPEndPoint endPoint = FreeEndPoint();
        string configuration = folder.Write("tinyproxy.conf", $"""
            Listen {endPoint.Address}
            Port {endPoint.Port.ToString(CultureInfo.InvariantCulture)}
            Timeout {((int)Math.Ceiling(options.Timeout.TotalSeconds)).ToString(CultureInfo.InvariantCulture)}
            LogFile "{folder.File("tinyproxy.log")}"
            LogLevel Info
            MaxClients 500
            {string.Join('\n', options.ConnectPorts.Select(port => $"ConnectPort {port}"))}
            {(options.BasicLogin is null ? "" : $"BasicAuth {options.BasicLogin}")}

            """);
        ServerProcess process = await LaunchAsync(folder, program, ["-d", "-c", configuration], endPoint);
        return new TinyProxyServer(folder, process, endPoint);
    }
}
