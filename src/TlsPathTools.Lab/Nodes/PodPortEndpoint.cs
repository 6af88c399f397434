using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using TlsPathTools.Lab.Http;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Nodes;

/// <summary>A port of a pod. The faults of its Deployment and of its node's way to pods meet every flow to it, wherever it comes from.</summary>
internal sealed class PodPortEndpoint(Fabric fabric, PodStart pod, DeploymentSpec workload, PodPortSpec port, PodLogBook log) : ITcpEndpoint
{
    private static readonly TimeSpan s_handshake = TimeSpan.FromSeconds(10);

    private readonly string _deployment = $"pod:{workload.Namespace}/{workload.Name}";
    private readonly string _here = $"pod:{workload.Namespace}/{workload.Name}@{pod.NodeName}";
    private readonly string _way = $"node:{pod.NodeName}/pods";

    private LabWorld World => fabric.World;

    private IReadOnlyList<FaultSpec> Active => World.Faults.At(_way, _deployment, _here);

    /// <inheritdoc/>
    public SynOdds Odds(Flow flow) => fabric.Faults.Odds(Active, flow);

    /// <inheritdoc/>
    public Task<SynAnswer> AnswerAsync(Flow flow, CancellationToken cancellationToken)
    {
        IReadOnlyList<FaultSpec> chosen = fabric.Faults.Choose([.. Active.Where(fault => !PodApplication.IsOfRequest(fault))], flow);
        if (FaultSelector.SynAnswerOf(chosen) is { } struck)
        {
            World.Traffic.Add(_here, flows: 1, failed: 1);
            return Task.FromResult(struck);
        }

        return Task.FromResult<SynAnswer>(new SynAnswer.Accept((socket, stop) => ServeAsync(socket, flow, chosen, stop)));
    }

    private async Task ServeAsync(Socket socket, Flow flow, IReadOnlyList<FaultSpec> chosen, CancellationToken cancellationToken)
    {
        World.Traffic.Add(_here, flows: 1);
        var application = new PodApplication(fabric, pod, workload, port, flow, chosen, () => fabric.Faults.Choose([.. Active.Where(PodApplication.IsOfRequest)], flow), log);
        RelayEnd end = await Serving.RunAsync(socket, chosen, (inner, stop) => ServeAsync(inner, application, stop), cancellationToken).ConfigureAwait(false);
        World.Traffic.Add(_here, failed: end.StruckBy is null ? 0 : 1, toServer: end.ToServer, toClient: end.ToClient);
    }

    private async Task ServeAsync(Socket socket, PodApplication application, CancellationToken cancellationToken)
    {
        await using var network = new NetworkStream(socket, ownsSocket: false);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(s_handshake);
        if (port.Protocol == "httpsProxyProtocol" && !await ReadProxyHeaderAsync(network, application, bound.Token).ConfigureAwait(false))
            return;
        if (port.Protocol == "http")
        {
            await application.ServeAsync(network, cancellationToken).ConfigureAwait(false);
            return;
        }

        await using var tls = new SslStream(network, leaveInnerStreamOpen: true);
        try
        {
            await tls.AuthenticateAsServerAsync(Options(application), bound.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException or InvalidOperationException)
        {
            application.HandshakeFailed(exception);
            return;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            application.HandshakeFailed(new IOException("read tcp: i/o timeout"));
            return;
        }

        await application.ServeAsync(tls, cancellationToken).ConfigureAwait(false);
        await tls.ShutdownAsync().ConfigureAwait(false);
    }

    private static async Task<bool> ReadProxyHeaderAsync(NetworkStream network, PodApplication application, CancellationToken cancellationToken)
    {
        try
        {
            application.Client = await ProxyHeader.ReadAsync(network, cancellationToken).ConfigureAwait(false) ?? application.Client;
            return true;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or OperationCanceledException)
        {
            application.HandshakeFailed(exception is InvalidDataException ? exception : new IOException("EOF"));
            return false;
        }
    }

    private SslServerAuthenticationOptions Options(PodApplication application) => new()
    {
        ServerCertificateContext = World.Authority.Named(application.CertificateName),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        // One handshake is like another: a resumed one would hide certificates and large flights.
        AllowTlsResume = false,
    };
}
