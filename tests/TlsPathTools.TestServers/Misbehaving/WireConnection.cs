using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;

namespace TlsPathTools.TestServers;

/// <summary>One accepted socket, and the exact ways to end it.</summary>
internal sealed class WireConnection(Socket socket, ServedConnection seen, MisbehavingOptions options, CancellationToken stop)
{
    private const int HandshakeRecord = 22;
    private static readonly TimeSpan s_lingering = TimeSpan.FromSeconds(5);

    public ServedConnection Seen => seen;

    public MisbehavingOptions Options => options;

    public CancellationToken Stop => stop;

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellation) =>
        socket.ReceiveAsync(buffer, SocketFlags.None, cancellation);

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, stop)..];
    }

    /// <summary>Waits until the client has sent something, and leaves it unread.</summary>
    public async Task WaitForBytesAsync() => await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, stop);

    /// <summary>
    /// Reads the records of one ClientHello (or what comes instead) and notes what it says. The raw bytes; empty when
    /// the client went away.
    /// </summary>
    public async Task<byte[]> ReadHelloAsync()
    {
        var wire = new ArrayBufferWriter<byte>(1024);
        var message = new ArrayBufferWriter<byte>(1024);
        do
        {
            int start = wire.WrittenCount;
            if (!await ReadAsync(wire, 5))
                return wire.WrittenMemory.ToArray();
            if (wire.WrittenSpan[start] != HandshakeRecord)
                return wire.WrittenMemory.ToArray();
            int length = BinaryPrimitives.ReadUInt16BigEndian(wire.WrittenSpan[(start + 3)..]);
            if (!await ReadAsync(wire, length))
                return wire.WrittenMemory.ToArray();
            message.Write(wire.WrittenSpan[(start + 5)..]);
        }
        while (message.WrittenCount < 4 || message.WrittenCount < 4 + (BinaryPrimitives.ReadInt32BigEndian(message.WrittenSpan) & 0xFFFFFF));

        seen.Hello = ClientHello.Parse(message.WrittenSpan, wire.WrittenCount);
        return wire.WrittenMemory.ToArray();
    }

    /// <summary>FIN, and then reads on so that no unread byte makes the kernel send RST as well.</summary>
    public async Task FinAsync()
    {
        socket.Shutdown(SocketShutdown.Send);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(stop);
        bound.CancelAfter(s_lingering);
        await DrainAsync(bound.Token);
    }

    /// <summary>RST, after what was sent before.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }

    /// <summary>Closes with bytes unread: RST by the kernel.</summary>
    public void Close() => socket.Close();

    /// <summary>Silence until the client goes away.</summary>
    public Task HoldAsync() => DrainAsync(stop);

    private async Task DrainAsync(CancellationToken cancellation)
    {
        var rubbish = new byte[4096];
        while (await socket.ReceiveAsync(rubbish, SocketFlags.None, cancellation) > 0)
        {
            // Discarded.
        }
    }

    private async Task<bool> ReadAsync(ArrayBufferWriter<byte> target, int count)
    {
        while (count > 0)
        {
            int got = await socket.ReceiveAsync(target.GetMemory(count)[..count], SocketFlags.None, stop);
            if (got == 0)
                return false;
            target.Advance(got);
            count -= got;
        }

        return true;
    }
}
