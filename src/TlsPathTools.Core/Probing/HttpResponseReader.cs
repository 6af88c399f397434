using System.Globalization;
using System.Text;

namespace TlsPathTools.Probing;

/// <summary>
/// Reads one HTTP/1.x response as its bytes come (RFC 9112): status line, headers and the framing of the body. Sans-IO
/// and bounded: a head of at most 64 KiB, a body of at most 1 MiB, which is counted and thrown away, never decompressed.
/// </summary>
internal sealed class HttpResponseReader(bool headRequest)
{
    internal const int MaxHeadBytes = 64 * 1024;
    internal const long MaxBodyBytes = 1024 * 1024;

    private readonly ChunkedBodyReader _chunks = new();
    private byte[] _head = new byte[1024];
    private int _headCount, _scanned;
    private bool _chunked;

    /// <summary>Where the reader is.</summary>
    internal HttpResponseState State { get; private set; } = HttpResponseState.Head;

    /// <summary>Bytes of the response, interim responses included.</summary>
    internal long Bytes { get; private set; }

    /// <summary>The status of the final response.</summary>
    internal int? Status { get; private set; }

    /// <summary>The Server header, escaped.</summary>
    internal string? Server { get; private set; }

    /// <summary>What is wrong with a malformed response.</summary>
    internal string? Problem { get; private set; }

    /// <summary>The body's declared length.</summary>
    internal long? ContentLength { get; private set; }

    /// <summary>Bytes of the body so far.</summary>
    internal long BodyBytes { get; private set; }

    /// <summary>The body ends where the connection does, so that a cut cannot be seen.</summary>
    internal bool EndsWithConnection { get; private set; }

    /// <summary>The body was larger than what is read; the rest was not waited for.</summary>
    internal bool BodyCapped { get; private set; }

    /// <summary>Takes the next bytes.</summary>
    internal void Feed(ReadOnlySpan<byte> data)
    {
        Bytes += data.Length;
        while (data.Length > 0 && State is HttpResponseState.Head)
        {
            int count = Math.Min(data.Length, MaxHeadBytes - _headCount);
            if (count == 0)
            {
                Fail($"the response head is larger than {MaxHeadBytes / 1024} KiB");
                return;
            }

            Append(data[..count]);
            data = data[count..];
            int end = FindHeadEnd();
            if (end < 0)
            {
                if (_headCount >= 5 && !_head.AsSpan(0, 5).SequenceEqual("HTTP/"u8))
                    Fail("the response is not HTTP/1: " + SafeText.Escape(_head.AsSpan(0, Math.Min(_headCount, 40))));
                continue;
            }

            byte[] rest = [.. _head.AsSpan(end, _headCount - end), .. data];
            ReadHead(_head.AsSpan(0, end));
            if (State == HttpResponseState.Head)
            {
                // An interim response (1xx) is over; the final one follows (RFC 9110 section 15.2). What it took counts.
                data = rest;
                (_headCount, _scanned) = (0, 0);
                if (Bytes > MaxHeadBytes)
                    Fail("the interim responses are larger than a head may be");
                continue;
            }

            data = rest;
        }

        if (State == HttpResponseState.Body)
            FeedBody(data);
    }

    /// <summary>Tells that the connection ended; whether that completes the response depends on its framing.</summary>
    internal void End()
    {
        if (State == HttpResponseState.Body && EndsWithConnection)
            State = HttpResponseState.Complete;
    }

    private void FeedBody(ReadOnlySpan<byte> data)
    {
        BodyBytes += data.Length;
        if (_chunked)
        {
            _chunks.Feed(data);
            if (_chunks.Malformed)
                Fail("the chunks of the body are malformed");
            else if (_chunks.Complete)
                State = HttpResponseState.Complete;
        }
        else if (ContentLength is { } length && BodyBytes >= length)
        {
            State = HttpResponseState.Complete;
        }

        if (State == HttpResponseState.Body && BodyBytes >= MaxBodyBytes)
        {
            BodyCapped = true;
            State = HttpResponseState.Complete;
        }
    }

    private void Append(ReadOnlySpan<byte> data)
    {
        if (_headCount + data.Length > _head.Length)
            Array.Resize(ref _head, Math.Min(MaxHeadBytes, Math.Max(_head.Length * 2, _headCount + data.Length)));
        data.CopyTo(_head.AsSpan(_headCount));
        _headCount += data.Length;
    }

    // The end of the empty line; bare LF counts as a line end (RFC 9112 section 2.2).
    private int FindHeadEnd()
    {
        for (; _scanned < _headCount; _scanned++)
        {
            if (_head[_scanned] != '\n' || _scanned == 0)
                continue;
            if (_head[_scanned - 1] == '\n' || (_scanned > 1 && _head[_scanned - 1] == '\r' && _head[_scanned - 2] == '\n'))
                return _scanned + 1;
        }

        return -1;
    }

    private void ReadHead(ReadOnlySpan<byte> head)
    {
        string[] lines = Encoding.Latin1.GetString(head).Split('\n');
        if (!TryReadStatus(lines[0], out int status))
        {
            Fail("the status line is malformed: " + SafeText.Escape(lines[0].TrimEnd('\r'), 80));
            return;
        }

        if (status is >= 100 and < 200 and not 101)
            return;

        Status = status;
        foreach (string line in lines.AsSpan(1))
            ReadHeader(line);
        if (State == HttpResponseState.Malformed)
            return;

        bool noBody = headRequest || status is 101 or 204 or 304 || (!_chunked && ContentLength == 0);
        EndsWithConnection = !noBody && !_chunked && ContentLength is null;
        State = noBody ? HttpResponseState.Complete : HttpResponseState.Body;
    }

    private void ReadHeader(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
            return;

        ReadOnlySpan<char> name = line.AsSpan(0, colon);
        string value = line[(colon + 1)..].Trim();
        if (name.Equals("Server", StringComparison.OrdinalIgnoreCase))
        {
            Server ??= SafeText.Escape(value, 80);
        }
        else if (name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
        {
            _chunked |= value.EndsWith("chunked", StringComparison.OrdinalIgnoreCase);
        }
        else if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
        {
            if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long length)
                || (ContentLength is { } other && other != length))
                Fail("the Content-Length is malformed: " + SafeText.Escape(value, 40));
            else
                ContentLength = length;
        }
    }

    internal static bool TryReadStatus(string line, out int status)
    {
        status = 0;
        string[] parts = line.TrimEnd('\r').Split(' ', 3);
        return parts.Length >= 2
            && parts[0] is "HTTP/1.1" or "HTTP/1.0"
            && parts[1].Length == 3
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out status)
            && status is >= 100 and <= 599;
    }

    private void Fail(string problem)
    {
        Problem = problem;
        State = HttpResponseState.Malformed;
    }
}
