using System.Globalization;
using System.Net.Sockets;
using TlsPathTools.Probing.Wire;

namespace TlsPathTools.Probing;

/// <summary>
/// Facts → stage, wire event and a sentence. A pure function over what the observer saw; the text of an exception
/// decides nothing (one and the same SslStream message stands for FIN at four different places).
/// </summary>
internal static class AttemptClassifier
{
    internal static AttemptOutcome Classify(AttemptFacts facts)
    {
        if (facts.LocalProblem is { } problem)
            return new AttemptOutcome(facts.Stage, WireEvent.LocalError, problem) { Untested = true };

        return facts.Stage switch
        {
            TlsStage.TcpConnect => OfConnect(facts, TlsStage.TcpConnect, "the SYN"),
            TlsStage.ProxyConnect => ProxyClassifier.Classify(facts),
            _ when facts.Wire is null => Local(facts, facts.Stage),
            _ when !facts.HandshakeDone => OfHandshake(facts, facts.Wire),
            _ => OfExchange(facts, facts.Wire),
        };
    }

    /// <summary>A TCP connection that did not come about.</summary>
    internal static AttemptOutcome OfConnect(AttemptFacts facts, TlsStage stage, string what)
    {
        if (facts.TimedOut)
        {
            return new AttemptOutcome(stage, WireEvent.Timeout, $"no answer to {what} within {Seconds(facts.Options.Timeout)}")
            {
                Ambiguity = "A dropped SYN and a host that does not exist look the same from here.",
            };
        }

        return facts.SocketError switch
        {
            SocketError.ConnectionRefused => new AttemptOutcome(stage, WireEvent.Refused, $"{what} was refused ({Ms(facts.TotalMs)})")
            {
                Ambiguity = "A RST (nothing listens, or a firewall resets) and ICMP port unreachable look the same from here.",
            },
            SocketError.ConnectionReset => new AttemptOutcome(stage, WireEvent.Rst, $"the peer accepted and reset at once ({Ms(facts.TotalMs)})"),
            SocketError.HostUnreachable or SocketError.HostDown => new AttemptOutcome(stage, WireEvent.HostUnreachable, $"host unreachable ({Ms(facts.TotalMs)})")
            {
                Ambiguity = "ICMP host unreachable, ICMP administratively prohibited and a silent neighbour look the same from here.",
            },
            SocketError.NetworkUnreachable => new AttemptOutcome(stage, WireEvent.NetworkUnreachable, $"network unreachable ({Ms(facts.TotalMs)})"),
            SocketError.TimedOut => new AttemptOutcome(stage, WireEvent.Timeout, $"no answer to {what}: the system gave up after {Ms(facts.TotalMs)}"),
            SocketError.AddressNotAvailable or SocketError.AddressAlreadyInUse => new AttemptOutcome(
                stage, WireEvent.LocalPortExhausted, "this machine has no free local port for the connection") { Untested = true },
            _ => Local(facts, stage),
        };
    }

    private static AttemptOutcome OfHandshake(AttemptFacts facts, WireObserver wire)
    {
        TlsStage stage = wire.Incoming.Messages.ServerHelloSeen ? TlsStage.ServerHello : TlsStage.ClientHelloSent;
        if (facts is { Error: null, TimedOut: false } && !facts.EndOfStream && (wire.Incoming.Messages.ServerHelloSeen || wire.Incoming.Messages.RetrySeen))
            return Success(facts, stage);

        TlsRecordReader incoming = wire.Incoming;
        switch (incoming.Defect)
        {
            case RecordDefect.NotTls:
                return new AttemptOutcome(stage, WireEvent.Plaintext,
                    $"the peer does not speak TLS on this port: it sent {PlaintextGuess.Of(incoming.First)} ({incoming.Bytes} B)");
            case RecordDefect.IllegalVersion:
                return new AttemptOutcome(stage, WireEvent.MalformedTls,
                    $"the peer sent a record header of type {incoming.First[0]} with the illegal version 0x{incoming.DefectValue:x4}");
            case RecordDefect.IllegalLength:
                return new AttemptOutcome(stage, WireEvent.MalformedTls,
                    $"the peer sent a record header with the illegal length {incoming.DefectValue}");
        }

        if (incoming.LastAlert is { } alert && (alert.Level == 2 || alert.Number == 0 || TlsErrorCode.AlertOf(facts.Error) == alert.Number))
        {
            return alert.Number == 0
                ? new AttemptOutcome(stage, WireEvent.CloseNotify, $"the peer sent close_notify {WireText.Where(facts)}: an orderly refusal without a reason")
                : Alert(facts, stage, alert.Number, alert.Level);
        }

        if (TlsErrorCode.AlertOf(facts.Error) is { } hidden)
            return Alert(facts, stage, hidden, null);
        return OfConnectionEnd(facts, wire, stage, facts.Options.Timeout);
    }

    private static AttemptOutcome OfExchange(AttemptFacts facts, WireObserver wire)
    {
        HttpResponseReader? http = facts.Http;
        TlsStage stage = http switch
        {
            null => TlsStage.Handshake,
            { Bytes: 0 } => facts.Stage == TlsStage.Handshake ? TlsStage.Handshake : TlsStage.Request,
            { State: HttpResponseState.Body } => TlsStage.ResponseBody,
            { State: HttpResponseState.Complete } => TlsStage.Close,
            { Status: not null } => TlsStage.ResponseBody,
            _ => TlsStage.ResponseHead,
        };

        if (facts.Certificate is { Problems: not CertificateProblems.None } certificate && http is null && facts.Error is null)
            return new AttemptOutcome(TlsStage.Handshake, WireEvent.CertificateProblem, $"the certificate does not prove the name: {certificate.ProblemText}");
        if (http is { State: HttpResponseState.Malformed })
            return new AttemptOutcome(stage, WireEvent.MalformedHttp, http.Problem!);
        if (http is { State: HttpResponseState.Complete })
            return OfStatus(facts, http);
        if (http is null && facts is { Error: null, TimedOut: false, EndOfStream: false })
            return Success(facts, TlsStage.Handshake);

        if (wire.Incoming.LastAlert is { Level: 2 } alert)
            return Alert(facts, stage, alert.Number, alert.Level);
        if (TlsErrorCode.AlertOf(facts.Error) is { } hidden)
            return Alert(facts, stage, hidden, null);
        return OfConnectionEnd(facts, wire, stage, stage == TlsStage.Handshake ? facts.Options.Timeout : facts.Options.ResponseTimeout);
    }

    private static AttemptOutcome OfStatus(AttemptFacts facts, HttpResponseReader http)
    {
        int status = http.Status!.Value;
        int[] expected = facts.Options.ExpectStatus;
        bool works = expected.Length > 0 ? Array.IndexOf(expected, status) >= 0 : status is not (502 or 503 or 504);
        if (works)
            return Success(facts, TlsStage.Close);

        string from = http.Server is null ? "no Server header" : $"Server: {http.Server}";
        return new AttemptOutcome(TlsStage.ResponseHead, WireEvent.HttpStatus, $"HTTP {status} ({from}) after {Ms(facts.TotalMs)}")
        {
            Ambiguity = status is 502 or 503 or 504
                ? "TLS works as far as whoever made this answer: a load balancer or proxy in front, or the service itself."
                : null,
        };
    }

    // FIN, RST, silence: what is left when nothing readable explains the end. A write that met a reset comes before
    // what the reader saw: the write takes the socket's error away, and the reader then gets a clean end.
    private static AttemptOutcome OfConnectionEnd(AttemptFacts facts, WireObserver wire, TlsStage stage, TimeSpan limit)
    {
        string where = WireText.Where(facts);
        if (facts.TimedOut)
            return WireText.Timeout(facts, stage, where, limit);
        if (wire.ReadEnd == StreamEnd.Rst || wire.WriteEnd == StreamEnd.Rst)
        {
            return new AttemptOutcome(stage, WireEvent.Rst, $"RST {where}, {Ms(facts.TotalMs)} after the start")
            {
                Ambiguity = facts.ThroughProxy ? "The RST came from the proxy: ordinary proxies turn an upstream RST into a FIN." : null,
            };
        }

        if (wire.ReadEnd == StreamEnd.Fin || facts.EndOfStream)
        {
            bool orderly = facts.HandshakeDone && wire.Incoming.EndsWithCloseNotify;
            return new AttemptOutcome(stage, orderly ? WireEvent.CloseNotify : WireEvent.Fin,
                $"{(orderly ? "close_notify and FIN" : facts.HandshakeDone ? "FIN without close_notify" : "FIN")} {where}, {Ms(facts.TotalMs)} after the start")
            {
                Ambiguity = facts.ThroughProxy && !orderly
                    ? "Through a proxy a FIN can be the server's FIN or RST, or a stall that the proxy's own timer ended; the closer may be the proxy itself. " +
                      "About one round trip means FIN or RST, a constant number of seconds the proxy's timer."
                    : null,
            };
        }

        if (wire.Incoming.Bytes > WireObserver.MaxHandshakeBytes && !facts.HandshakeDone)
            return new AttemptOutcome(stage, WireEvent.MalformedTls, $"the peer's handshake did not end within {WireObserver.MaxHandshakeBytes / 1024} KiB");
        if (wire.Incoming.Defect != RecordDefect.None)
            return new AttemptOutcome(stage, WireEvent.MalformedTls, $"the peer's bytes are no TLS records {where}");
        if (TlsErrorCode.ProtocolErrorOf(facts.Error) is { } protocolError)
            return new AttemptOutcome(stage, WireEvent.MalformedTls, $"the TLS library rejected what came {where}: {protocolError}");
        if (facts.Error is System.Security.Authentication.AuthenticationException)
            return new AttemptOutcome(stage, WireEvent.MalformedTls, $"the TLS library gave up {where}: {WireText.Innermost(facts.Error)}");
        return Local(facts, stage);
    }

    private static AttemptOutcome Alert(AttemptFacts facts, TlsStage stage, int number, int? level)
    {
        string kind = level switch { null => "the encrypted alert", 1 => "the warning alert", _ => "the alert" };
        string detail = $"the peer sent {kind} {number} {AlertNames.Of(number)} {WireText.Where(facts)}";
        if (facts.Wire!.Incoming.Messages.CertificateRequestSeen || number == 116)
            detail += facts.Options.ClientCertificate is null ? "; it asks for a client certificate and none was given" : "; it asks for a client certificate";
        return new AttemptOutcome(stage, WireEvent.Alert, detail) { AlertLevel = level, AlertNumber = number };
    }

    private static AttemptOutcome Success(AttemptFacts facts, TlsStage stage) => new(stage, WireEvent.None, WireText.Success(facts));

    internal static AttemptOutcome Local(AttemptFacts facts, TlsStage stage) =>
        new(stage, WireEvent.LocalError, "this machine could not do it: " + WireText.Innermost(facts.Error)) { Untested = true };

    internal static string Ms(double ms) => string.Create(CultureInfo.InvariantCulture, $"{ms:0.0} ms");

    internal static string Seconds(TimeSpan limit) => string.Create(CultureInfo.InvariantCulture, $"{limit.TotalSeconds:0.###} s");
}
