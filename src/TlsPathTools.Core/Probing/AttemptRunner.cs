using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using TlsPathTools.Probing.Wire;

namespace TlsPathTools.Probing;

/// <summary>
/// Makes attempts: connect, tunnel, handshake, request, and a record of what was seen. No retries, ever. Failures of
/// the connection become facts; only cancellation from outside is thrown.
/// </summary>
internal sealed class AttemptRunner : IDisposable
{
    // Long enough for the server's answer to our Finished to arrive; most servers send a ticket at once and end the wait.
    private static readonly TimeSpan s_minLinger = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_maxLinger = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_quoteWait = TimeSpan.FromMilliseconds(100);

    private readonly ProbeOptions _options;
    private readonly TimeProvider _time;
    private readonly IConnector _connector;
    private readonly CertificateJudge _judge;
    private readonly HandshakeGate _gate;
    private readonly SslStreamCertificateContext? _clientCertificate;

    internal AttemptRunner(ProbeOptions options, TimeProvider time, IConnector? connector = null)
    {
        _options = options;
        _time = time;
        _connector = connector ?? SocketConnector.Instance;
        _judge = new CertificateJudge(options.Trust, time);
        _gate = new HandshakeGate(options.MaxHandshaking, time);
        if (options.ClientCertificate is { } certificate)
            _clientCertificate = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
    }

    public void Dispose() => _gate.Dispose();

    /// <summary>Waits while this machine has more open connections than it can shake hands over.</summary>
    internal Task ReadyAsync(CancellationToken cancellationToken) => _gate.ShortLineAsync(cancellationToken);

    /// <summary>One attempt.</summary>
    internal async Task<TlsAttempt> RunAsync(ProbeTarget target, ProbeRoute route, int number, CancellationToken cancellationToken)
    {
        var facts = new AttemptFacts { Target = target, Route = route, Options = _options };
        DateTime began = _time.GetUtcNow().UtcDateTime;
        var clock = new AttemptClock(_time);
        using var timer = new PhaseTimer(_time, cancellationToken);
        Socket? socket = null;
        Stream? tunnel = null;
        HandshakeGate.Lease? place = null;
        try
        {
            if (route.Problem is { } problem)
            {
                (facts.Stage, facts.LocalProblem) = (TlsStage.ProxyConnect, problem);
            }
            else
            {
                socket = await ConnectAsync(facts, clock, timer).ConfigureAwait(false);
                using var network = new NetworkStream(socket, ownsSocket: false);
                tunnel = route.Proxy is null ? network : await TunnelAsync(facts, network, socket, clock, timer).ConfigureAwait(false);
                if (tunnel is not null)
                {
                    clock.Pause();
                    place = await _gate.EnterAsync(cancellationToken).ConfigureAwait(false);
                    clock.Resume();
                    await SpeakTlsAsync(facts, tunnel, socket, clock, timer).ConfigureAwait(false);
                }
            }
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException or OperationCanceledException
            or ObjectDisposedException or InvalidOperationException or NotSupportedException or PlatformNotSupportedException)
        {
            facts.Error = e;
            facts.TimedOut = timer.Expired;
        }
        finally
        {
            facts.TotalMs = clock.ElapsedMs;
            if (socket is not null)
                facts.Tcp = TcpInfo.Read(socket);
            facts.Ssl?.Dispose();
            tunnel?.Dispose();
            socket?.Dispose();
            place?.Dispose();
        }

        return AttemptRecord.Create(facts, number, began);
    }

    private async Task<Socket> ConnectAsync(AttemptFacts facts, AttemptClock clock, PhaseTimer timer)
    {
        IPEndPoint remote = facts.Route.ProxyEndpoint ?? new IPEndPoint(facts.Target.Address, facts.Target.Port);
        if (facts.Route.Proxy is not null)
            (facts.Stage, facts.AtProxyItself) = (TlsStage.ProxyConnect, true);

        timer.Start(_options.Timeout);
        Socket socket = await _connector.ConnectAsync(remote, _options.SourceAddress, timer.Token).ConfigureAwait(false);
        timer.Stop();
        facts.AtProxyItself = false;
        facts.ConnectMs = clock.Lap();
        if (socket.LocalEndPoint is IPEndPoint local)
            (facts.LocalAddress, facts.LocalPort) = (local.Address.ToString(), local.Port);
        return socket;
    }

    private async Task<Stream?> TunnelAsync(AttemptFacts facts, Stream network, Socket socket, AttemptClock clock, PhaseTimer timer)
    {
        timer.Start(_options.Timeout, socket);
        Stream? tunnel = await ProxyTunnel.OpenAsync(facts, network, _options.Trust, timer.Token).ConfigureAwait(false);
        timer.Stop();
        facts.ProxyMs = clock.Lap();
        return tunnel;
    }

    private async Task SpeakTlsAsync(AttemptFacts facts, Stream tunnel, Socket socket, AttemptClock clock, PhaseTimer timer)
    {
        facts.Stage = TlsStage.ClientHelloSent;
        var wire = new WireObserver(tunnel, facts.ProxyReply?.Surplus ?? default);
        facts.Wire = wire;
        timer.Start(_options.Timeout, socket);
        try
        {
            if (_options.Depth == ProbeDepth.ServerHello)
            {
                await GreetAsync(facts, wire, timer.Token).ConfigureAwait(false);
                facts.TlsMs = clock.Lap();
                return;
            }

            facts.Ssl = new SslStream(wire, leaveInnerStreamOpen: true);
            await facts.Ssl.AuthenticateAsClientAsync(TlsClientOptions.ForAttempt(facts, _clientCertificate), timer.Token).ConfigureAwait(false);
        }
        catch (Exception) when (wire.Incoming.Defect == RecordDefect.NotTls)
        {
            await QuoteAsync(wire, timer.Token).ConfigureAwait(false);
            throw;
        }

        timer.Stop();
        wire.HandshakeDone = true;
        facts.RecordsAtHandshake = wire.Incoming.ApplicationRecords;
        facts.TlsMs = clock.Lap();

        facts.Stage = TlsStage.Handshake;
        facts.Certificate = _judge.Judge(facts.Target.HostName ?? facts.Target.Address.ToString(), facts.Chain);
        // Judging is our own work, and only the first attempt pays for it.
        clock.Resume();
        if (_options.Depth == ProbeDepth.Handshake)
            await LingerAsync(facts, wire, timer, socket).ConfigureAwait(false);
        else if (facts.Certificate.Problems == CertificateProblems.None)
            await HttpExchange.RunAsync(facts, _options, socket, clock, timer, _time).ConfigureAwait(false);
    }

    // The hand-made ClientHello and the server's first answer.
    private async Task GreetAsync(AttemptFacts facts, WireObserver wire, CancellationToken cancellationToken)
    {
        await wire.WriteAsync(ClientHello.Create(facts.Target.HostName, _options.TlsVersion, _options.FirstFlight), cancellationToken).ConfigureAwait(false);
        byte[] buffer = new byte[4096];
        while (!wire.Incoming.Messages.ServerHelloSeen && !wire.Incoming.Messages.RetrySeen && wire.Incoming.LastAlert is not { Level: 2 })
        {
            if (await wire.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) == 0)
            {
                facts.EndOfStream = true;
                return;
            }
        }
    }

    // In TLS 1.3 the server judges our flight after we call the handshake complete: an alert or a close that answers it
    // arrives one round trip later. A ticket means that it was accepted; silence leaves it open, and the record says so.
    private static async Task LingerAsync(AttemptFacts facts, WireObserver wire, PhaseTimer timer, Socket socket)
    {
        if (wire.Incoming.Messages.Version != TlsRecordReader.Tls13)
            return;

        TimeSpan wait = TimeSpan.FromMilliseconds(3 * facts.TlsMs!.Value);
        wait = wait < s_minLinger ? s_minLinger : wait > s_maxLinger ? s_maxLinger : wait;
        timer.Start(wait, socket);
        wire.EndAfter(facts.RecordsAtHandshake);
        try
        {
            int count = await facts.Ssl!.ReadAsync(new byte[1], timer.Token).ConfigureAwait(false);
            facts.EndOfStream = count == 0 && !wire.SaidEnough;
        }
        catch (OperationCanceledException) when (timer.Expired)
        {
            facts.FlightUnanswered = true;
        }
    }

    // The first read of a peer that does not speak TLS may hold one byte; a little more makes a quotation.
    private static async Task QuoteAsync(WireObserver wire, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_quoteWait);
        byte[] buffer = new byte[256];
        try
        {
            while (wire.Incoming.First.Length < 256 && wire.Incoming.First.IndexOf((byte)'\n') < 0)
            {
                try
                {
                    if (await wire.ReadAsync(buffer, limit.Token).ConfigureAwait(false) == 0)
                        return;
                }
                catch (MalformedTlsException)
                {
                    // Each further piece is malformed as well.
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // What came is quoted.
        }
    }
}
