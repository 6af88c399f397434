using System.Globalization;
using TlsPathTools.Probing;

namespace TlsPathTools.Topology.Certificates;

/// <summary>What was seen on the wire under the names of a certificate, address by address.</summary>
internal sealed class ServedCertificates
{
    // The problems that a missed renewal brings about; an unknown root is somebody's trust, not a date.
    private const CertificateProblems OfRenewal = CertificateProblems.Expired | CertificateProblems.NotYetValid | CertificateProblems.NameMismatch;

    // A second tells two certificates apart; clocks and rounding do not make an hour.
    private static readonly TimeSpan s_same = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_different = TimeSpan.FromHours(1);

    private readonly Seen[] _seen;

    private ServedCertificates(Seen[] seen) => _seen = seen;

    /// <summary>The addresses at which a certificate was seen.</summary>
    public string[] Addresses => [.. With.Select(one => one.Address)];

    /// <summary>The earliest end date.</summary>
    public DateTime? NotAfter => With.Min(one => one.NotAfter);

    /// <summary>Whether every one is within its dates, at the time at which it was seen.</summary>
    public bool? StillValid => !With.Any() ? null : With.All(one => one.NotAfter > one.Time && (one.Problems & (CertificateProblems.Expired | CertificateProblems.NotYetValid)) == 0);

    /// <summary>Addresses that were probed and never got as far as a certificate.</summary>
    public string[] WithoutCertificate => [.. _seen.Where(one => one.NotAfter is null).Select(one => one.Address)];

    /// <summary>Addresses whose certificate is expired, not valid yet, or another name's.</summary>
    public string[] Wrong => [.. With.Where(IsWrong).Select(one => one.Address)];

    private IEnumerable<Seen> With => _seen.Where(one => one.NotAfter is not null);

    /// <summary>What was seen under these names.</summary>
    /// <param name="dnsNames">The names of the certificate.</param>
    /// <param name="results">Results per address.</param>
    /// <param name="now">The time that counts where a result has none.</param>
    public static ServedCertificates Of(IReadOnlyList<string> dnsNames, IEnumerable<TlsPathResult> results, DateTime now) =>
        new([.. results.Where(result => result.HostName is { } host && Covers(dnsNames, host))
            .Where(result => result.Attempts > 0 || result.CertificateNotAfter is not null)
            .Select(result => new Seen(result.IPAddress, result.CertificateNotAfter, result.CertificateProblems, result.LastAttemptUtc ?? now))]);

    /// <summary>Whether what is served is what a secret holds, by its end date; null where that leaves doubt, and where addresses differ.</summary>
    public bool? IsTheOneUntil(DateTime? notAfter)
    {
        if (notAfter is not { } end || !With.Any())
            return null;
        return With.All(one => Difference(one, end) <= s_same) ? true : With.All(one => Difference(one, end) > s_different) ? false : null;
    }

    /// <summary>Whether every wrong certificate ends before this date: who serves it has not loaded the newer one.</summary>
    public bool WrongOnesAreOlderThan(DateTime? notAfter) =>
        notAfter is { } end && With.Any(IsWrong) && With.Where(IsWrong).All(one => end - one.NotAfter > s_different);

    /// <summary>"until 2026-12-13 19:31:59Z".</summary>
    public string Until => NotAfter is { } end ? "until " + end.ToString("u", CultureInfo.InvariantCulture) : "for a time that is not known";

    /// <summary>Whether a certificate's names cover a host: itself, or with a wildcard for its first label (RFC 6125).</summary>
    public static bool Covers(IReadOnlyList<string> dnsNames, string host)
    {
        host = host.TrimEnd('.');
        return dnsNames.Any(name => string.Equals(name, host, StringComparison.OrdinalIgnoreCase)
            || (name.StartsWith("*.", StringComparison.Ordinal) && host.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot
                && host.AsSpan(dot).Equals(name.AsSpan(1), StringComparison.OrdinalIgnoreCase)));
    }

    private static bool IsWrong(Seen one) => (one.Problems & OfRenewal) != 0 || one.NotAfter <= one.Time;

    private static TimeSpan Difference(Seen one, DateTime end) => (one.NotAfter!.Value - end).Duration();

    private sealed record Seen(string Address, DateTime? NotAfter, CertificateProblems Problems, DateTime Time);
}
