namespace TlsPathTools.Dns;

/// <summary>Why a resolver answered as it did, in its own words (RFC 8914).</summary>
/// <param name="Code">The info-code.</param>
/// <param name="Text">The server's text, escaped; null when there is none.</param>
internal sealed record ExtendedDnsError(int Code, string? Text)
{
    /// <summary>An answer from an expired cache entry.</summary>
    internal const int StaleAnswer = 3;

    /// <summary>The same for "does not exist".</summary>
    internal const int StaleNxDomain = 19;

    // RFC 8914 section 4, and the IANA registry's later entries from 25.
    private static readonly string[] s_names =
    [
        "Other Error", "Unsupported DNSKEY Algorithm", "Unsupported DS Digest Type", "Stale Answer", "Forged Answer",
        "DNSSEC Indeterminate", "DNSSEC Bogus", "Signature Expired", "Signature Not Yet Valid", "DNSKEY Missing",
        "RRSIGs Missing", "No Zone Key Bit Set", "NSEC Missing", "Cached Error", "Not Ready",
        "Blocked", "Censored", "Filtered", "Prohibited", "Stale NXDomain Answer",
        "Not Authoritative", "Not Supported", "No Reachable Authority", "Network Error", "Invalid Data",
        "Signature Expired before Valid", "Too Early", "Unsupported NSEC3 Iterations Value", "Unable to conform to policy", "Synthesized",
        "Invalid Query Type",
    ];

    internal bool SaysStale => Code is StaleAnswer or StaleNxDomain;

    internal string Name => Code < s_names.Length ? s_names[Code] : $"Extended Error {Code}";

    public override string ToString() => Text is null ? Name : $"{Name}: {Text}";
}
