using System.Net.Sockets;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Http;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Scenarios;
using HttpProtocolException = TlsPathTools.Lab.Http.HttpProtocolException;

namespace TlsPathTools.Lab.LoadBalancing;

/// <summary>An HTTP or HTTPS listener of an application load balancer's node: it reads requests, one after the other, and sends each to a target of its own choice.</summary>
internal sealed class ApplicationListener(BalancerNode node, Listener listener) : TerminatingListener(node, listener)
{
    private readonly ApplicationForwarder _forwarder = new(node, listener);

    protected override async Task ServeAsync(Socket client, Flow flow, IReadOnlyList<FaultSpec> faults, CancellationToken cancellationToken)
    {
        Node.Count("NewConnectionCount");
        await using Stream stream = await OpenAsync(client, faults, cancellationToken).ConfigureAwait(false);
        var reader = new HttpReader(stream);
        // A node is many workers, each with a turn of its own among the targets: which of them has a connection is chance.
        int turn = Random.Shared.Next(1 << 20);
        while (await NextHeadAsync(reader, stream, cancellationToken).ConfigureAwait(false) is { } head)
        {
            if (!await AnswerAsync(stream, reader, head, flow, turn++, faults, cancellationToken).ConfigureAwait(false))
                break;
        }

        if (stream is System.Net.Security.SslStream tls)
            await tls.ShutdownAsync().ConfigureAwait(false);
        await SocketEnds.FinishAsync(client, TimeSpan.FromSeconds(0.5), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The next request's head; null when the client is done, was silent for too long or sent something else.</summary>
    private async Task<HttpHead?> NextHeadAsync(HttpReader reader, Stream stream, CancellationToken cancellationToken)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        idle.CancelAfter(TimeSpan.FromSeconds(Node.Balancer.Attributes.Number("idle_timeout.timeout_seconds", BalancerNode.DefaultIdleSeconds)));
        try
        {
            return await reader.ReadHeadAsync(idle.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (HttpProtocolException)
        {
            await SayAsync(stream, 400, headOnly: false, close: true, cancellationToken).ConfigureAwait(false);
            return null;
        }
    }

    private async Task<bool> AnswerAsync(Stream stream, HttpReader reader, HttpHead head, Flow flow, int turn, IReadOnlyList<FaultSpec> faults, CancellationToken cancellationToken)
    {
        Node.Count("RequestCount");
        if (head.RequestLine is not var (method, target, version))
        {
            await SayAsync(stream, 400, headOnly: false, close: true, cancellationToken).ConfigureAwait(false);
            return false;
        }

        bool headOnly = method == "HEAD";
        bool close = head.Has("Connection", "close") || (version == "HTTP/1.0" && !head.Has("Connection", "keep-alive"));
        try
        {
            if (head.Has("Expect", "100-continue"))
                await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
            byte[] body = await reader.ReadBodyAsync(head, endsWithConnection: false, cancellationToken).ConfigureAwait(false);
            if (faults.FirstOrDefault(fault => fault.Effect is FaultEffect.HttpStatus) is { } told)
                throw new BalancerAnswerException(told.Value ?? 503, "a fault says so");
            var request = new ClientRequest(method, target, head, body, flow, turn, close);
            return await _forwarder.AnswerAsync(request, stream, cancellationToken).ConfigureAwait(false);
        }
        catch (BalancerAnswerException exception)
        {
            Node.World.Log.Tell(Node.World.Now, Node.Component, $"{exception.Status}: {exception.Message}");
            Node.World.Traffic.Add(Node.Component, failed: 1);
            await SayAsync(stream, exception.Status, headOnly, close, cancellationToken).ConfigureAwait(false);
            return !close;
        }
        catch (HttpProtocolException exception)
        {
            await SayAsync(stream, exception.Status is 413 ? 413 : 400, headOnly, close: true, cancellationToken).ConfigureAwait(false);
            return false;
        }
    }

    private async Task SayAsync(Stream stream, int status, bool headOnly, bool close, CancellationToken cancellationToken)
    {
        Node.Count(status >= 500 ? "HTTPCode_ELB_5XX_Count" : "HTTPCode_ELB_4XX_Count");
        if (status is 500 or 502 or 503 or 504)
            Node.Count($"HTTPCode_ELB_{status}_Count");
        bool tellsServer = Listener.Attributes.Flag("routing.http.response.server.enabled", otherwise: true);
        await stream.WriteAsync(BalancerAnswer.Page(status, headOnly, close, tellsServer), cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
