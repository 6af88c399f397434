using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace TlsPathTools.Lab.Tests.Network;

/// <summary>A client that makes one request, and says in a word or two how far it came and what ended it.</summary>
internal sealed class TlsClient
{
    public SslProtocols Protocols { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>How long it waits for anything.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of protocol names in the hello.</summary>
    public int Padding { get; init; }

    /// <summary>How long it is silent between the handshake and the request.</summary>
    public TimeSpan Pause { get; init; }

    public string Host { get; init; } = "host.test";

    public string Path { get; init; } = "/";

    /// <summary>What was received of the response.</summary>
    public string Response { get; private set; } = "";

    /// <summary>The subject of the certificate that was shown.</summary>
    public string? Certificate { get; private set; }

    /// <summary>
    /// <c>STAGE EVENT</c>: stages are connect, handshake, request, empty (no byte of the response), partial, whole; events fin, rst, timeout,
    /// alert N, close_notify, notTls, and ok after a whole response.
    /// </summary>
    public async Task<string> AskAsync(IPEndPoint where)
    {
        string stage = "connect";
        var response = new StringBuilder();
        using var bound = new CancellationTokenSource(Patience);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(where, bound.Token);
            stage = "handshake";
            await using var tls = new SslStream(new NetworkStream(socket));
            await tls.AuthenticateAsClientAsync(Options(), bound.Token);
            stage = "request";
            await Task.Delay(Pause);
            await tls.WriteAsync(Encoding.ASCII.GetBytes($"GET {Path} HTTP/1.1\r\nHost: {Host}\r\nConnection: close\r\n\r\n"), bound.Token);
            stage = "empty";
            var buffer = new byte[4096];
            for (int count; !IsWhole(response) && (count = await tls.ReadAsync(buffer, bound.Token)) > 0;)
                response.Append(Encoding.Latin1.GetString(buffer, 0, count));
            Response = response.ToString();
            stage = response.Length == 0 ? "empty" : IsWhole(response) ? "whole" : "partial";
            return stage == "whole" ? "whole ok" : $"{stage} fin";
        }
        catch (Exception exception) when (exception is IOException or SocketException or AuthenticationException or OperationCanceledException)
        {
            return $"{(response.Length > 0 ? "partial" : stage)} {Event(exception)}";
        }
    }

    private SslClientAuthenticationOptions Options() => new()
    {
        TargetHost = Host,
        EnabledSslProtocols = Protocols,
        AllowTlsResume = false,
        ApplicationProtocols = Padding == 0 ? null : [.. Enumerable.Range(0, Padding / 100).Select(i => new SslApplicationProtocol(i.ToString("d99", CultureInfo.InvariantCulture)))],
        RemoteCertificateValidationCallback = (_, certificate, _, _) =>
        {
            Certificate = certificate?.Subject;
            return true;
        },
    };

    private static bool IsWhole(StringBuilder response)
    {
        string text = response.ToString();
        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return false;
        int at = text.IndexOf("Content-Length: ", StringComparison.Ordinal) + "Content-Length: ".Length;
        return text.Length - end - 4 >= int.Parse(text[at..text.IndexOf('\r', at)], CultureInfo.InvariantCulture);
    }

    private static string Event(Exception exception)
    {
        if (exception is OperationCanceledException)
            return "timeout";
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException socket)
                return socket.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown ? "rst" : socket.SocketErrorCode.ToString();
            if ((inner.HResult & 0xFF000000) == 0x0A000000 && (inner.HResult & 0xFFF) - 1000 is > 0 and var alert)
                return $"alert {alert}";
            if ((inner.HResult & 0xFF000000) == 0x0A000000)
                return $"openssl {inner.HResult & 0xFFF:x}";
            if (inner.Message.Contains("ZERO_RETURN", StringComparison.Ordinal))
                return "close_notify";
            if (inner.Message.Contains("frame size", StringComparison.Ordinal))
                return "notTls";
        }

        return exception.Message.Contains("EOF", StringComparison.Ordinal) ? "fin" : exception.Message;
    }
}
