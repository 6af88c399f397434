using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Web;
using TlsPathTools.TestServers;

namespace TlsPathTools.Aws.Tests;

/// <summary>An HTTP server on loopback whose answers a test writes byte by byte: right ones, broken ones, none.</summary>
internal sealed class LoopbackApi : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<ApiRequest, ApiAnswer, Task> _answer;
    private readonly Task _accepting;

    private readonly ServerIdentity? _identity;

    private LoopbackApi(Func<ApiRequest, ApiAnswer, Task> answer, ServerIdentity? identity)
    {
        _identity = identity;
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Endpoint => new($"{(_identity is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public ConcurrentQueue<ApiRequest> Requests { get; } = new();

    public static LoopbackApi Start(Func<ApiRequest, ApiAnswer, Task> answer, ServerIdentity? identity = null) => new(answer, identity);

    /// <summary>One that gives every request the same answer.</summary>
    public static LoopbackApi Start(int status, string body, string contentType = "text/xml") => new((_, answer) => answer.SendAsync(status, body, contentType), identity: null);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync(_stopping.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var wire = new NetworkStream(socket, ownsSocket: true);
            await using Stream stream = _identity is null ? wire : new SslStream(wire);
            if (stream is SslStream tls)
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = _identity!.Context }, _stopping.Token);
            while (await ReadAsync(stream) is { } request)
            {
                Requests.Enqueue(request);
                var answer = new ApiAnswer(socket, stream, _stopping.Token);
                await _answer(request, answer);
                if (answer.Ended)
                    return;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            // The client went, or the test is over.
        }
    }

    private async Task<ApiRequest?> ReadAsync(Stream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || !head[^4..].SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one, _stopping.Token) == 0)
                return null;
            head.Add(one[0]);
        }

        string[] lines = Encoding.Latin1.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0], pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var body = new byte[headers.TryGetValue("Content-Length", out string? length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, _stopping.Token);
        return new ApiRequest(lines[0].Split(' ')[0], lines[0].Split(' ')[1], headers, Encoding.UTF8.GetString(body));
    }
}

/// <summary>A request as it came.</summary>
internal sealed record ApiRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>A form's parameter.</summary>
    public string? this[string name] => HttpUtility.ParseQueryString(Body)[name];
}

/// <summary>Writes an answer.</summary>
internal sealed class ApiAnswer(Socket socket, Stream stream, CancellationToken stopping)
{
    public CancellationToken Stopping => stopping;

    public bool Ended { get; private set; }

    public Task SendAsync(int status, string body, string contentType = "text/xml", string headers = "")
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        return WriteAsync(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} X\r\nContent-Type: {contentType}\r\nContent-Length: {bytes.Length}\r\n{headers}\r\n") + body);
    }

    public async Task WriteAsync(string text) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text), stopping);

    /// <summary>Ends the connection: with a FIN, or with a reset.</summary>
    public void End(bool reset = false)
    {
        Ended = true;
        if (reset)
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
    }
}
