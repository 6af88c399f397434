using TlsPathTools.Probing;

namespace TlsPathTools.ClientErrors;

/// <summary>The sentences of a reading that depend on its events only.</summary>
internal static class Wording
{
    /// <summary>That an event is ruled out. "Own connection" is the client's: to the server, or to its proxy.</summary>
    internal static string RuledOut(WireEvent wireEvent) => wireEvent switch
    {
        WireEvent.Fin => "Not a plain close (FIN) of the client's own connection: this client words it differently.",
        WireEvent.Rst => "Not a reset (RST) of the client's own connection: this client words it differently.",
        WireEvent.CloseNotify => "Not an orderly end of TLS (close_notify): this client words it differently.",
        WireEvent.Alert => "Not a TLS alert: the text would name it.",
        WireEvent.Plaintext => "Not an answer in another protocol: the client would complain of its bytes.",
        WireEvent.Timeout => "Not a time limit of the client: something came, or ended the connection, before.",
        WireEvent.Refused => "Not a refused connection: the client's TCP connection was made.",
        WireEvent.CertificateProblem => "Not the server's certificate: the text would name it.",
        WireEvent.HttpStatus => "Not an HTTP error status of the server: no HTTP answer was read from it.",
        WireEvent.ProxyStatus => "Not an error status of the proxy: it gave none.",
        _ => $"Not {wireEvent}.",
    };

    /// <summary>The cheapest measurement that would narrow the reading.</summary>
    internal static string NextStep(PathEvent[] events, string? host, int? port, bool proxy)
    {
        string target = (host ?? "NAME") + (port is { } number and not 443 ? $" -Port {number}" : "");
        string route = proxy ? " -Proxy URL -CompareDirect" : "";
        string probe = $"Test-TlsPerIP {target} -Count 30{route}";
        return events[0] switch
        {
            { Stage: TlsStage.Dns } => $"Resolve-EndpointIPs {host ?? "NAME"}: what does each resolver answer?",
            { Event: WireEvent.CertificateProblem } => $"{probe}: which certificate does each address present?",
            { Event: WireEvent.Alert or WireEvent.CloseNotify } => $"{probe}: does every address answer so, or one?",
            { Event: WireEvent.Plaintext or WireEvent.MalformedTls } => $"{probe}: the detail of a failed attempt quotes what was sent.",
            { Event: WireEvent.HttpStatus } => $"{probe} -Path /: does the status come from every address, and whose Server header does it bear?",
            { Stage: TlsStage.ProxyConnect } => $"Test-TlsPerIP {target} -Count 30 -Proxy URL -CompareDirect: the proxy's own words, and whether the way without it works.",
            { Stage: TlsStage.TcpConnect } => $"{probe}: is every address out of reach, or one?",
            { Event: WireEvent.Timeout or WireEvent.TimeoutUnacknowledged } => $"{probe}: is the stage always the same, and was what we sent acknowledged?",
            { Event: WireEvent.LocalError } => $"{probe}: another client on the same way tells whether the configuration of this one is at fault.",
            _ => $"{probe}: which address, which stage, and how long until the failure?",
        };
    }
}
