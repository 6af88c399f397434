using System.Globalization;
using System.Text;

namespace TlsPathTools.Lab.Http;

/// <summary>Writes the answer to one request: at once, or in chunks as it comes to be.</summary>
internal sealed class HttpResponder(Stream stream, bool headOnly, bool close)
{
    private bool _chunked;

    /// <summary>Whether an answer was begun.</summary>
    public bool Started { get; private set; }

    /// <summary>The status of the answer; 0 before it was begun.</summary>
    public int Status { get; private set; }

    /// <summary>Whether the connection ends after this answer.</summary>
    public bool Close { get; private set; } = close;

    /// <summary>Header fields of every kind of answer (<c>Server</c>, <c>Retry-After</c>, …), set before it begins.</summary>
    public List<KeyValuePair<string, string>> Fields { get; } = [];

    /// <summary>Answers with a whole body.</summary>
    public async Task SendAsync(int status, string? contentType, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        StringBuilder head = Begin(status, contentType);
        // 1xx, 204 and 304 have no body and no length (RFC 9110, 8.6).
        if (status is >= 200 and not 204 and not 304)
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n");
        byte[] bytes = Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
        byte[] all = headOnly || status is 204 or 304 ? bytes : [.. bytes, .. body.Span];
        await stream.WriteAsync(all, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Answers with a text.</summary>
    public Task SendAsync(int status, string contentType, string body, CancellationToken cancellationToken) =>
        SendAsync(status, contentType, Encoding.UTF8.GetBytes(body), cancellationToken);

    /// <summary>Begins an answer whose length is not known; <see cref="WriteChunkAsync"/> and <see cref="EndChunksAsync"/> follow.</summary>
    public async Task BeginChunksAsync(int status, string contentType, CancellationToken cancellationToken)
    {
        _chunked = true;
        StringBuilder head = Begin(status, contentType).Append("Transfer-Encoding: chunked\r\n\r\n");
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head.ToString()), cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes and flushes one chunk; an empty one is nothing.</summary>
    public async Task WriteChunkAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        if (chunk.IsEmpty || headOnly)
            return;
        byte[] size = Encoding.Latin1.GetBytes(chunk.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
        byte[] all = [.. size, .. chunk.Span, (byte)'\r', (byte)'\n'];
        await stream.WriteAsync(all, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends an answer in chunks. Not called, the connection is cut in its midst.</summary>
    public async Task EndChunksAsync(CancellationToken cancellationToken)
    {
        if (!_chunked)
            return;
        _chunked = false;
        if (!headOnly)
            await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether the answer that was begun is also finished, so that the connection can carry another.</summary>
    public bool Finished => Started && !_chunked;

    private StringBuilder Begin(int status, string? contentType)
    {
        if (Started)
            throw new InvalidOperationException("This request has its answer.");
        Started = true;
        Status = status;
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {Reason(status)}\r\n");
        head.Append(CultureInfo.InvariantCulture, $"Date: {DateTimeOffset.UtcNow:r}\r\n");
        if (contentType is not null)
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: {contentType}\r\n");
        foreach ((string name, string value) in Fields)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        if (Fields.Exists(field => string.Equals(field.Key, "Connection", StringComparison.OrdinalIgnoreCase)))
            Close = true;
        else if (Close)
            head.Append("Connection: close\r\n");
        return head;
    }

    /// <summary>The usual words for a status.</summary>
    public static string Reason(int status) => status switch
    {
        200 => "OK", 201 => "Created", 202 => "Accepted", 204 => "No Content", 301 => "Moved Permanently", 302 => "Found", 304 => "Not Modified",
        400 => "Bad Request", 401 => "Unauthorized", 403 => "Forbidden", 404 => "Not Found", 405 => "Method Not Allowed", 406 => "Not Acceptable",
        407 => "Proxy Authentication Required", 408 => "Request Timeout", 409 => "Conflict", 410 => "Gone", 413 => "Payload Too Large",
        415 => "Unsupported Media Type", 422 => "Unprocessable Entity", 429 => "Too Many Requests", 431 => "Request Header Fields Too Large", 460 => "Client Closed", 463 => "Too Many Addresses", 464 => "Incompatible Protocol",
        500 => "Internal Server Error", 501 => "Not Implemented", 502 => "Bad Gateway", 503 => "Service Unavailable", 504 => "Gateway Timeout", _ => "Status",
    };
}
