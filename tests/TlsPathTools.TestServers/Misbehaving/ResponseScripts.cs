using System.Net.Security;
using System.Text;

namespace TlsPathTools.TestServers;

/// <summary>What happens after a completed handshake.</summary>
internal static class ResponseScripts
{
    private const int MaxRequestHead = 64 * 1024;
    private const long MaxEndlessHead = 4L << 30;

    public static async Task PlayAsync(WireConnection connection, SslStream tls)
    {
        switch (connection.Seen.Fault)
        {
            case WireFault.HandshakeThenFin:
                await EndAsync(connection, tls, ReplyEnd.Fin);
                return;
            case WireFault.HandshakeThenRst:
                await EndAsync(connection, tls, ReplyEnd.Rst);
                return;
            case WireFault.HandshakeThenCloseNotify:
                await EndAsync(connection, tls, ReplyEnd.NotifyThenFin);
                return;
        }

        if (!await ReadRequestAsync(connection, tls))
        {
            await EndAsync(connection, tls, ReplyEnd.NotifyThenFin);
            return;
        }

        switch (connection.Seen.Fault)
        {
            case WireFault.RequestThenFin:
                await EndAsync(connection, tls, ReplyEnd.Fin);
                return;
            case WireFault.RequestThenCloseNotify:
                await EndAsync(connection, tls, ReplyEnd.NotifyThenFin);
                return;
            case WireFault.RequestThenRst:
                await EndAsync(connection, tls, ReplyEnd.Rst);
                return;
            case WireFault.RequestThenStall:
                await EndAsync(connection, tls, ReplyEnd.Stall);
                return;
            case WireFault.HeadEndless:
                await SendEndlessHeadAsync(connection, tls);
                return;
        }

        await SendAsync(connection, tls, Reply.Of(connection.Seen.Fault));
    }

    private static async Task SendAsync(WireConnection connection, SslStream tls, Reply reply)
    {
        byte[] head = Encoding.Latin1.GetBytes(reply.Head);
        if (connection.Seen.Fault is WireFault.HeadDrip)
        {
            for (int i = 0; i < head.Length; i++)
            {
                await tls.WriteAsync(head.AsMemory(i, 1), connection.Stop);
                await Task.Delay(connection.Options.DripInterval, connection.Stop);
            }

            head = [];
        }

        bool noBody = connection.Seen.RequestHead!.StartsWith("HEAD ", StringComparison.Ordinal);
        await tls.WriteAsync(noBody ? head : (byte[])[.. head, .. reply.Body.Span], connection.Stop);
        await EndAsync(connection, tls, reply.End);
    }

    private static async Task SendEndlessHeadAsync(WireConnection connection, SslStream tls)
    {
        await tls.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\n"), connection.Stop);
        byte[] lines = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"X-Filler: {new string('a', 1000)}\r\n", 16)));
        for (long sent = 0; sent < MaxEndlessHead; sent += lines.Length)
            await tls.WriteAsync(lines, connection.Stop);
    }

    private static async Task<bool> ReadRequestAsync(WireConnection connection, SslStream tls)
    {
        var buffer = new byte[4096];
        var head = new StringBuilder();
        while (head.Length < MaxRequestHead)
        {
            int count = await tls.ReadAsync(buffer, connection.Stop);
            if (count == 0)
                return false;
            head.Append(Encoding.Latin1.GetString(buffer, 0, count));
            string text = head.ToString();
            int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                connection.Seen.RequestHead = text[..end];
                return true;
            }
        }

        return false;
    }

    private static async Task EndAsync(WireConnection connection, SslStream tls, ReplyEnd end)
    {
        switch (end)
        {
            case ReplyEnd.NotifyThenFin:
                await tls.ShutdownAsync();
                await connection.FinAsync();
                break;
            case ReplyEnd.Fin:
                await connection.FinAsync();
                break;
            case ReplyEnd.Rst:
                connection.Reset();
                break;
            default:
                await connection.HoldAsync();
                break;
        }
    }
}
