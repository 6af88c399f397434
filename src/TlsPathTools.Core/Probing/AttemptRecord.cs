using System.Globalization;
using TlsPathTools.Probing.Wire;

namespace TlsPathTools.Probing;

/// <summary>Facts and their meaning → the public record.</summary>
internal static class AttemptRecord
{
    internal static TlsAttempt Create(AttemptFacts facts, int number, DateTime began)
    {
        AttemptOutcome outcome = AttemptClassifier.Classify(facts);
        WireObserver? wire = facts.Wire;
        HandshakeReader? messages = wire?.Incoming.Messages;
        bool byName = facts.Route.Proxy is { ConnectByName: true };
        return new TlsAttempt
        {
            HostName = facts.Target.HostName,
            IPAddress = byName ? "" : facts.Target.Address.ToString(),
            Port = facts.Target.Port,
            Route = facts.Route.Name,
            Variant = VariantOf(facts.Options),
            Number = number,
            TimeUtc = began,
            Succeeded = outcome.Succeeded,
            Untested = outcome.Untested,
            Stage = outcome.Stage,
            Event = outcome.Event,
            Detail = outcome.Detail,
            Ambiguity = outcome.Ambiguity,
            AlertLevel = outcome.AlertLevel,
            AlertNumber = outcome.AlertNumber,
            AlertName = outcome.AlertNumber is { } alert ? AlertNames.Of(alert) : null,
            Notes = NotesOf(facts, outcome),
            LocalAddress = facts.LocalAddress,
            LocalPort = facts.LocalPort,
            ConnectMs = Round(facts.ConnectMs),
            ProxyMs = Round(facts.ProxyMs),
            TlsMs = Round(facts.TlsMs),
            FirstByteMs = Round(facts.FirstByteMs),
            TotalMs = Round(facts.TotalMs)!.Value,
            BytesSent = wire?.Outgoing.Bytes ?? 0,
            BytesReceived = wire?.Incoming.Bytes ?? 0,
            RecordsSent = wire?.Outgoing.Records ?? 0,
            RecordsReceived = wire?.Incoming.Records ?? 0,
            ServerFlight = outcome.Succeeded || wire is null || wire.Incoming.Records == 0 ? null : wire.Incoming.Describe(),
            TlsVersion = messages is { ServerHelloSeen: true } ? HandshakeReader.VersionName(messages.Version) : null,
            CipherSuite = messages is { ServerHelloSeen: true, CipherSuite: > 0 } ? SuiteName(messages.CipherSuite) : null,
            CertificateSubject = facts.Certificate?.Subject,
            CertificateIssuer = facts.Certificate?.Issuer,
            CertificateNames = facts.Certificate?.Names ?? [],
            CertificateSha256 = facts.Certificate?.Sha256,
            CertificateSerial = facts.Certificate?.Serial,
            CertificateNotBefore = facts.Certificate?.NotBefore,
            CertificateNotAfter = facts.Certificate?.NotAfter,
            CertificateProblems = facts.Certificate?.Problems ?? CertificateProblems.None,
            Trust = facts.Options.Trust.Mode,
            HttpStatus = facts.Http?.Status,
            HttpServer = facts.Http?.Server,
            ProxyStatus = facts.ProxyReply?.Status,
            ProxyDetail = facts.ProxyReply?.Detail,
            CloseNotify = facts.CloseSeen ? wire!.Incoming.EndsWithCloseNotify : null,
            TcpRetransmits = facts.Tcp?.Retransmits,
            TcpRttMs = Round(facts.Tcp?.RttMs),
        };
    }

    /// <summary>What differs from a plain attempt.</summary>
    internal static string VariantOf(ProbeOptions options)
    {
        var parts = new List<string>(4);
        if (options.Depth == ProbeDepth.Handshake)
            parts.Add("handshake only");
        else if (options.Depth == ProbeDepth.ServerHello)
            parts.Add("ServerHello only");
        if (options.FirstFlight != FirstFlight.Default)
            parts.Add(options.FirstFlight == FirstFlight.Large ? "large first flight" : "small first flight");
        if (options.TlsVersion != TlsVersion.Any)
            parts.Add(options.TlsVersion == TlsVersion.Tls12 ? "TLS 1.2" : "TLS 1.3");
        if (options.Idle is { } idle)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"idle {idle.TotalSeconds:0.###} s"));
        return string.Join(", ", parts);
    }

    private static string[] NotesOf(AttemptFacts facts, AttemptOutcome outcome)
    {
        if (facts.Wire is not { } wire)
            return [];

        var notes = new List<string>(2);
        if (wire.Incoming.Warning is { } warning && outcome.AlertNumber != warning)
            notes.Add($"the peer warned: {AlertNames.Of(warning)}");
        if (wire.Incoming.Messages.RetrySeen && facts.Options.FirstFlight != FirstFlight.Small)
            notes.Add("HelloRetryRequest: one more round trip, and a second ClientHello that some middleboxes drop");
        if (outcome.Succeeded && facts.FlightUnanswered)
            notes.Add("the server sent no ticket: in TLS 1.3 it may still refuse our flight (client certificate), which only a request would show");
        if (outcome.Succeeded && facts.CloseSeen && !wire.Incoming.EndsWithCloseNotify)
            notes.Add(facts.Http is { EndsWithConnection: true }
                ? "closed without close_notify, and the response has no length: a cut body could not be told from a whole one"
                : "closed without close_notify");
        return notes.Count == 0 ? [] : [.. notes];
    }

    private static string SuiteName(int suite) =>
        Enum.GetName((System.Net.Security.TlsCipherSuite)(ushort)suite) ?? $"0x{suite:x4}";

    // A microsecond is finer than anything here can be measured, and keeps the JSON readable.
    private static double? Round(double? ms) => ms is { } value ? Math.Round(value, 3) : null;
}
