using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace TlsPathTools.Probing;

/// <summary>How attempts are made, and how many. The defaults are polite: 20 attempts, at most 10 a second and address.</summary>
public sealed record ProbeOptions
{
    /// <summary>Attempts per address.</summary>
    public int Count { get; init; } = 20;

    /// <summary>Go on for this long instead of a count; null for a count.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Go on until a sequential test has decided every address, at most <see cref="MaxCount"/> attempts each.</summary>
    public bool UntilConfident { get; init; }

    /// <summary>The cap of <see cref="UntilConfident"/>, attempts per address.</summary>
    public int MaxCount { get; init; } = 200;

    /// <summary>The mean rate of attempts per second and address; the interval is jittered by a quarter either way.</summary>
    public double AttemptsPerSecond { get; init; } = 10;

    /// <summary>The limit of each wait: TCP connect, answer of the proxy, TLS handshake.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The limit for the response head. An ALB takes 10 seconds to answer 504 for a dead target, so the default is 15.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How far each attempt goes.</summary>
    public ProbeDepth Depth { get; init; } = ProbeDepth.Response;

    /// <summary>The path of a GET request; null sends <c>HEAD /</c>.</summary>
    public string? Path { get; init; }

    /// <summary>The only statuses that count as working; empty: every status but 502, 503 and 504.</summary>
    public int[] ExpectStatus { get; init; } = [];

    /// <summary>How long to stay silent between handshake and request (idle timeouts); null for not at all.</summary>
    public TimeSpan? Idle { get; init; }

    /// <summary>The size of the first packets.</summary>
    public FirstFlight FirstFlight { get; init; }

    /// <summary>Which TLS versions are offered.</summary>
    public TlsVersion TlsVersion { get; init; }

    /// <summary>The local address to connect from; null lets the system choose.</summary>
    public IPAddress? SourceAddress { get; init; }

    /// <summary>The certificate to show to a server that asks for one, with its private key.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>What certificates are judged by.</summary>
    public CertificateTrust Trust { get; init; } = CertificateTrust.System;

    /// <summary>The explicit proxy; null connects directly.</summary>
    public ProbeProxy? Proxy { get; init; }

    /// <summary>With a proxy: make the same attempts directly as well, interleaved, and test the difference.</summary>
    public bool CompareDirect { get; init; }

    /// <summary>How many attempts may wait for the answer to a SYN or a CONNECT at once; waiting costs next to nothing.</summary>
    public int MaxConnecting { get; init; } = 512;

    /// <summary>
    /// How many may compute a handshake at once; more would measure our own queue. One that waits for its peer longer
    /// than 5 ms no longer counts.
    /// </summary>
    public int MaxHandshaking { get; init; } = Environment.ProcessorCount;

    /// <summary>The seed of order and jitter; null for a random one.</summary>
    public int? Seed { get; init; }

    /// <summary>What is wrong with these options, in words a user can act on; null when nothing is.</summary>
    public string? Problem() => this switch
    {
        { Count: < 1 } => "The count must be at least 1.",
        { MaxCount: < 5 } => "The maximum count must be at least 5: fewer attempts decide nothing.",
        { AttemptsPerSecond: <= 0 or > 10_000 or double.NaN } => "The rate must lie above 0 and at or below 10,000 attempts a second.",
        { Timeout: var t } when t <= TimeSpan.Zero || t > TimeSpan.FromHours(1) => "The timeout must lie between 0 and 3,600 seconds.",
        { ResponseTimeout: var t } when t <= TimeSpan.Zero || t > TimeSpan.FromHours(1) => "The response timeout must lie between 0 and 3,600 seconds.",
        { Duration: { } d } when d <= TimeSpan.Zero || d > TimeSpan.FromDays(7) => "The duration must lie between 0 and 7 days.",
        { Idle: { } i } when i < TimeSpan.Zero || i > TimeSpan.FromHours(2) => "The idle time must lie between 0 and 7,200 seconds.",
        { Idle: not null, Depth: not ProbeDepth.Response } => "The idle variant needs a request after the pause: it cannot be joined with handshake-only modes.",
        { MaxConnecting: < 1 } or { MaxHandshaking: < 1 } => "At least one attempt must be allowed at a time.",
        { Path: { } p } when !p.StartsWith('/') || p.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0
            => "The path must start with '/' and hold no blanks or control characters (percent-encode them).",
        { ExpectStatus: { Length: > 0 } s } when Array.Exists(s, x => x is < 100 or > 599) => "An expected status must lie between 100 and 599.",
        { CompareDirect: true, Proxy: null } => "Comparing with the direct way needs a proxy to compare it with.",
        { Duration: not null, UntilConfident: true } => "Either a duration or 'until confident', not both.",
        { FirstFlight: FirstFlight.Small, Depth: ProbeDepth.Response or ProbeDepth.Handshake }
            => "A small first flight ends at the server's first answer: use it with the ServerHello depth.",
        { ClientCertificate.HasPrivateKey: false } => "The client certificate has no private key.",
        _ => null,
    };
}
