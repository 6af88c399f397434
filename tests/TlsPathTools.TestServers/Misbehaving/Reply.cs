using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace TlsPathTools.TestServers;

/// <summary>How a response is ended.</summary>
internal enum ReplyEnd
{
    NotifyThenFin,
    Fin,
    Rst,
    Stall,
}

/// <summary>A response: its head (with the empty line), its body, and how it ends.</summary>
internal sealed record Reply(string Head, ReadOnlyMemory<byte> Body, ReplyEnd End)
{
    private const int BombSize = 256 << 20;
    private static readonly Lazy<byte[]> s_bomb = new(MakeBomb);

    /// <summary>The response of the faults that are one; the rest answer as <see cref="WireFault.Ok"/>.</summary>
    public static Reply Of(WireFault fault) => fault switch
    {
        WireFault.HeadCut => new("HTTP/1.1 200 OK\r\nContent-Le", default, ReplyEnd.Fin),
        WireFault.ResponseNotHttp => new("\u0005\u0000hello, no HTTP here\n", default, ReplyEnd.NotifyThenFin),
        WireFault.BodyTruncated => Short(ReplyEnd.Fin),
        WireFault.BodyTruncatedCloseNotify => Short(ReplyEnd.NotifyThenFin),
        WireFault.BodyRst => Short(ReplyEnd.Rst),
        WireFault.BodyStall => Short(ReplyEnd.Stall),
        WireFault.NoLengthNoNotify => Make("200 OK", [], "body without length\n", ReplyEnd.Fin),
        WireFault.NoLengthWithNotify => Make("200 OK", [], "body without length\n"),
        WireFault.OkWithoutNotify => Make("200 OK", ["Content-Length: 3"], "ok\n", ReplyEnd.Fin),
        WireFault.ChunkedOk => Make("200 OK", ["Transfer-Encoding: chunked", "Trailer: X-Sum"], "3;note=x\r\nok\n\r\n4\r\nmore\r\n0\r\nX-Sum: 7\r\n\r\n"),
        WireFault.ChunkedCut => Make("200 OK", ["Transfer-Encoding: chunked"], "3\r\nok\n\r\n100\r\nonly a part", ReplyEnd.Fin),
        WireFault.InterimThenOk => Make("200 OK", ["Content-Length: 3"], "ok\n") with
        {
            Head = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\n",
        },
        WireFault.GzipBomb => Make("200 OK", ["Content-Encoding: gzip", Invariant($"Content-Length: {s_bomb.Value.Length}")], "") with { Body = s_bomb.Value },
        WireFault.EscapeSequences => Make($"200 {TestCertificates.EscapeText}", [$"Server: {TestCertificates.EscapeText}", "Content-Length: 3"], "ok\n"),
        WireFault.Http204 => Make("204 No Content", [], ""),
        WireFault.Http301 => Make("301 Moved Permanently", ["Location: https://other.test/", "Content-Length: 0"], ""),
        WireFault.Http401 => Make("401 Unauthorized", ["WWW-Authenticate: Basic realm=\"test\"", "Content-Length: 0"], ""),
        WireFault.Http404 => Make("404 Not Found", ["Content-Length: 10"], "not found\n"),
        WireFault.Http502 => Make("502 Bad Gateway", ["Content-Length: 12"], "bad gateway\n"),
        WireFault.Http503 => Make("503 Service Unavailable", ["Content-Length: 12"], "unavailable\n"),
        WireFault.Http504 => Make("504 Gateway Timeout", ["Content-Length: 8"], "timeout\n"),
        _ => Make("200 OK", ["Content-Length: 3"], "ok\n"),
    };

    private static Reply Short(ReplyEnd end) => Make("200 OK", ["Content-Length: 1000"], "partial", end);

    private static Reply Make(string status, string[] headers, string body, ReplyEnd end = ReplyEnd.NotifyThenFin) =>
        new($"HTTP/1.1 {status}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}Connection: close\r\n\r\n", Encoding.Latin1.GetBytes(body), end);

    private static byte[] MakeBomb()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (int written = 0; written < BombSize; written += zeros.Length)
                gzip.Write(zeros);
        }

        return packed.ToArray();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
