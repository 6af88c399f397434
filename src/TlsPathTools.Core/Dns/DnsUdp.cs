using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace TlsPathTools.Dns;

/// <summary>
/// A question over UDP. Each try has a socket, a port and an id of its own, and stays open while the next one is under way:
/// a slow answer counts as well as a lost question that is repeated.
/// </summary>
internal static class DnsUdp
{
    private const int MaxIgnored = 50;

    // A server that disregards our EDNS size may send the largest datagram there is.
    private const int BufferSize = 65_535;

    internal static async Task<DnsExchange> AskAsync(
        IPEndPoint server, byte[] name, int type, bool edns, TimeSpan timeout, int tries, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var running = new List<Task<DnsExchange>>(tries);
        DnsExchange[] all;
        Task<DnsExchange>? ended = null;
        try
        {
            while (ended is null)
            {
                running.Add(TryAsync(server, NewQuestion(name, type), edns, stop.Token));
                ended = await FirstAsync(running, running.Count < tries ? timeout / tries : null, time, stop.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            all = await Task.WhenAll(running).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        DnsExchange first = await ended.ConfigureAwait(false);
        return first with { Ignored = all.Sum(x => x.Ignored) };
    }

    internal static DnsQuestion NewQuestion(byte[] name, int type) =>
        new((ushort)RandomNumberGenerator.GetInt32(65_536), name, type);

    // The first try to end, or null when the pause before the next one is over.
    private static async Task<Task<DnsExchange>?> FirstAsync(
        List<Task<DnsExchange>> running, TimeSpan? pause, TimeProvider time, CancellationToken cancellationToken)
    {
        Task<Task<DnsExchange>> first = Task.WhenAny(running);
        if (pause is { } wait)
        {
            using var answered = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task over = Task.Delay(wait, time, answered.Token);
            if (await Task.WhenAny(first, over).ConfigureAwait(false) == over && !over.IsCanceled)
                return null;
            await answered.CancelAsync().ConfigureAwait(false);
        }

        return await first.ConfigureAwait(false);
    }

    // Never throws for the network or for a cancellation: the caller knows which token ended it.
    private static async Task<DnsExchange> TryAsync(IPEndPoint server, DnsQuestion question, bool edns, CancellationToken cancellationToken)
    {
        int ignored = 0;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            // Connected: the kernel picks the port, drops what others send, and reports an ICMP refusal.
            await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
            await socket.SendAsync(DnsMessageWriter.Query(question, edns), SocketFlags.None, cancellationToken).ConfigureAwait(false);
            while (true)
            {
                int length = await socket.ReceiveAsync(buffer.AsMemory(0, BufferSize), SocketFlags.None, cancellationToken).ConfigureAwait(false);
                if (DnsMessageReader.Read(buffer.AsSpan(0, length), question) is { } reply)
                    return DnsExchange.Answered(reply, ignored);
                if (++ignored > MaxIgnored)
                    return DnsExchange.Failed(DnsStatus.Malformed, $"more than {MaxIgnored} messages came, and none was an answer to the question", ignored);
            }
        }
        catch (OperationCanceledException)
        {
            return DnsExchange.Failed(DnsStatus.Timeout, "no answer in time", ignored);
        }
        catch (SocketException e)
        {
            return DnsExchange.Failed(DnsStatus.NetworkError, NetworkProblem.Describe(e), ignored);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
