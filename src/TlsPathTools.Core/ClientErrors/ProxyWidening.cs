using TlsPathTools.Probing;

namespace TlsPathTools.ClientErrors;

/// <summary>
/// What an explicit proxy does to a reading (measured with squid, tinyproxy and privoxy): after its 200 it passes bytes
/// on unchanged, alerts and certificates included, but every end of its upstream connection becomes a FIN to the client.
/// </summary>
internal static class ProxyWidening
{
    private const string TimeToFailure =
        "What is left is the time to failure: about a round trip means a FIN or a reset, constant seconds mean a stall and the proxy's own timer.";

    private static readonly PathEvent s_proxyStatus = new(TlsStage.ProxyConnect, WireEvent.ProxyStatus);

    // A proxy names these by an error status, mostly; one that answers 200 before it has connected, by a FIN.
    private static readonly PathEvent[] s_hiddenConnectFailures =
    [
        new(TlsStage.TcpConnect, WireEvent.Refused),
        new(TlsStage.TcpConnect, WireEvent.Timeout),
        new(TlsStage.TcpConnect, WireEvent.HostUnreachable),
        new(TlsStage.TcpConnect, WireEvent.NetworkUnreachable),
        new(TlsStage.TcpConnect, WireEvent.Rst),
        new(TlsStage.Dns, WireEvent.NameNotResolved),
    ];

    /// <summary>The events that such a reading leaves open behind a proxy, and the note that says why; no note when it changes nothing.</summary>
    internal static (PathEvent[] Events, string? Note) Of(Reading reading, bool? behindProxy)
    {
        if (reading.ProvesProxy)
            return (reading.Events, "The text itself shows that a proxy is used; the server behind it was not reached by this connection.");
        if (behindProxy == false)
            return (reading.Events.Where(e => e.Stage != TlsStage.ProxyConnect).ToArray(), null);

        PathEvent[] widened = Widen(reading.Events);
        string? note = Note(reading.Events);
        return behindProxy == true
            ? (widened, note is null ? null : $"Behind a proxy {note}")
            : (reading.Events, note is null ? null : $"If the client uses an explicit proxy, {note}");
    }

    private static PathEvent[] Widen(PathEvent[] events)
    {
        PathEvent[] ends = events.Where(IsEnd).ToArray();
        IEnumerable<PathEvent> widened = events.Concat(ends.SelectMany(end => new PathEvent[]
        {
            new(end.Stage, WireEvent.Fin),
            new(end.Stage, WireEvent.Rst),
            new(end.Stage, WireEvent.Timeout),
        }).OrderBy(end => end.Event));
        if (ends.Any(end => end.Stage == TlsStage.ClientHelloSent) || events.Contains(s_proxyStatus))
            widened = widened.Concat(s_hiddenConnectFailures);
        if (events.Any(IsWait))
            widened = widened.Append(new(TlsStage.TcpConnect, WireEvent.Timeout)).Append(new(TlsStage.ProxyConnect, WireEvent.Timeout));
        return widened.Distinct().ToArray();
    }

    private static string? Note(PathEvent[] events)
    {
        PathEvent[] ends = events.Where(IsEnd).ToArray();
        if (ends.Any(end => end.Stage is TlsStage.ClientHelloSent or TlsStage.ServerHello))
        {
            return "this says only that the tunnel ended: an ordinary proxy turns a reset (RST) by the server, and a stall that it gives up on, into the same end "
                + $"as a FIN; one that answers 200 before it has connected does so with connect failures as well. {TimeToFailure}";
        }

        if (ends.Length > 0)
            return $"this says only that the tunnel ended: a reset (RST) or a stall behind the proxy arrives as a plain FIN as well. {TimeToFailure}";
        if (events.Any(IsWait))
            return "the silence may lie on either side of it: the client sees the proxy's acknowledgements, not the server's.";
        if (events.Any(e => e.Stage is TlsStage.TcpConnect or TlsStage.Dns))
            return "this is about the proxy's own name or address, not the server's: the proxy resolves and connects for the client.";
        if (events.Contains(s_proxyStatus))
            return "the status may be the proxy's own: it did not reach the server, or does not want to.";
        if (events.Any(e => e.Event == WireEvent.CertificateProblem))
            return "the certificate may be the proxy's own: one that inspects TLS presents certificates of its own authority.";
        return null;
    }

    private static bool IsEnd(PathEvent e) => e.Event is WireEvent.Fin or WireEvent.Rst && e.Stage >= TlsStage.ClientHelloSent;

    private static bool IsWait(PathEvent e) =>
        e.Event is WireEvent.Timeout or WireEvent.TimeoutUnacknowledged && e.Stage >= TlsStage.ClientHelloSent;
}
