using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Output;

/// <summary>Stage and event of a failure in a few words for a table.</summary>
internal static class FailureWords
{
    public static string Of(TlsStage stage, WireEvent wireEvent) => (stage, wireEvent) switch
    {
        (TlsStage.TcpConnect, WireEvent.Timeout) => "no answer to SYN",
        (TlsStage.TcpConnect, WireEvent.Refused) => "connection refused",
        (TlsStage.ClientHelloSent, WireEvent.Timeout) => "silence after ClientHello",
        (_, WireEvent.CertificateProblem) => "certificate problem",
        (_, WireEvent.HttpStatus) => "HTTP error status",
        (_, WireEvent.MalformedHttp) => "response is not HTTP",
        (_, WireEvent.ProxyStatus) => "proxy error status",
        (_, WireEvent.ProxyAuthenticationRequired) => "proxy asks for credentials",
        (_, WireEvent.ProxyForbidden) => "proxy forbids it",
        (_, WireEvent.ProxyMalformed) => "proxy answer is not HTTP",
        (_, WireEvent.LocalPortExhausted) => "no free local port",
        (_, WireEvent.LocalError) => "error of this machine",
        (_, WireEvent.NameNotResolved) => "name not resolved",
        (_, WireEvent.HostUnreachable) => "host unreachable",
        (_, WireEvent.NetworkUnreachable) => "network unreachable",
        _ => $"{Event(wireEvent)} {Place(stage)}",
    };

    /// <summary>
    /// "6 x ClientHelloSent/Fin" → "6 x closed (FIN) after ClientHello", "2 x ResponseHead/HttpStatus 503" →
    /// "2 x HTTP status 503"; a text of another shape stays as it is.
    /// </summary>
    public static string OfKind(string kind)
    {
        string[] parts = kind.Split(" x ", 2);
        string[] names = parts[^1].Split('/', 2);
        string[] eventParts = names[^1].Split(' ', 2);
        if (parts.Length < 2 || names.Length < 2
            || !Enum.TryParse(names[0], out TlsStage stage) || !Enum.TryParse(eventParts[0], out WireEvent wireEvent))
            return kind;

        string? specific = eventParts.Length > 1 ? eventParts[1] : null;
        return $"{parts[0]} x " + (wireEvent, specific) switch
        {
            (_, null) => Of(stage, wireEvent),
            (WireEvent.Alert, _) => $"alert {specific} {Place(stage)}",
            (WireEvent.HttpStatus, _) => $"HTTP status {specific}",
            (WireEvent.ProxyStatus, _) => $"proxy status {specific}",
            (WireEvent.CertificateProblem, _) => $"certificate {specific}",
            _ => $"{Of(stage, wireEvent)} ({specific})",
        };
    }

    private static string Event(WireEvent wireEvent) => wireEvent switch
    {
        WireEvent.Fin => "closed (FIN)",
        WireEvent.Rst => "reset (RST)",
        WireEvent.CloseNotify => "closed (close_notify)",
        WireEvent.Alert => "TLS alert",
        WireEvent.Plaintext => "answer is not TLS",
        WireEvent.MalformedTls => "malformed TLS",
        WireEvent.Timeout => "silence",
        WireEvent.TimeoutUnacknowledged => "packets never acknowledged",
        WireEvent.Refused => "refused",
        _ => wireEvent.ToString(),
    };

    private static string Place(TlsStage stage) => stage switch
    {
        TlsStage.Dns => "in DNS",
        TlsStage.TcpConnect => "at TCP connect",
        TlsStage.ProxyConnect => "at proxy CONNECT",
        TlsStage.ClientHelloSent => "after ClientHello",
        TlsStage.ServerHello => "after ServerHello",
        TlsStage.Handshake => "after handshake",
        TlsStage.Request => "after request",
        TlsStage.ResponseHead => "in response head",
        TlsStage.ResponseBody => "in response body",
        TlsStage.Close => "at close",
        _ => stage.ToString(),
    };
}
