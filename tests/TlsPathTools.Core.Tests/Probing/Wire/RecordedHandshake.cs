using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.Probing.Wire;

/// <summary>The bytes of a real handshake and a request, each direction by itself.</summary>
internal static class RecordedHandshake
{
    private static readonly Lazy<Task<(byte[] Server, byte[] Client)>> s_tls12 = new(() => RecordAsync(SslProtocols.Tls12));
    private static readonly Lazy<Task<(byte[] Server, byte[] Client)>> s_tls13 = new(() => RecordAsync(SslProtocols.Tls13));

    internal static Task<(byte[] Server, byte[] Client)> OfAsync(bool tls13) => (tls13 ? s_tls13 : s_tls12).Value;

    private static async Task<(byte[] Server, byte[] Client)> RecordAsync(SslProtocols protocol)
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.Ok, new MisbehavingOptions { Protocols = protocol });
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port));
        using var tap = new TapStream(new NetworkStream(socket));
        using var ssl = new SslStream(tap);
        await ssl.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = TestCertificates.HostName,
            AllowTlsResume = false,
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        });
        await ssl.WriteAsync("HEAD / HTTP/1.1\r\nHost: host.test\r\nConnection: close\r\n\r\n"u8.ToArray());
        byte[] buffer = new byte[4096];
        while (await ssl.ReadAsync(buffer) > 0)
        {
            // To the end, so that the recording holds the close_notify.
        }

        return (tap.Received.ToArray(), tap.Sent.ToArray());
    }

    private sealed class TapStream(Stream inner) : Stream
    {
        internal MemoryStream Received { get; } = new();

        internal MemoryStream Sent { get; } = new();

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = await inner.ReadAsync(buffer, cancellationToken);
            Received.Write(buffer.Span[..count]);
            return count;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Sent.Write(buffer.Span);
            return inner.WriteAsync(buffer, cancellationToken);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
