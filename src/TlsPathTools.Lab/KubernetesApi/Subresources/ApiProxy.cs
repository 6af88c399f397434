using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Http;
using TlsPathTools.Lab.World;
using HttpProtocolException = TlsPathTools.Lab.Http.HttpProtocolException;

namespace TlsPathTools.Lab.KubernetesApi.Subresources;

/// <summary>
/// Passes a request on to a pod, a service's endpoint or a node, from the control plane's address and through the world's wires: what does not get
/// through is answered in Go's words.
/// </summary>
internal sealed class ApiProxy(LabWorld world)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_handshakeTimeout = TimeSpan.FromSeconds(10);

    private static readonly HashSet<string> s_hopByHop = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        "Content-Length", "Host", "Expect", "Date", "Authorization", "Accept-Encoding", "Content-Type",
    };

    /// <summary>Passes a request on and its answer back.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="tail">The path there, as it was sent; empty when it lacks even its slash.</param>
    /// <param name="request">The request.</param>
    /// <param name="responder">Takes the answer.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ApiException">503: it did not get there, or no answer came.</exception>
    public async Task AnswerAsync(ProxyTarget target, string tail, HttpRequest request, HttpResponder responder, CancellationToken cancellationToken)
    {
        int mark = request.Target.IndexOf('?', StringComparison.Ordinal);
        string query = mark < 0 ? "" : request.Target[mark..];
        if (tail.Length == 0 && request.Method is "GET" or "HEAD")
        {
            responder.Fields.Add(new("Location", request.RawPath + "/" + query));
            await responder.SendAsync(301, contentType: null, ReadOnlyMemory<byte>.Empty, cancellationToken).ConfigureAwait(false);
            return;
        }

        (HttpHead head, byte[] body) = await FetchAsync(target, (tail.Length == 0 ? "/" : tail) + query, request, cancellationToken).ConfigureAwait(false);
        foreach ((string name, string value) in head.Fields)
        {
            if (!s_hopByHop.Contains(name))
                responder.Fields.Add(new(name, value));
        }

        await responder.SendAsync(head.Status!.Value, head["Content-Type"], body, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(HttpHead Head, byte[] Body)> FetchAsync(ProxyTarget target, string path, HttpRequest request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(s_timeout, world.Time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        string dialing = $"dial tcp {target.EndPoint}: ";
        try
        {
            using Socket socket = await DialAsync(target.EndPoint, ending.Token).ConfigureAwait(false);
            dialing = $"read tcp {socket.LocalEndPoint}->{target.EndPoint}: ";
            await using var network = new NetworkStream(socket);
            if (!target.Tls)
                return await ExchangeAsync(network, target, path, request, ending.Token).ConfigureAwait(false);
            await using var tls = new SslStream(network);
            await ShakeHandsAsync(tls, target, ending.Token).ConfigureAwait(false);
            return await ExchangeAsync(tls, target, path, request, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable(dialing + "i/o timeout");
        }
        catch (Exception exception) when (exception is SocketException or IOException or AuthenticationException or HttpProtocolException)
        {
            throw Unreachable(InGo(exception, dialing));
        }
    }

    /// <summary>Shakes hands with whoever is there: kubelets and pods have certificates of their own making, which the API server does not check either.</summary>
    private async Task ShakeHandsAsync(SslStream tls, ProxyTarget target, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(s_handshakeTimeout, world.Time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = target.EndPoint.Address.ToString(),
#pragma warning disable CA5359 // See the summary.
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
            }, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable("net/http: TLS handshake timeout");
        }
    }

    private async Task<Socket> DialAsync(IPEndPoint target, CancellationToken cancellationToken) =>
        world.DataPlane is { } dataPlane ? await dataPlane.DialAsync(Source(), target, cancellationToken).ConfigureAwait(false) : throw new SocketException((int)SocketError.ConnectionRefused);

    /// <summary>The control plane reaches into the network by interfaces that EKS puts there.</summary>
    private IPAddress Source()
    {
        lock (world.Gate)
        {
            NetworkInterface? own = world.Cloud.NetworkInterfaces.Values.FirstOrDefault(candidate => candidate.Description.StartsWith("Amazon EKS ", StringComparison.Ordinal));
            return own is { PrivateIpAddresses: [var address, ..] } ? address : world.Addresses.KubernetesApi;
        }
    }

    private static async Task<(HttpHead Head, byte[] Body)> ExchangeAsync(Stream stream, ProxyTarget target, string path, HttpRequest request, CancellationToken cancellationToken)
    {
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{request.Method} {path} HTTP/1.1\r\nHost: {target.EndPoint}\r\nConnection: close\r\n");
        foreach ((string name, string value) in request.Head.Fields.Where(field => !s_hopByHop.Contains(field.Key)))
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        if (request.Head["Content-Type"] is { } type)
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: {type}\r\n");
        if (request.Remote is { } remote)
            head.Append(CultureInfo.InvariantCulture, $"X-Forwarded-For: {remote.Address}\r\n");
        head.Append(CultureInfo.InvariantCulture, $"X-Forwarded-Uri: {request.RawPath}\r\nContent-Length: {request.Body.Length}\r\n\r\n");
        await stream.WriteAsync((byte[])[.. Encoding.Latin1.GetBytes(head.ToString()), .. request.Body], cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);

        var reader = new HttpReader(stream);
        HttpHead answer = await reader.ReadHeadAsync(cancellationToken).ConfigureAwait(false) ?? throw new EndOfStreamException();
        if (answer.Status is not { } status)
            throw new HttpProtocolException(502, $"malformed HTTP response \"{answer.StartLine}\"");
        byte[] body = request.Method == "HEAD" || status is 204 or 304 ? [] : await reader.ReadBodyAsync(answer, endsWithConnection: true, cancellationToken).ConfigureAwait(false);
        return (answer, body);
    }

    private static string InGo(Exception exception, string where) => (exception as SocketException ?? exception.InnerException as SocketException)?.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => where + "connect: connection refused",
        SocketError.TimedOut => where + "i/o timeout",
        SocketError.HostUnreachable => where + "connect: no route to host",
        SocketError.NetworkUnreachable => where + "connect: network is unreachable",
        SocketError.ConnectionReset => where + "read: connection reset by peer",
        { } other => $"{where}{other}",
        null => exception switch
        {
            AuthenticationException => "tls: first record does not look like a TLS handshake",
            HttpProtocolException => $"net/http: HTTP/1.x transport connection broken: {exception.Message}",
            _ => "EOF",
        },
    };

    private static ApiException Unreachable(string why) => ApiException.ServiceUnavailable($"error trying to reach service: {why}");
}
