using TlsPathTools.Statistics;

namespace TlsPathTools.Probing;

/// <summary>All attempts at one address over one route: how often, where and how it fails, and whether it differs from the others.</summary>
public sealed record TlsPathResult : TlsPathRecord
{
    /// <summary>The name in SNI; null when only an address was given.</summary>
    public string? HostName { get; init; }

    /// <summary>The address.</summary>
    public required string IPAddress { get; init; }

    /// <summary>The port.</summary>
    public required int Port { get; init; }

    /// <summary>"direct", or "via " and the proxy without credentials.</summary>
    public string Route { get; init => field = value ?? "direct"; } = "direct";

    /// <summary>What differs from plain attempts; empty for plain ones.</summary>
    public string Variant { get; init => field = value ?? ""; } = "";

    /// <summary>Healthy, Intermittent, Failing or Untested.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Attempts that say something of the peer.</summary>
    public required int Attempts { get; init; }

    /// <summary>Those that failed.</summary>
    public required int Failures { get; init; }

    /// <summary>Failures / Attempts, 0 to 1; null without attempts.</summary>
    public double? FailureRate { get; init; }

    /// <summary>The lower end of the 95 % Wilson interval of the rate.</summary>
    public double? RateLow { get; init; }

    /// <summary>The upper end of the 95 % Wilson interval of the rate.</summary>
    public double? RateHigh { get; init; }

    /// <summary>The bound in a sentence, for example "0 of 20 failed: at 95 % the true rate is below 16.1 %".</summary>
    public required string Bound { get; init; }

    /// <summary>The failures by stage and event, most frequent first, for example "6 x ClientHelloSent/Fin".</summary>
    public string[] FailureKinds { get; init => field = value ?? []; } = [];

    /// <summary>The addresses whose rate differs (Fisher's exact test, Holm over all pairs, p below 0.05).</summary>
    public string[] DiffersFrom { get; init => field = value ?? []; } = [];

    /// <summary>The smallest adjusted p value of a comparison with another address; null when there is none to compare with.</summary>
    public double? DiffersP { get; init; }

    /// <summary>With a proxy and the direct way compared: the p value of the difference between the two at this address.</summary>
    public double? RouteP { get; init; }

    /// <summary>
    /// Each attempt in order: '.' worked, '?' untested, and a letter for what failed (see <see cref="FailureLetter"/>).
    /// The last 10,000 of a long run.
    /// </summary>
    public string Strip { get; init => field = value ?? ""; } = "";

    /// <summary>How the failures lie in time.</summary>
    public Trend Trend { get; init; }

    /// <summary>The p value of the runs test; null where it cannot be made.</summary>
    public double? TrendP { get; init; }

    /// <summary>When the first attempt began.</summary>
    public DateTime? FirstAttemptUtc { get; init; }

    /// <summary>When the last attempt began.</summary>
    public DateTime? LastAttemptUtc { get; init; }

    /// <summary>When the last failed attempt began.</summary>
    public DateTime? LastFailureUtc { get; init; }

    /// <summary>Median time of TCP connect, milliseconds.</summary>
    public double? ConnectP50Ms { get; init; }

    /// <summary>95th percentile of TCP connect, milliseconds.</summary>
    public double? ConnectP95Ms { get; init; }

    /// <summary>Median time of the tunnel, milliseconds.</summary>
    public double? ProxyP50Ms { get; init; }

    /// <summary>95th percentile of the tunnel, milliseconds.</summary>
    public double? ProxyP95Ms { get; init; }

    /// <summary>Median time of the TLS handshake, milliseconds.</summary>
    public double? TlsP50Ms { get; init; }

    /// <summary>95th percentile of the TLS handshake, milliseconds.</summary>
    public double? TlsP95Ms { get; init; }

    /// <summary>Median time to the first byte of the response, milliseconds.</summary>
    public double? FirstByteP50Ms { get; init; }

    /// <summary>95th percentile of the time to the first byte, milliseconds.</summary>
    public double? FirstByteP95Ms { get; init; }

    /// <summary>Median time until failure; a constant that is no round trip is somebody's timer.</summary>
    public double? TimeToFailureP50Ms { get; init; }

    /// <summary>95th percentile of the time until failure, milliseconds.</summary>
    public double? TimeToFailureP95Ms { get; init; }

    /// <summary>The SHA-256 fingerprints of all leaf certificates seen, most frequent first.</summary>
    public string[] CertificateSha256 { get; init => field = value ?? []; } = [];

    /// <summary>The subject of the most frequent one.</summary>
    public string? CertificateSubject { get; init; }

    /// <summary>The issuer of the most frequent one.</summary>
    public string? CertificateIssuer { get; init; }

    /// <summary>The end date of the most frequent one.</summary>
    public DateTime? CertificateNotAfter { get; init; }

    /// <summary>All certificate problems seen.</summary>
    public CertificateProblems CertificateProblems { get; init; }

    /// <summary>What certificates were judged by.</summary>
    public TrustMode Trust { get; init; }

    /// <summary>What a reader should know: what a proxy leaves open, certificates that differ, failures that lie on one source port parity …</summary>
    public string[] Notes { get; init => field = value ?? []; } = [];

    /// <summary>The letter of a failure in <see cref="Strip"/>.</summary>
    public static char FailureLetter(WireEvent wireEvent) => wireEvent switch
    {
        WireEvent.None => '.',
        WireEvent.Fin => 'F',
        WireEvent.Rst => 'R',
        WireEvent.CloseNotify => 'N',
        WireEvent.Alert => 'A',
        WireEvent.Plaintext => 'P',
        WireEvent.MalformedTls => 'M',
        WireEvent.Timeout => 'T',
        WireEvent.TimeoutUnacknowledged => 'U',
        WireEvent.Refused => 'X',
        WireEvent.HostUnreachable or WireEvent.NetworkUnreachable => 'H',
        WireEvent.LocalPortExhausted or WireEvent.LocalError => '?',
        WireEvent.ProxyStatus or WireEvent.ProxyAuthenticationRequired or WireEvent.ProxyForbidden or WireEvent.ProxyMalformed => 'Q',
        WireEvent.CertificateProblem => 'C',
        WireEvent.HttpStatus or WireEvent.MalformedHttp => 'S',
        _ => '!',
    };

    /// <summary>From where it was seen; null for here and now. An evidence bundle names it for every record.</summary>
    public string? VantagePoint { get; init; }

    /// <inheritdoc/>
    public bool Equals(TlsPathResult? other) => RecordValues.Same(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RecordValues.Hash(this);

    /// <inheritdoc/>
    public override string ToString() => $"{IPAddress}:{Port} {Verdict} ({Failures} of {Attempts} failed)";
}
