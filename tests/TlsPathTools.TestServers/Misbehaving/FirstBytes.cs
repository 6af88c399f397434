using System.Text;

namespace TlsPathTools.TestServers;

/// <summary>What a server says instead of a ServerHello.</summary>
internal static class FirstBytes
{
    public static ReadOnlyMemory<byte> Http400 { get; } = Encoding.ASCII.GetBytes(
        "HTTP/1.1 400 Bad Request\r\nServer: nginx\r\nContent-Type: text/plain\r\nContent-Length: 4\r\nConnection: close\r\n\r\nno!\n");

    public static ReadOnlyMemory<byte> Ssh { get; } = Encoding.ASCII.GetBytes("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n");

    public static ReadOnlyMemory<byte> Smtp { get; } = Encoding.ASCII.GetBytes("220 mail.host.test ESMTP Postfix\r\n");

    public static ReadOnlyMemory<byte> Random { get; } = Enumerable.Range(0x80, 64).Select(value => (byte)value).ToArray();

    public static ReadOnlyMemory<byte> BadVersion { get; } = new byte[] { 22, 7, 7, 0, 4, 2, 0, 0, 0 };

    public static ReadOnlyMemory<byte> Oversize { get; } = new byte[] { 22, 3, 3, 0xFF, 0xFF, 2, 0, 0, 0 };

    /// <summary>A whole record of HelloRequest messages (RFC 5246, 7.4.1.1: ignored while a handshake is under way).</summary>
    public static ReadOnlyMemory<byte> HelloRequests { get; } = new byte[] { 22, 3, 3, 0x40, 0 }.Concat(new byte[0x4000]).ToArray();

    /// <summary>The first record of a ServerHello of 16 MiB - 1.</summary>
    public static ReadOnlyMemory<byte> HugeMessage { get; } =
        new byte[] { 22, 3, 3, 0x40, 0, 2, 0xFF, 0xFF, 0xFF, 3, 3 }.Concat(new byte[0x4000 - 6]).ToArray();

    /// <summary>A plaintext alert record; TLS 1.3 too writes version 3.3 (RFC 8446, 5.1).</summary>
    public static byte[] Alert(byte level, byte description) => [21, 3, 3, 0, 2, level, description];
}
