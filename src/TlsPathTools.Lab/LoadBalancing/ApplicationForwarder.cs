using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Http;

namespace TlsPathTools.Lab.LoadBalancing;

/// <summary>Chooses the target of each request, sends it there and passes the answer on; or says why not (ALB's guide, troubleshooting).</summary>
internal sealed class ApplicationForwarder(BalancerNode node, Listener listener)
{
    private const string TargetCookie = "AWSALB";
    private const string GroupCookie = "AWSALBTG";

    /// <summary>How long a target may take to accept and to shake hands: 10 s in life.</summary>
    private TimeSpan Patience => TimeSpan.FromSeconds(node.World.Scenario.Timings.ConnectTimeout);

    /// <summary>How long a target may take to begin its answer: the idle timeout where somebody set one; else as short as the rest, where it is 60 s in life.</summary>
    private TimeSpan AnswerPatience => node.Balancer.Attributes.Number("idle_timeout.timeout_seconds", otherwise: 0) is > 0 and int seconds ? TimeSpan.FromSeconds(seconds) : Patience;

    /// <summary>Answers a request.</summary>
    /// <returns>Whether the client's connection goes on.</returns>
    /// <exception cref="BalancerAnswerException">The load balancer has to answer by itself; nothing has been sent yet.</exception>
    /// <exception cref="IOException">A connection broke within the answer.</exception>
    public async Task<bool> AnswerAsync(ClientRequest request, Stream client, CancellationToken cancellationToken)
    {
        if (request.Method == "TRACE")
            throw new BalancerAnswerException(405, "TRACE");
        ListenerRule rule;
        lock (node.World.Gate)
            rule = ListenerRules.Find(listener.Rules, request.Host, request.Path) ?? throw new BalancerAnswerException(503, "no rule");
        if (rule.FixedResponse is { } told)
        {
            bool tellsServer = listener.Attributes.Flag("routing.http.response.server.enabled", otherwise: true);
            await client.WriteAsync(BalancerAnswer.Whole(told.StatusCode, told.ContentType, told.Body, request.Method == "HEAD", request.Close, tellsServer), cancellationToken).ConfigureAwait(false);
            node.Count("HTTP_Fixed_Response_Count");
            return !request.Close;
        }

        Chosen chosen = Choose(rule, request);
        using OpenFlow open = node.Flows.Open(chosen.Target, node, cancellationToken);
        try
        {
            return await ExchangeAsync(chosen, request, client, open.Ended).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BalancerAnswerException(502, $"{chosen.Target.Id} was deregistered");
        }
    }

    private async Task<bool> ExchangeAsync(Chosen chosen, ClientRequest request, Stream client, CancellationToken cancellationToken)
    {
        byte[] message = request.ForTarget(listener.TerminatesTls);
        if (chosen.EndPoint is not { } endPoint)
            throw new BalancerAnswerException(504, $"{chosen.Target.Id} is gone");
        UpstreamConnection connection = node.Pool.Take(endPoint) ?? await ConnectAsync(chosen, endPoint, request, cancellationToken).ConfigureAwait(false);
        bool reusable = false;
        try
        {
            HttpHead head = await AskAsync(connection, chosen, message, cancellationToken).ConfigureAwait(false);
            int status = head.Status!.Value;
            node.Count($"HTTPCode_Target_{status / 100}XX_Count", group: chosen.Group);
            node.World.Traffic.Add(node.Component, toServer: message.Length);
            reusable = await PassOnAsync(head, connection, chosen, request, client, cancellationToken).ConfigureAwait(false);
            return !request.Close;
        }
        finally
        {
            if (reusable)
                node.Pool.Return(connection);
            else
                connection.Dispose();
        }
    }

    private Chosen Choose(ListenerRule rule, ClientRequest request)
    {
        lock (node.World.Gate)
        {
            CloudState cloud = node.World.Cloud;
            TargetGroup? group = rule.GroupStickiness && Unpack(request.Cookie(GroupCookie)) is { } arn && rule.Forward.Exists(forward => forward.TargetGroupArn == arn)
                ? cloud.TargetGroups.GetValueOrDefault(arn) : TargetRouting.Draw(cloud, rule.Forward);
            if (group is null)
                throw new BalancerAnswerException(503, "no target group");
            if (group.ProtocolVersion != "HTTP1")
                throw new BalancerAnswerException(464, $"{group.Name} speaks {group.ProtocolVersion} only");
            Routable routable = TargetRouting.Routable(node.Balancer, group, node.ZoneName);
            if (routable.Targets.Count == 0)
                throw new BalancerAnswerException(503, $"{group.Name} has no target that {node.ZoneName} may use");
            if (routable.FailsOpen)
                node.Count("UnhealthyRoutingRequestCount", group: group);
            node.Count("RequestCountPerTarget", 1.0 / routable.Targets.Count, group);
            bool sticky = group.Attributes.Flag("stickiness.enabled", otherwise: false) && group.Attribute("stickiness.type") is null or "lb_cookie";
            string? known = sticky ? Unpack(request.Cookie(TargetCookie)) : null;
            TargetRegistration target = routable.Targets.Find(candidate => Key(candidate) == known)
                ?? (group.Attribute("load_balancing.algorithm.type") == "weighted_random" ? routable.Targets[Random.Shared.Next(routable.Targets.Count)]
                : routable.Targets[request.Turn % routable.Targets.Count]);
            List<string> cookies = [];
            if (sticky)
                cookies.Add($"{TargetCookie}={Pack(Key(target))}; Expires={DateTimeOffset.UtcNow.AddDays(7):r}; Path=/");
            if (rule.GroupStickiness)
                cookies.Add($"{GroupCookie}={Pack(group.Arn)}; Expires={DateTimeOffset.UtcNow.AddDays(7):r}; Path=/");
            return new(group, target, TargetRouting.EndPoint(cloud, group, target, node.ZoneName, target.Port), cookies);
        }
    }

    private async Task<UpstreamConnection> ConnectAsync(Chosen chosen, IPEndPoint endPoint, ClientRequest request, CancellationToken cancellationToken)
    {
        Socket socket;
        try
        {
            socket = await node.Fabric.DialAsync(node.Zone.PrivateIp, endPoint, request.Flow.Purpose, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            node.Count("TargetConnectionErrorCount", group: chosen.Group);
            throw new BalancerAnswerException(exception.SocketErrorCode is SocketError.TimedOut ? 504 : 502, $"no connection to {chosen.Target.Id}: {exception.SocketErrorCode}");
        }

        var network = new NetworkStream(socket, ownsSocket: false);
        if (chosen.Group.Protocol != "HTTPS")
            return new(endPoint, socket, network);
        try
        {
            return new(endPoint, socket, await TargetTls.OpenAsync(network, Patience, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            socket.Dispose();
            node.Count("TargetTLSNegotiationErrorCount", group: chosen.Group);
            throw new BalancerAnswerException(502, $"no TLS handshake with {chosen.Target.Id}");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends the request and reads the head of the answer, interim ones left out.</summary>
    private async Task<HttpHead> AskAsync(UpstreamConnection connection, Chosen chosen, byte[] message, CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(AnswerPatience);
        try
        {
            await connection.Stream.WriteAsync(message, bound.Token).ConfigureAwait(false);
            await connection.Stream.FlushAsync(bound.Token).ConfigureAwait(false);
            while (true)
            {
                HttpHead head = await connection.Reader.ReadHeadAsync(bound.Token).ConfigureAwait(false)
                    ?? throw new BalancerAnswerException(502, $"{chosen.Target.Id} closed the connection without an answer");
                if (head.Status is not { } status)
                    throw new BalancerAnswerException(502, $"{chosen.Target.Id} does not speak HTTP");
                if (status >= 200)
                    return head;
            }
        }
        catch (IOException exception)
        {
            throw new BalancerAnswerException(502, $"{chosen.Target.Id}: {exception.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BalancerAnswerException(504, $"{chosen.Target.Id} did not answer in time");
        }
    }

    /// <summary>Passes an answer on to the client.</summary>
    /// <returns>Whether the target's connection can carry another request.</returns>
    private static async Task<bool> PassOnAsync(HttpHead head, UpstreamConnection connection, Chosen chosen, ClientRequest request, Stream client, CancellationToken cancellationToken)
    {
        bool bodiless = request.Method == "HEAD" || head.Status is 204 or 304;
        bool counted = head["Content-Length"] is not null && !head.Has("Transfer-Encoding", "chunked");
        byte[] body = [];
        try
        {
            if (!bodiless && !counted)
                body = await connection.Reader.ReadBodyAsync(head, endsWithConnection: true, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw new BalancerAnswerException(502, $"{chosen.Target.Id}: {exception.Message}");
        }

        var text = new StringBuilder().Append(head.StartLine).Append("\r\n");
        foreach ((string name, string value) in head.Fields.Where(field => !ClientRequest.IsHopByHop(field.Key, head)))
            text.Append(name).Append(": ").Append(value).Append("\r\n");
        if (!bodiless && !counted)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n");
        foreach (string cookie in chosen.Cookies)
            text.Append("Set-Cookie: ").Append(cookie).Append("\r\n");
        text.Append(request.Close ? "Connection: close\r\n\r\n" : "Connection: keep-alive\r\n\r\n");
        try
        {
            await client.WriteAsync((byte[])[.. Encoding.Latin1.GetBytes(text.ToString()), .. body], cancellationToken).ConfigureAwait(false);
            if (!bodiless && counted)
                await StreamBody.CopyAsync(head, connection, client, cancellationToken).ConfigureAwait(false);
            await client.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            // Half an answer is on its way: there is no status any more that could be told.
            throw new IOException("The flow was ended within the answer.", exception);
        }

        return !head.Has("Connection", "close") && !head.StartLine.StartsWith("HTTP/1.0", StringComparison.Ordinal) && (bodiless || counted || head.Has("Transfer-Encoding", "chunked"));
    }

    private static string Key(TargetRegistration target) => $"{target.Id}:{target.Port}";

    private static string Pack(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));

    private static string? Unpack(string? text)
    {
        try
        {
            return text is null ? null : Encoding.UTF8.GetString(Convert.FromHexString(text));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Where a request goes.</summary>
    private sealed record Chosen(TargetGroup Group, TargetRegistration Target, IPEndPoint? EndPoint, IReadOnlyList<string> Cookies);
}
