using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using TlsPathTools.TestServers;

namespace TlsPathTools.Connections.Tests.Labs;

/// <summary>
/// Stands in front of an API of a lab and hands every request on, one a connection. It counts them, and tampers with those that a rule picks: cuts the
/// answer and resets, answers in the API's place, or does something before the API is asked. To the Kubernetes API it speaks TLS on both sides.
/// </summary>
internal sealed partial class ApiRelay : IAsyncDisposable
{
    private readonly Uri _backend;
    private readonly Func<RelayedRequest, Tampering?> _rule;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Task _accepting;
    private int _open;

    public ApiRelay(Uri backend, Func<RelayedRequest, Tampering?>? rule = null)
    {
        _backend = backend;
        _rule = rule ?? (_ => null);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    private bool IsTls => _backend.Scheme == Uri.UriSchemeHttps;

    /// <summary>Where it listens.</summary>
    public Uri Endpoint => new($"{_backend.Scheme}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Requests by operation: AWS's name of it, or the path without its query.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    /// <summary>The most that were under way at once.</summary>
    public int MostAtOnce { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
                serving.Add(ServeAsync(await _listener.AcceptSocketAsync(_stopping.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }

        await Task.WhenAll(serving);
    }

    private async Task ServeAsync(Socket socket)
    {
        int now = Interlocked.Increment(ref _open);
        lock (_counts)
            MostAtOnce = Math.Max(MostAtOnce, now);
        try
        {
            await using Stream client = await FrontAsync(socket);
            if (await ReadRequestAsync(client) is not { } request)
                return;
            Tampering? tampering = _rule(request);
            tampering?.First?.Invoke();
            bool whole = tampering switch
            {
                { Resets: true } => false,
                { Instead: { } instead } => await WriteAsync(client, instead, instead.Length),
                { CutAt: { } share } => await AskAsync(request) is var answer && await WriteAsync(client, answer, (int)(answer.Length * share)),
                _ => await PassAsync(request, client, tampering?.CutAfter ?? long.MaxValue),
            };
            if (tampering is { Stalls: true })
                _ = await client.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, _stopping.Token);
            if (!whole)
            {
                // What was sent shall arrive before the reset does.
                await Task.Delay(50, _stopping.Token);
                socket.LingerState = new LingerOption(enable: true, 0);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The client left, or the test ended.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
            socket.Dispose();
        }
    }

    private async Task<Stream> FrontAsync(Socket socket)
    {
        var network = new NetworkStream(socket, ownsSocket: false);
        if (!IsTls)
            return network;
        var tls = new SslStream(network);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = TestCertificates.Valid.Context }, _stopping.Token);
        return tls;
    }

    private async Task<RelayedRequest?> ReadRequestAsync(Stream client)
    {
        var read = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        int head = -1, length = 0;
        while (head < 0 || read.Length < head + length)
        {
            int count = await client.ReadAsync(buffer, _stopping.Token);
            if (count == 0)
                return null;
            read.Write(buffer, 0, count);
            if (head >= 0)
                continue;
            head = read.GetBuffer().AsSpan(0, (int)read.Length).IndexOf("\r\n\r\n"u8);
            if (head < 0)
                continue;
            head += 4;
            Match given = ContentLength().Match(Encoding.Latin1.GetString(read.GetBuffer(), 0, head));
            length = given.Success ? int.Parse(given.Groups["length"].Value, CultureInfo.InvariantCulture) : 0;
        }

        string headText = Encoding.Latin1.GetString(read.GetBuffer(), 0, head);
        string body = Encoding.UTF8.GetString(read.GetBuffer(), head, length);
        string path = headText.Split(' ')[1];
        string operation = ActionName().Match(body) is { Success: true } action ? action.Groups["name"].Value : path.Split('?')[0];
        return new RelayedRequest(operation, path, body, _counts.AddOrUpdate(operation, 1, (_, count) => count + 1), Connection().Replace(headText, "")[..^2] + "Connection: close\r\n\r\n");
    }

    private async Task<bool> WriteAsync(Stream client, byte[] answer, int end)
    {
        await client.WriteAsync(answer.AsMemory(0, end), _stopping.Token);
        await client.FlushAsync(_stopping.Token);
        return end == answer.Length;
    }

    private async Task<byte[]> AskAsync(RelayedRequest request)
    {
        var answer = new MemoryStream();
        await PassAsync(request, answer, long.MaxValue);
        return answer.ToArray();
    }

    // As it comes: a watch lasts. False where it was cut.
    private async Task<bool> PassAsync(RelayedRequest request, Stream client, long cutAfter)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPEndPoint.Parse(_backend.Authority), _stopping.Token);
        await using Stream server = await BackAsync(new NetworkStream(socket, ownsSocket: false));
        await server.WriteAsync((byte[])[.. Encoding.Latin1.GetBytes(request.Head), .. Encoding.UTF8.GetBytes(request.Body)], _stopping.Token);
        await server.FlushAsync(_stopping.Token);
        byte[] buffer = new byte[16 * 1024];
        for (long passed = 0; passed < cutAfter;)
        {
            int count = await server.ReadAsync(buffer, _stopping.Token);
            if (count == 0)
                return true;
            int most = (int)Math.Min(count, cutAfter - passed);
            await client.WriteAsync(buffer.AsMemory(0, most), _stopping.Token);
            await client.FlushAsync(_stopping.Token);
            passed += most;
        }

        return false;
    }

    private async Task<Stream> BackAsync(NetworkStream network)
    {
        if (!IsTls)
            return network;
        var tls = new SslStream(network);
#pragma warning disable CA5359 // Its own authority is no question here.
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = _backend.Host, RemoteCertificateValidationCallback = (_, _, _, _) => true }, _stopping.Token);
#pragma warning restore CA5359
        return tls;
    }

    [GeneratedRegex(@"^content-length:\s*(?<length>\d+)", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ContentLength();

    [GeneratedRegex(@"(^|&)Action=(?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ActionName();

    [GeneratedRegex(@"^connection:.*\r\n", RegexOptions.IgnoreCase | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Connection();
}

/// <summary>A request on its way.</summary>
/// <param name="Operation">AWS's name of it, or the path without its query.</param>
/// <param name="Path">The path with its query.</param>
/// <param name="Body">The body.</param>
/// <param name="Number">The how manieth of its operation, from 1.</param>
/// <param name="Head">Its head as it is handed on.</param>
internal sealed record RelayedRequest(string Operation, string Path, string Body, int Number, string Head);

/// <summary>What is done to a request.</summary>
internal sealed record Tampering
{
    /// <summary>Only this share of the answer arrives, and then a reset.</summary>
    public double? CutAt { get; init; }

    /// <summary>Only so many bytes of the answer arrive, as they come, and then a reset.</summary>
    public long? CutAfter { get; init; }

    /// <summary>It is reset instead of answered; the API is not asked.</summary>
    public bool Resets { get; init; }

    /// <summary>After what was answered the connection stays open in silence, until the client leaves it.</summary>
    public bool Stalls { get; init; }

    /// <summary>The answer in place of the API's.</summary>
    public byte[]? Instead { get; init; }

    /// <summary>Done before the API is asked.</summary>
    public Action? First { get; init; }

    /// <summary>A page that somebody on the way shows instead.</summary>
    public static Tampering LoginPage { get; } = new() { Instead = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 38\r\nConnection: close\r\n\r\n<html><body>Please log in</body></html"u8.ToArray() };
}
