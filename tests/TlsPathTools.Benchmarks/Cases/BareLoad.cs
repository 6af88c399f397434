using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using TlsPathTools.Benchmarks.Measuring;
using TlsPathTools.Probing;

namespace TlsPathTools.Benchmarks.Cases;

/// <summary>The least that .NET can do for the same handshake: SslStream over NetworkStream, with the engine's options.</summary>
internal static class BareLoad
{
    /// <summary>Processor time per handshake, microseconds.</summary>
    internal static async Task<double> CpuPerHandshakeAsync(IReadOnlyList<ProbeTarget> targets, ProbeOptions options, int count, int concurrency)
    {
        TimeSpan before = Cpu.OfThisProcess;
        int left = count;
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(lane => Task.Run(async () =>
        {
            for (int i = lane; Interlocked.Decrement(ref left) >= 0; i++)
                await ShakeHandsAsync(targets[i % targets.Count], options);
        })));
        return (Cpu.OfThisProcess - before).TotalMicroseconds / count;
    }

    private static async Task ShakeHandsAsync(ProbeTarget target, ProbeOptions options)
    {
        var facts = new AttemptFacts { Target = target, Route = ProbeRoute.Direct, Options = options };
        using var socket = new Socket(target.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(target.Address, target.Port)).ConfigureAwait(false);
        using var network = new NetworkStream(socket, ownsSocket: false);
        using var ssl = new SslStream(network, leaveInnerStreamOpen: true);
        await ssl.AuthenticateAsClientAsync(TlsClientOptions.ForAttempt(facts, clientCertificate: null)).ConfigureAwait(false);
    }
}
