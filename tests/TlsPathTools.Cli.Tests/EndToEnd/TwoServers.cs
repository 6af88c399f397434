using System.Net;
using System.Net.Sockets;
using TlsPathTools.TestServers;

namespace TlsPathTools.Cli.Tests.EndToEnd;

/// <summary>Two addresses behind one name and port, the way a load balancer has them.</summary>
internal sealed class TwoServers : IAsyncDisposable
{
    public const string First = "127.0.7.1";
    public const string Second = "127.0.7.2";
    private readonly TempFolder _folder = new();
    private readonly MisbehavingTlsServer _first;
    private readonly MisbehavingTlsServer _second;

    private TwoServers(MisbehavingTlsServer first, MisbehavingTlsServer second)
    {
        _first = first;
        _second = second;
        CaFile = TestCertificates.WriteAuthority(_folder);
    }

    public string CaFile { get; }

    public TempFolder Folder => _folder;

    /// <summary>The arguments that name both.</summary>
    public string Arguments => $"{TestCertificates.HostName}:{_first.Port} --ip {First},{Second} --ca-file {CaFile}";

    public static async Task<TwoServers> StartAsync(FaultPlan first, FaultPlan second)
    {
        for (int tries = 0; ; tries++)
        {
            MisbehavingTlsServer one = MisbehavingTlsServer.Start(first, new MisbehavingOptions { Address = IPAddress.Parse(First) });
            try
            {
                return new TwoServers(one, MisbehavingTlsServer.Start(second, new MisbehavingOptions { Address = IPAddress.Parse(Second), Port = one.Port }));
            }
            catch (SocketException) when (tries < 10)
            {
                // Somebody has that port on the second address: another one.
                await one.DisposeAsync();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        _folder.Dispose();
    }
}
