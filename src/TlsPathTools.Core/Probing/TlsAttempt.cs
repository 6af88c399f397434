namespace TlsPathTools.Probing;

/// <summary>
/// One attempt: a new TCP connection from a new source port, TLS without resumption, and (unless it was to end at the
/// handshake) one HTTP request. A failed attempt is a result like any other.
/// </summary>
public sealed record TlsAttempt : TlsPathRecord
{
    /// <summary>The name in SNI, certificate check and Host header; null when only an address was given.</summary>
    public string? HostName { get; init; }

    /// <summary>The address that was connected to (through a proxy: that CONNECT named).</summary>
    public required string IPAddress { get; init; }

    /// <summary>The port that was connected to.</summary>
    public required int Port { get; init; }

    /// <summary>"direct", or "via " and the proxy without credentials.</summary>
    public string Route { get; init => field = value ?? "direct"; } = "direct";

    /// <summary>What differs from a plain attempt: "idle 60 s", "large first flight", "TLS 1.2" …; empty for a plain one.</summary>
    public string Variant { get; init => field = value ?? ""; } = "";

    /// <summary>The number of the attempt at this address and route, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>When the attempt began.</summary>
    public required DateTime TimeUtc { get; init; }

    /// <summary>Whether everything that was to be seen was seen.</summary>
    public required bool Succeeded { get; init; }

    /// <summary>Whether nothing can be said of the peer: this machine has no route, no free port, or cannot do what was asked.</summary>
    public bool Untested { get; init; }

    /// <summary>The stage under way when the attempt ended.</summary>
    public required TlsStage Stage { get; init; }

    /// <summary>What ended it.</summary>
    public required WireEvent Event { get; init; }

    /// <summary>The same in a sentence: what came, from whom, how far it got, how long it took.</summary>
    public required string Detail { get; init; }

    /// <summary>What the event leaves open, and what cannot be told apart from here; null when nothing.</summary>
    public string? Ambiguity { get; init; }

    /// <summary>The alert's level: 1 warning, 2 fatal; null without an alert or when it was encrypted.</summary>
    public int? AlertLevel { get; init; }

    /// <summary>The alert's number (RFC 8446 section 6).</summary>
    public int? AlertNumber { get; init; }

    /// <summary>The alert's name.</summary>
    public string? AlertName { get; init; }

    /// <summary>Unusual things that did not fail the attempt: a warning alert, a HelloRetryRequest, a missing close_notify.</summary>
    public string[] Notes { get; init => field = value ?? []; } = [];

    /// <summary>The local address of the connection.</summary>
    public string? LocalAddress { get; init; }

    /// <summary>The local port of the connection: a new one for each attempt.</summary>
    public int? LocalPort { get; init; }

    /// <summary>Time until TCP was established (to the proxy, where there is one), milliseconds.</summary>
    public double? ConnectMs { get; init; }

    /// <summary>Time for the tunnel: CONNECT until the proxy's answer, milliseconds.</summary>
    public double? ProxyMs { get; init; }

    /// <summary>Time for the TLS handshake, milliseconds.</summary>
    public double? TlsMs { get; init; }

    /// <summary>Time from the request to the first byte of the response, milliseconds.</summary>
    public double? FirstByteMs { get; init; }

    /// <summary>Time from the first packet to the end, own waiting excluded, milliseconds.</summary>
    public required double TotalMs { get; init; }

    /// <summary>Bytes sent on the (tunnelled) connection, TLS included.</summary>
    public long BytesSent { get; init; }

    /// <summary>Bytes received on the (tunnelled) connection, TLS included.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Whole TLS records sent.</summary>
    public int RecordsSent { get; init; }

    /// <summary>Whole TLS records received.</summary>
    public int RecordsReceived { get; init; }

    /// <summary>The records and readable handshake messages the server sent, in order, for example "ServerHello, encrypted(27), …".</summary>
    public string? ServerFlight { get; init; }

    /// <summary>"1.2" or "1.3".</summary>
    public string? TlsVersion { get; init; }

    /// <summary>The cipher suite by its IANA name.</summary>
    public string? CipherSuite { get; init; }

    /// <summary>The subject of the server's certificate.</summary>
    public string? CertificateSubject { get; init; }

    /// <summary>Its issuer.</summary>
    public string? CertificateIssuer { get; init; }

    /// <summary>The names it covers, at most 20.</summary>
    public string[] CertificateNames { get; init => field = value ?? []; } = [];

    /// <summary>Its SHA-256 fingerprint, hexadecimal.</summary>
    public string? CertificateSha256 { get; init; }

    /// <summary>Its serial number, hexadecimal.</summary>
    public string? CertificateSerial { get; init; }

    /// <summary>Its first moment of validity.</summary>
    public DateTime? CertificateNotBefore { get; init; }

    /// <summary>Its last moment of validity.</summary>
    public DateTime? CertificateNotAfter { get; init; }

    /// <summary>Why the chain does not prove the name.</summary>
    public CertificateProblems CertificateProblems { get; init; }

    /// <summary>What certificates were judged by.</summary>
    public TrustMode Trust { get; init; }

    /// <summary>The status of the response.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>The Server header of the response.</summary>
    public string? HttpServer { get; init; }

    /// <summary>The status of the proxy's answer to CONNECT.</summary>
    public int? ProxyStatus { get; init; }

    /// <summary>The proxy's own words: its status line, X-Squid-Error, Via.</summary>
    public string? ProxyDetail { get; init; }

    /// <summary>Whether the peer closed TLS with close_notify; null where the close was not waited for, or could not be seen.</summary>
    public bool? CloseNotify { get; init; }

    /// <summary>Segments that TCP sent again on this connection (Linux only); null where it cannot be seen.</summary>
    public int? TcpRetransmits { get; init; }

    /// <summary>TCP's round trip time at the end, milliseconds (Linux only).</summary>
    public double? TcpRttMs { get; init; }

    /// <summary>From where it was seen; null for here and now. An evidence bundle names it for every record.</summary>
    public string? VantagePoint { get; init; }

    /// <inheritdoc/>
    public bool Equals(TlsAttempt? other) => RecordValues.Same(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RecordValues.Hash(this);

    /// <inheritdoc/>
    public override string ToString() => $"{IPAddress}:{Port} #{Number} {(Succeeded ? "ok" : $"{Stage}/{Event}")}";
}
