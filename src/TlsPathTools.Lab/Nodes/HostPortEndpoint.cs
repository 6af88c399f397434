using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using TlsPathTools.Lab.Http;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Nodes;

/// <summary>A port of one of a node's own processes: no rule of kube-proxy and no pod is involved in it.</summary>
internal sealed class HostPortEndpoint(NodeMachine node, HttpHandler handler, Func<SslStreamCertificateContext>? certificate = null) : ITcpEndpoint
{
    private static readonly TimeSpan s_handshake = TimeSpan.FromSeconds(10);

    private readonly string _component = $"node:{node.Name}/host";

    /// <inheritdoc/>
    public SynOdds Odds(Flow flow) => node.Fabric.Faults.Odds(node.World.Faults.At(_component), flow);

    /// <inheritdoc/>
    public Task<SynAnswer> AnswerAsync(Flow flow, CancellationToken cancellationToken)
    {
        IReadOnlyList<FaultSpec> chosen = node.Fabric.Faults.Choose(node.World.Faults.At(_component), flow);
        return Task.FromResult(FaultSelector.SynAnswerOf(chosen)
            ?? new SynAnswer.Accept((socket, stop) => Serving.RunAsync(socket, chosen, (inner, end) => ServeAsync(inner, flow, end), stop)));
    }

    private async Task ServeAsync(Socket socket, Flow flow, CancellationToken cancellationToken)
    {
        await using var network = new NetworkStream(socket, ownsSocket: false);
        if (certificate is null)
        {
            await HttpConnection.ServeAsync(network, flow.Source, flow.Destination, handler, cancellationToken).ConfigureAwait(false);
            return;
        }

        await using var tls = new SslStream(network, leaveInnerStreamOpen: true);
        try
        {
            using var bound = new Bound(s_handshake, node.World.Time, cancellationToken);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = certificate() }, bound.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is System.Security.Authentication.AuthenticationException or IOException)
        {
            // A check of the port alone: it connects, and goes.
            return;
        }

        await HttpConnection.ServeAsync(tls, flow.Source, flow.Destination, handler, cancellationToken).ConfigureAwait(false);
        await tls.ShutdownAsync().ConfigureAwait(false);
    }
}
