namespace TlsPathTools.Probing;

/// <summary>Finds the alert that a TLS library hides in its exceptions, for alerts that were encrypted on the wire.</summary>
internal static class TlsErrorCode
{
    private const int OpenSslTlsLibrary = 20, FirstAlertReason = 1000, MaxDepth = 8;

    /// <summary>The number of the alert that the peer sent, or null.</summary>
    internal static int? AlertOf(Exception? error)
    {
        for (int depth = 0; error is not null && depth < MaxDepth; error = error.InnerException, depth++)
        {
            if (OpenSslReason(error) is >= FirstAlertReason and < FirstAlertReason + 256 and var reason)
                return reason - FirstAlertReason;
            if (SchannelAlert(error.HResult) is { } alert)
                return alert;
        }

        return null;
    }

    /// <summary>Whether the TLS library itself rejected what came (bad MAC, malformed message).</summary>
    internal static string? ProtocolErrorOf(Exception? error)
    {
        for (int depth = 0; error is not null && depth < MaxDepth; error = error.InnerException, depth++)
        {
            if (OpenSslReason(error) is < FirstAlertReason)
                return SafeText.Escape(error.Message, 160);
        }

        return null;
    }

    // OpenSSL 3 packs library (8 bits, shifted by 23) and reason; .NET passes it on as HResult.
    private static int? OpenSslReason(Exception error) =>
        (uint)error.HResult >> 23 == OpenSslTlsLibrary ? error.HResult & 0x7FFFFF : null;

    // Only codes that stand for exactly one alert (schannel-error-codes on learn.microsoft.com); not tested against Schannel.
    private static int? SchannelAlert(int code) => unchecked((uint)code) switch
    {
        0x80090302 => 70,
        0x80090331 => 71,
        0x80090325 => 48,
        0x80090304 => 80,
        _ => null,
    };
}
