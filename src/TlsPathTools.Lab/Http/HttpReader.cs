using System.Globalization;
using System.Text;

namespace TlsPathTools.Lab.Http;

/// <summary>Reads HTTP/1.x messages (RFC 9112) from a stream, within bounds; what was read ahead stays for the next message.</summary>
internal sealed class HttpReader(Stream stream, int maxHead = 64 * 1024, int maxBody = 8 * 1024 * 1024)
{
    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    /// <summary>Whether bytes of a next message have been read already.</summary>
    public bool HasPending => _end > _start;

    /// <summary>Takes what was read ahead: the first bytes of a tunnel that follows a CONNECT.</summary>
    public byte[] TakePending()
    {
        byte[] pending = _buffer[_start.._end];
        _start = _end = 0;
        return pending;
    }

    /// <summary>The next message's head, or null when the peer ended the connection between two messages.</summary>
    /// <exception cref="HttpProtocolException">Not HTTP, or more than the bound.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask<HttpHead?> ReadHeadAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        int taken = 0;
        while (true)
        {
            int newline = Array.IndexOf(_buffer, (byte)'\n', _start, _end - _start);
            if (newline < 0)
            {
                if (taken + _end - _start >= maxHead)
                    throw new HttpProtocolException(431, "The head is too large.");
                if (await FillAsync(cancellationToken).ConfigureAwait(false))
                    continue;
                if (lines.Count == 0 && _start == _end)
                    return null;
                throw new HttpProtocolException(400, "The connection ended within a head.");
            }

            string line = Encoding.Latin1.GetString(_buffer, _start, newline - _start).TrimEnd('\r');
            taken += newline + 1 - _start;
            _start = newline + 1;
            if (taken > maxHead)
                throw new HttpProtocolException(431, "The head is too large.");
            if (line.Length > 0)
                lines.Add(line);
            else if (lines.Count > 0)
                return Parse(lines);
        }
    }

    /// <summary>The body that belongs to a head that was just read.</summary>
    /// <param name="head">The head.</param>
    /// <param name="endsWithConnection">A response without a length lasts until the end of the connection; a request without one has no body.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<byte[]> ReadBodyAsync(HttpHead head, bool endsWithConnection, CancellationToken cancellationToken)
    {
        if (head.Has("Transfer-Encoding", "chunked"))
            return await ReadChunksAsync(cancellationToken).ConfigureAwait(false);
        if (head["Content-Length"] is { } text)
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int length))
                throw new HttpProtocolException(400, "Content-Length is no number.");
            return await ReadExactlyAsync(length, cancellationToken).ConfigureAwait(false);
        }

        if (!endsWithConnection)
            return [];
        while (await FillAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_end - _start > maxBody)
                throw new HttpProtocolException(413, "The body is too large.");
        }

        return TakePending();
    }

    private static HttpHead Parse(List<string> lines)
    {
        var fields = new List<KeyValuePair<string, string>>(lines.Count - 1);
        foreach (string line in lines.Skip(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
                throw new HttpProtocolException(400, "A header field has no name.");
            fields.Add(new(line[..colon], line[(colon + 1)..].Trim()));
        }

        return new HttpHead { StartLine = lines[0], Fields = fields };
    }

    private async ValueTask<byte[]> ReadChunksAsync(CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        while (true)
        {
            string size = (await ReadLineAsync(cancellationToken).ConfigureAwait(false)).Split(';')[0].Trim();
            if (!int.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int length) || length < 0)
                throw new HttpProtocolException(400, "A chunk has no size.");
            if (length == 0)
                break;
            if (body.Length + length > maxBody)
                throw new HttpProtocolException(413, "The body is too large.");
            body.Write(await ReadExactlyAsync(length, cancellationToken).ConfigureAwait(false));
            await ReadLineAsync(cancellationToken).ConfigureAwait(false);
        }

        while ((await ReadLineAsync(cancellationToken).ConfigureAwait(false)).Length > 0)
        {
        }

        return body.ToArray();
    }

    private async ValueTask<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        int newline;
        while ((newline = Array.IndexOf(_buffer, (byte)'\n', _start, _end - _start)) < 0)
        {
            if (_end - _start > maxHead)
                throw new HttpProtocolException(400, "A line is too long.");
            if (!await FillAsync(cancellationToken).ConfigureAwait(false))
                throw new HttpProtocolException(400, "The connection ended within a body.");
        }

        string line = Encoding.Latin1.GetString(_buffer, _start, newline - _start).TrimEnd('\r');
        _start = newline + 1;
        return line;
    }

    private async ValueTask<byte[]> ReadExactlyAsync(int length, CancellationToken cancellationToken)
    {
        if (length > maxBody)
            throw new HttpProtocolException(413, "The body is too large.");
        while (_end - _start < length)
        {
            if (!await FillAsync(cancellationToken).ConfigureAwait(false))
                throw new HttpProtocolException(400, "The connection ended within a body.");
        }

        byte[] body = _buffer[_start..(_start + length)];
        _start += length;
        return body;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        int read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }
}
