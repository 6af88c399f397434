using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.LoadBalancing;

/// <summary>
/// A listener where the client's connection ends: it accepts by itself, whatever its targets do. Faults among the bytes are let strike by a relay that
/// stands before it.
/// </summary>
internal abstract class TerminatingListener(BalancerNode node, Listener listener) : ITcpEndpoint
{
    protected BalancerNode Node { get; } = node;

    protected Listener Listener { get; } = listener;

    public SynOdds Odds(Flow flow) => Node.FaultOdds(flow);

    public Task<SynAnswer> AnswerAsync(Flow flow, CancellationToken cancellationToken)
    {
        Node.World.Traffic.Add(Node.Component, flows: 1);
        IReadOnlyList<FaultSpec> faults = Node.FaultsFor(flow);
        SynAnswer answer = FaultSelector.SynAnswerOf(faults) ?? new SynAnswer.Accept((client, token) => AcceptedAsync(client, flow, faults, token));
        if (answer is not SynAnswer.Accept)
            Node.World.Traffic.Add(Node.Component, failed: 1);
        return Task.FromResult(answer);
    }

    /// <summary>Serves a client's connection to its end.</summary>
    protected abstract Task ServeAsync(Socket client, Flow flow, IReadOnlyList<FaultSpec> faults, CancellationToken cancellationToken);

    /// <summary>The stream in which the client speaks: TLS, where the listener ends it.</summary>
    /// <exception cref="AuthenticationException">The handshake failed; the client has been told.</exception>
    protected async Task<Stream> OpenAsync(Socket client, IReadOnlyList<FaultSpec> faults, CancellationToken cancellationToken)
    {
        var network = new NetworkStream(client, ownsSocket: false);
        if (!Listener.TerminatesTls)
            return network;
        var tls = new SslStream(network);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(10));
        try
        {
            await tls.AuthenticateAsServerAsync(Options(faults), bound.Token).ConfigureAwait(false);
            return tls;
        }
        catch (Exception exception)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            Node.Count("ClientTLSNegotiationErrorCount");
            // What the client has sent meanwhile must not turn the alert into a RST.
            await SocketEnds.FinishAsync(client, TimeSpan.FromSeconds(0.5), cancellationToken).ConfigureAwait(false);
            if (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw new AuthenticationException("The client did not finish the handshake in time.", exception);
            throw;
        }
    }

    private async Task AcceptedAsync(Socket client, Flow flow, IReadOnlyList<FaultSpec> faults, CancellationToken cancellationToken)
    {
        IReadOnlyList<FaultSpec> striking = StreamFaults.Of(faults);
        TimeSpan? idle = StreamFaults.Idle(faults, usual: null);
        if (striking.Count == 0 && idle is null)
        {
            await QuietlyAsync(client, flow, faults, cancellationToken).ConfigureAwait(false);
            return;
        }

        (Socket near, Socket far) = await SocketEnds.PairAsync(IPAddress.Loopback, cancellationToken).ConfigureAwait(false);
        Task<RelayEnd> relay = Relay.RunAsync(client, near, striking, idle, cancellationToken);
        using (far)
            await QuietlyAsync(far, flow, faults, cancellationToken).ConfigureAwait(false);
        RelayEnd end = await relay.ConfigureAwait(false);
        Node.World.Traffic.Add(Node.Component, failed: end.StruckBy is null ? 0 : 1, toServer: end.ToServer, toClient: end.ToClient);
    }

    private async Task QuietlyAsync(Socket client, Flow flow, IReadOnlyList<FaultSpec> faults, CancellationToken cancellationToken)
    {
        try
        {
            await ServeAsync(client, flow, faults, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException or AuthenticationException or ObjectDisposedException)
        {
            // The client went away, speaks no TLS or does not like what it was shown.
            Node.World.Traffic.Add(Node.Component, failed: 1);
        }
    }

    private SslServerAuthenticationOptions Options(IReadOnlyList<FaultSpec> faults)
    {
        string name = faults.FirstOrDefault(fault => fault.Effect is FaultEffect.Certificate)?.Text ?? Listener.Certificate
            ?? throw new AuthenticationException("The listener has no certificate.");
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = Node.World.Authority.Named(name),
            EnabledSslProtocols = Protocols(Listener.SslPolicy),
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        if (Listener.Protocol == "HTTPS")
            options.ApplicationProtocols = [SslApplicationProtocol.Http11];
        // Who shows no certificate, or one that is not verified, meets the end of the connection: SslStream on Linux sends no alert for it.
        if (Listener.MutualAuthenticationMode is "verify")
        {
            options.ClientCertificateRequired = true;
            options.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is X509Certificate2 shown && Node.World.Authority.VerifiesClient(shown);
        }

        return options;
    }

    // The policies from 2021 on name the range that they take: TLS13-1-2-2021-06, TLS13-1-3-2021-06. Older ones end at TLS 1.2; what is below 1.2 is not
    // offered here, as systems' own policies forbid it.
    private static SslProtocols Protocols(string? policy)
    {
        bool takes13 = policy?.Contains("TLS13", StringComparison.Ordinal) == true, takesOnly13 = policy?.Contains("TLS13-1-3", StringComparison.Ordinal) == true;
        return takesOnly13 ? SslProtocols.Tls13 : takes13 ? SslProtocols.Tls12 | SslProtocols.Tls13 : SslProtocols.Tls12;
    }
}
