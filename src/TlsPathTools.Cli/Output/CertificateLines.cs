using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Output;

/// <summary>Which certificate was seen where: one line when it is the same everywhere, one for each otherwise.</summary>
internal static class CertificateLines
{
    private const int FingerprintShown = 16;
    private const int MostLines = 10;

    public static IEnumerable<string> Of(IReadOnlyList<TlsPathResult> results)
    {
        TlsPathResult[] seen = [.. results.Where(r => r.CertificateSha256.Length > 0)];
        if (seen.Length == 0)
            yield break;

        if (Array.TrueForAll(seen, r => r.Trust == TrustMode.NotChecked))
            yield return "Certificates were not judged (--insecure).";

        bool hasRoutes = RowLabel.HasRoutes(results);
        var byFingerprint = seen.GroupBy(r => r.CertificateSha256[0], StringComparer.Ordinal).ToList();
        foreach (var group in byFingerprint.Take(MostLines))
        {
            string where = byFingerprint.Count == 1
                ? ""
                : $" at {Words.List([.. group.Select(r => RowLabel.Of(r, hasRoutes))])}";
            yield return $"Certificate{where}: {Describe(group.First())}.";
        }

        // That addresses differ among each other is in their notes.
        if (seen.GroupBy(r => r.IPAddress, StringComparer.Ordinal).Any(address => address.Select(r => r.CertificateSha256[0]).Distinct(StringComparer.Ordinal).Skip(1).Any()))
            yield return "Through the proxy another certificate is shown than directly: the proxy may decrypt.";

        var problems = seen.Aggregate(CertificateProblems.None, (all, r) => all | r.CertificateProblems);
        if (problems != CertificateProblems.None)
            yield return $"Certificate problems: {problems}.";
    }

    private static string Describe(TlsPathResult r)
    {
        string fingerprint = r.CertificateSha256[0];
        string[] parts =
        [
            r.CertificateSubject ?? "no subject",
            $"SHA-256 {fingerprint[..Math.Min(FingerprintShown, fingerprint.Length)]}…",
            $"issued by {r.CertificateIssuer ?? "unknown"}",
            .. r.CertificateNotAfter is { } end ? [$"valid until {Words.Date(end)}"] : Array.Empty<string>(),
        ];
        return string.Join(", ", parts);
    }
}
