using TlsPathTools.Probing.Wire;

namespace TlsPathTools.Probing;

/// <summary>Sentences for what the wire observer saw.</summary>
internal static class WireText
{
    /// <summary>How far the connection had come, for example "after ClientHello (517 B sent), 0 bytes received".</summary>
    internal static string Where(AttemptFacts facts)
    {
        TlsRecordReader incoming = facts.Wire!.Incoming;
        string place = facts.HandshakeDone ? WhereAfter(facts, incoming) : WhereInside(facts, incoming);
        if (incoming.PartialHeader > 0)
            return $"{place}, inside a record header ({incoming.PartialHeader} of 5 B)";
        return incoming.PartialBody is { } body ? $"{place}, inside a record body (type {incoming.Type}, {body} of {incoming.Length} B)" : place;
    }

    internal static AttemptOutcome Timeout(AttemptFacts facts, TlsStage stage, string where, TimeSpan limit)
    {
        bool unacknowledged = facts is { ThroughProxy: false, Tcp: { Unacknowledged: > 0, Retransmits: > 0 } };
        string detail = $"silence {where}: nothing within {AttemptClassifier.Seconds(limit)}";
        if (facts.Tcp is { } tcp)
            detail += $" (TCP: {tcp.Unacknowledged} unacknowledged, {tcp.Retransmits} retransmitted)";
        return new AttemptOutcome(stage, unacknowledged ? WireEvent.TimeoutUnacknowledged : WireEvent.Timeout, detail)
        {
            Ambiguity = facts.ThroughProxy
                ? "TCP shows only the leg to the proxy, which acknowledges for itself: a silent server, a dropped request and a dropped reply look the same."
                : unacknowledged
                    ? "Our packets after the connect are dropped on the way: a firewall, or a path that loses large packets."
                    : "The server is silent, or its reply is dropped on the way (path MTU, firewall): these look the same from here.",
        };
    }

    internal static string Success(AttemptFacts facts)
    {
        if (facts.Http is { Status: { } status } http)
        {
            string body = http.BodyCapped ? ", body not read further" : "";
            return $"HTTP {status}{body} in {AttemptClassifier.Ms(facts.TotalMs)}";
        }

        if (facts.HandshakeDone)
            return $"handshake complete in {AttemptClassifier.Ms(facts.TotalMs)}";
        string answer = facts.Wire!.Incoming.Messages.ServerHelloSeen ? "ServerHello" : "HelloRetryRequest";
        return $"{answer} in {AttemptClassifier.Ms(facts.TotalMs)}";
    }

    /// <summary>The last words of an exception chain, escaped.</summary>
    internal static string Innermost(Exception? error)
    {
        for (int depth = 0; error?.InnerException is { } inner && depth < 8; depth++)
            error = inner;
        return SafeText.Escape(error?.Message, 160) ?? "no reason is known";
    }

    private static string WhereInside(AttemptFacts facts, TlsRecordReader incoming)
    {
        TlsRecordReader outgoing = facts.Wire!.Outgoing;
        HandshakeReader messages = incoming.Messages;
        if (incoming.Bytes == 0)
            return outgoing.Bytes == 0 ? "before the ClientHello was sent" : $"after ClientHello ({outgoing.Bytes} B sent), 0 bytes received";
        if (!messages.ServerHelloSeen)
            return messages.RetrySeen ? "after HelloRetryRequest, before ServerHello" : incoming.Records == 0 ? "inside the first record, before ServerHello was whole" : "before ServerHello";

        string hello = $"after ServerHello ({HandshakeReader.VersionName(messages.Version)})";
        if (messages.Version == TlsRecordReader.Tls13)
            return incoming.ApplicationRecords == 0 ? hello + ", before EncryptedExtensions" : $"{hello} and {incoming.ApplicationRecords} encrypted record(s)";
        if (messages.ServerHelloDoneSeen)
            return hello + (incoming.ChangeCipherSpecSeen ? " and the server's ChangeCipherSpec" : outgoing.ChangeCipherSpecSeen ? " and ServerHelloDone, our Finished sent" : " and ServerHelloDone");
        return hello + (messages.CertificateSeen ? " and Certificate, before ServerHelloDone" : ", before Certificate");
    }

    private static string WhereAfter(AttemptFacts facts, TlsRecordReader incoming)
    {
        if (facts.Http is { Bytes: > 0 } http)
        {
            long? missing = http.ContentLength - http.BodyBytes;
            return $"after {http.Bytes} bytes of the response" + (missing > 0 ? $", the body short by {missing} B" : "");
        }

        int records = incoming.ApplicationRecords - facts.RecordsAtHandshake;
        return records <= 0 ? "after the handshake, before any application record" : $"after the handshake and {records} encrypted record(s), no byte of a response";
    }
}
