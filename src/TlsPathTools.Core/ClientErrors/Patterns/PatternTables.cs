namespace TlsPathTools.ClientErrors.Patterns;

/// <summary>All tables in the order in which they are tried: what says most comes first, what says least last.</summary>
internal static class PatternTables
{
    /// <summary>Tried before alerts: a proxy's refusal may quote anything.</summary>
    internal static readonly ErrorPattern[] BeforeAlerts = ProxyPatterns.All;

    /// <summary>Tried when the line names no alert.</summary>
    internal static readonly ErrorPattern[] AfterAlerts =
    [
        .. SchannelPatterns.All,
        .. CertificatePatterns.All,
        .. NotTlsPatterns.All,
        .. NamePatterns.All,
        .. ConnectPatterns.All,
        .. HandshakeEndPatterns.All,
        .. TimeoutPatterns.All,
        .. ConnectionEndPatterns.All,
        .. HttpStatusPatterns.All,
        .. WrapperPatterns.All,
    ];
}
