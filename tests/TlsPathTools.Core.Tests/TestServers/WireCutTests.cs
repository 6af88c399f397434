using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.TestServers;

/// <summary>Cuts that every client calls by one name: here the raw bytes are counted.</summary>
public sealed class WireCutTests
{
    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_cut_comes_at_its_exact_byte(SslProtocols version)
    {
        byte[] hello = await HelloAsync(version);

        byte[] whole = await AnswerAsync(WireFault.StallAfterServerHello, hello);
        Assert.Equal([(22, 0)], Records(whole));
        Assert.Equal(2, whole[5]);

        Assert.Equal(whole.Length, (await AnswerAsync(WireFault.FinAfterServerHello, hello)).Length);
        Assert.Equal(3, (await AnswerAsync(WireFault.FinInRecordHeader, hello)).Length);
        Assert.Equal(5 + ((whole.Length - 5) / 2), (await AnswerAsync(WireFault.FinInRecordBody, hello)).Length);

        List<(int Type, int Missing)> second = Records(await AnswerAsync(WireFault.FinInSecondRecord, hello));
        Assert.Equal(version is SslProtocols.Tls13 ? [22, 20, 23] : [22, 22], second.Select(record => record.Type));
        Assert.True(second[^1].Missing > 0);
        Assert.All(second[..^1], record => Assert.Equal(0, record.Missing));
    }

    [Fact]
    public async Task The_huge_certificate_needs_more_than_one_record_and_many_packets()
    {
        byte[] hello = await HelloAsync(SslProtocols.Tls12);

        byte[] flight = await AnswerAsync(WireFault.CertificateHuge, hello);

        Assert.True(flight.Length > 16 * 1024 + 2000, $"{flight.Length} bytes");
        Assert.True(Records(flight).Count >= 4);
    }

    // A real ClientHello: SslStream writes it into a pair of sockets whose other end never answers.
    private static async Task<byte[]> HelloAsync(SslProtocols version)
    {
        await using MisbehavingTlsServer sink = MisbehavingTlsServer.Start(WireFault.HelloStall);
        using var recorder = new RecordingStream(await ConnectAsync(sink.EndPoint));
        await using var tls = new SslStream(recorder);
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        Task handshake = tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "host.test", EnabledSslProtocols = version }, bound.Token);
        while (sink.Connections.Count == 0 || sink.Connections[0].Hello is null)
            await Task.Delay(5, bound.Token);
        byte[] hello = recorder.Written.ToArray();
        await bound.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => handshake);
        Assert.Equal(("host.test", version is SslProtocols.Tls13, false), (sink.Connections[0].Hello!.ServerName, sink.Connections[0].Hello!.OffersTls13, sink.Connections[0].Hello!.OffersResumption));
        Assert.Equal(hello.Length, sink.Connections[0].Hello!.Length);
        return hello;
    }

    // What comes until FIN, or until half a second of silence.
    private static async Task<byte[]> AnswerAsync(WireFault fault, byte[] hello)
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(fault);
        await using NetworkStream stream = await ConnectAsync(server.EndPoint);
        await stream.WriteAsync(hello);
        var answer = new MemoryStream();
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                using var silence = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
                int count = await stream.ReadAsync(buffer, silence.Token);
                if (count == 0)
                    break;
                answer.Write(buffer, 0, count);
            }
        }
        catch (OperationCanceledException)
        {
            // Silence.
        }

        return answer.ToArray();
    }

    private static List<(int Type, int Missing)> Records(byte[] bytes)
    {
        var records = new List<(int, int)>();
        for (int at = 0; at < bytes.Length;)
        {
            int end = at + 5 + ((bytes[at + 3] << 8) | bytes[at + 4]);
            records.Add((bytes[at], Math.Max(0, end - bytes.Length)));
            at = end;
        }

        return records;
    }

    private static async Task<NetworkStream> ConnectAsync(IPEndPoint server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private sealed class RecordingStream(NetworkStream inner) : Stream
    {
        public List<byte> Written { get; } = [];

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Written.AddRange(buffer.Span);
            await inner.WriteAsync(buffer, cancellationToken);
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
