using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TlsPathTools.TestServers.Dns;

/// <summary>
/// A DNS server on loopback that answers exactly as a test says: with any bytes, any number of messages, late or not at all,
/// over UDP and, when told how, over TCP at the same port.
/// </summary>
public sealed class DnsTestServer : IAsyncDisposable
{
    private readonly Socket _udp;
    private readonly Socket? _tcp;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<DnsTestQuery> _overUdp = new();
    private readonly ConcurrentQueue<DnsTestQuery> _overTcp = new();
    private readonly Task _serving;

    private DnsTestServer(Socket udp, Socket? tcp, Func<DnsTestQuery, Task<byte[][]>> answer, Func<DnsTestQuery, byte[]>? answerTcp)
    {
        (_udp, _tcp) = (udp, tcp);
        Endpoint = (IPEndPoint)udp.LocalEndPoint!;
        _serving = Task.WhenAll(ServeUdpAsync(answer), tcp is null ? Task.CompletedTask : ServeTcpAsync(tcp, answerTcp!));
    }

    public IPEndPoint Endpoint { get; }

    /// <summary>The questions that came over UDP.</summary>
    public IReadOnlyCollection<DnsTestQuery> OverUdp => _overUdp;

    /// <summary>The questions that came over TCP.</summary>
    public IReadOnlyCollection<DnsTestQuery> OverTcp => _overTcp;

    /// <summary>One answer to each question; null is silence.</summary>
    public static DnsTestServer Start(Func<DnsTestQuery, byte[]?> answer, Func<DnsTestQuery, byte[]>? tcp = null, IPAddress? address = null) =>
        StartAsyncAnswers(query => Task.FromResult(answer(query) is { } message ? [message] : Array.Empty<byte[]>()), tcp, address);

    /// <summary>Any number of messages to each question, whenever the task ends.</summary>
    /// <param name="answer">The datagrams.</param>
    /// <param name="tcp">The bytes after the length prefix; an empty array closes the connection; null refuses TCP.</param>
    /// <param name="address">Where to listen; 127.0.0.1 unless said.</param>
    public static DnsTestServer StartAsyncAnswers(Func<DnsTestQuery, Task<byte[][]>> answer, Func<DnsTestQuery, byte[]>? tcp = null, IPAddress? address = null)
    {
        address ??= IPAddress.Loopback;
        for (int tries = 0; ; tries++)
        {
            var udp = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                udp.Bind(new IPEndPoint(address, 0));
                listener.Bind(udp.LocalEndPoint!);
                if (tcp is not null)
                    listener.Listen(16);
                else
                    listener.Dispose();
                return new DnsTestServer(udp, tcp is null ? null : listener, answer, tcp);
            }
            catch (SocketException) when (tries < 20)
            {
                // Somebody else's TCP port of the same number.
                udp.Dispose();
                listener.Dispose();
            }
        }
    }

    /// <summary>An address at which nothing listens: a port that was free just now.</summary>
    public static IPEndPoint NobodyListens()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _udp.Dispose();
        _tcp?.Dispose();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeUdpAsync(Func<DnsTestQuery, Task<byte[][]>> answer)
    {
        byte[] buffer = new byte[65_535];
        try
        {
            while (true)
            {
                SocketReceiveFromResult received = await _udp.ReceiveFromAsync(buffer, SocketFlags.None, Endpoint, _stop.Token);
                var query = new DnsTestQuery(buffer[..received.ReceivedBytes], (IPEndPoint)received.RemoteEndPoint);
                _overUdp.Enqueue(query);
                // Not awaited: a slow answer must not hold up the next question.
                _ = AnswerAsync(query, answer);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Stopped.
        }
    }

    private async Task AnswerAsync(DnsTestQuery query, Func<DnsTestQuery, Task<byte[][]>> answer)
    {
        try
        {
            foreach (byte[] message in await answer(query).WaitAsync(_stop.Token))
                await _udp.SendToAsync(message, SocketFlags.None, query.From, _stop.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Stopped, or the client has gone.
        }
    }

    private async Task ServeTcpAsync(Socket listener, Func<DnsTestQuery, byte[]> answer)
    {
        try
        {
            while (true)
            {
                using Socket client = await listener.AcceptAsync(_stop.Token);
                await ServeConnectionAsync(client, answer);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Stopped.
        }
    }

    private async Task ServeConnectionAsync(Socket client, Func<DnsTestQuery, byte[]> answer)
    {
        try
        {
            await using var stream = new NetworkStream(client, ownsSocket: false);
            byte[] prefix = new byte[2];
            await stream.ReadExactlyAsync(prefix, _stop.Token);
            byte[] message = new byte[BinaryPrimitives.ReadUInt16BigEndian(prefix)];
            await stream.ReadExactlyAsync(message, _stop.Token);
            var query = new DnsTestQuery(message, (IPEndPoint)client.RemoteEndPoint!);
            _overTcp.Enqueue(query);
            byte[] reply = answer(query);
            if (reply.Length > 0)
                await stream.WriteAsync((byte[])[(byte)(reply.Length >> 8), (byte)reply.Length, .. reply], _stop.Token);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The client has gone.
        }
    }
}
