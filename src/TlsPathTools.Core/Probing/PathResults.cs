using System.Globalization;
using TlsPathTools.Statistics;

namespace TlsPathTools.Probing;

/// <summary>Attempts → one result per address and route, compared with each other. Pure: saved attempts give the same results.</summary>
public static class PathResults
{
    /// <summary>The fewest attempts that allow a verdict when all of them agree (B9: 5 of 5 against 0 of 5 is p = 0.008).</summary>
    internal const int MinAttempts = 5;

    private const int MaxStrip = 10_000;
    private const double Level = 0.05;

    /// <summary>The results of attempts in any order, addresses in the order of their first attempt.</summary>
    public static IReadOnlyList<TlsPathResult> Of(IEnumerable<TlsAttempt> attempts)
    {
        var tallies = new Dictionary<(string?, string, int, string, string), AddressTally>();
        foreach (TlsAttempt attempt in attempts)
        {
            var key = (attempt.HostName, attempt.IPAddress, attempt.Port, attempt.Route, attempt.Variant);
            if (!tallies.TryGetValue(key, out AddressTally? tally))
                tallies[key] = tally = new AddressTally(attempt);
            tally.Add(attempt);
        }

        return Of([.. tallies.Values]);
    }

    /// <summary>The verdict of so many failures.</summary>
    internal static Verdict VerdictOf(int failures, int attempts) => (failures, attempts) switch
    {
        (0, < MinAttempts) => Verdict.Untested,
        (0, _) => Verdict.Healthy,
        _ when failures < attempts => Verdict.Intermittent,
        (_, < MinAttempts) => Verdict.Untested,
        _ => Verdict.Failing,
    };

    internal static IReadOnlyList<TlsPathResult> Of(IReadOnlyList<AddressTally> tallies)
    {
        var results = new TlsPathResult[tallies.Count];
        foreach (var group in tallies.Select((tally, index) => (tally, index)).GroupBy(x => (x.tally.HostName, x.tally.Port, x.tally.Route, x.tally.Variant)))
        {
            // Addresses that could not be tested are no rivals: they would only weaken Holm's correction.
            (AddressTally tally, int index)[] compared = [.. group.Where(x => x.tally.Attempts > 0)];
            var comparison = new PairwiseComparison([.. compared.Select(x => (x.tally.Failures, x.tally.Attempts))]);
            for (int i = 0; i < compared.Length; i++)
            {
                string[] differs = [.. comparison.DiffersFrom(i, Level).Select(other => compared[other].tally.IPAddress)];
                results[compared[i].index] = Summarize(compared[i].tally, differs, comparison.SmallestP(i), RouteP(compared[i].tally, tallies), group.Select(x => x.tally));
            }

            foreach ((AddressTally tally, int index) in group.Where(x => x.tally.Attempts == 0))
                results[index] = Summarize(tally, [], null, null, []);
        }

        return results;
    }

    private static TlsPathResult Summarize(AddressTally tally, string[] differs, double? differsP, double? routeP, IEnumerable<AddressTally> siblings)
    {
        Interval interval = Proportion.Wilson(tally.Failures, tally.Attempts);
        Verdict verdict = VerdictOf(tally.Failures, tally.Attempts);
        char[] letters = [.. tally.Letters];
        TrendTest trend = TrendTest.Of([.. letters.Where(l => l != '?').Select(l => l != '.')]);
        (string Sha256, int Count, TlsAttempt Sample)[] certificates = [.. tally.Certificates];
        TlsAttempt? leaf = certificates.Length > 0 ? certificates[0].Sample : null;
        (double? connect50, double? connect95) = tally.Connect.Percentiles();
        (double? proxy50, double? proxy95) = tally.Proxy.Percentiles();
        (double? tls50, double? tls95) = tally.Tls.Percentiles();
        (double? first50, double? first95) = tally.FirstByte.Percentiles();
        (double? failure50, double? failure95) = tally.ToFailure.Percentiles();
        return new TlsPathResult
        {
            HostName = tally.HostName,
            IPAddress = tally.IPAddress,
            Port = tally.Port,
            Route = tally.Route,
            Variant = tally.Variant,
            Verdict = verdict,
            Attempts = tally.Attempts,
            Failures = tally.Failures,
            FailureRate = tally.Attempts == 0 ? null : (double)tally.Failures / tally.Attempts,
            RateLow = tally.Attempts == 0 ? null : interval.Low,
            RateHigh = tally.Attempts == 0 ? null : interval.High,
            Bound = BoundOf(tally, verdict, interval),
            FailureKinds = [.. tally.Kinds.Select(k => $"{k.Value} x {k.Key}")],
            DiffersFrom = differs,
            DiffersP = differsP,
            RouteP = routeP,
            Strip = new string(letters.AsSpan(Math.Max(0, letters.Length - MaxStrip))),
            Trend = trend.Trend,
            TrendP = trend.P,
            FirstAttemptUtc = tally.FirstUtc,
            LastAttemptUtc = tally.LastUtc,
            LastFailureUtc = tally.LastFailureUtc,
            ConnectP50Ms = connect50,
            ConnectP95Ms = connect95,
            ProxyP50Ms = proxy50,
            ProxyP95Ms = proxy95,
            TlsP50Ms = tls50,
            TlsP95Ms = tls95,
            FirstByteP50Ms = first50,
            FirstByteP95Ms = first95,
            TimeToFailureP50Ms = failure50,
            TimeToFailureP95Ms = failure95,
            CertificateSha256 = [.. certificates.Select(c => c.Sha256)],
            CertificateSubject = leaf?.CertificateSubject,
            CertificateIssuer = leaf?.CertificateIssuer,
            CertificateNotAfter = leaf?.CertificateNotAfter,
            CertificateProblems = tally.Problems,
            Trust = tally.Trust,
            Notes = [.. NotesOf(tally, certificates, siblings, routeP)],
        };
    }

    private static string BoundOf(AddressTally tally, Verdict verdict, Interval interval)
    {
        if (tally.Attempts == 0)
            return "not tested: " + (tally.UntestedReason ?? "no attempt was made");

        string counted = $"{tally.Failures} of {tally.Attempts} failed";
        string bound = verdict switch
        {
            Verdict.Healthy => string.Create(CultureInfo.InvariantCulture, $"{counted}: at 95 % the true rate is below {interval.High:P1}"),
            Verdict.Failing => string.Create(CultureInfo.InvariantCulture, $"{counted}: at 95 % the true rate is above {interval.Low:P1}"),
            Verdict.Intermittent => string.Create(CultureInfo.InvariantCulture, $"{counted}: at 95 % the true rate lies between {interval.Low:P1} and {interval.High:P1}"),
            _ => $"{counted}: fewer than {MinAttempts} attempts decide nothing",
        };
        return bound;
    }

    private static IEnumerable<string> NotesOf(
        AddressTally tally, (string Sha256, int Count, TlsAttempt Sample)[] certificates, IEnumerable<AddressTally> siblings, double? routeP)
    {
        foreach ((string note, int count) in tally.Notes)
            yield return tally.Attempts == count ? note : $"{note} ({count} of {tally.Attempts})";
        if (tally.Attempts > 0 && tally.UntestedReason is { } reason)
            yield return "some attempts could not be made: " + reason;
        if (certificates.Length > 1)
            yield return $"{certificates.Length} different certificates were seen at this address";
        if (certificates.Length > 0)
        {
            string[] others = [.. siblings.Where(s => s.Certificates.Any() && !s.Certificates.Any(c => c.Sha256 == certificates[0].Sha256)).Select(s => s.IPAddress)];
            if (others.Length > 0)
                yield return "another certificate than at " + string.Join(", ", others.Take(5)) + (others.Length > 5 ? $" and {others.Length - 5} more" : "");
        }

        if (routeP is { } p)
        {
            yield return p < Level
                ? string.Create(CultureInfo.InvariantCulture, $"the direct way and the way through the proxy differ at this address (p = {p:0.####})")
                : string.Create(CultureInfo.InvariantCulture, $"no difference between the direct way and the way through the proxy can be shown (p = {p:0.##})");
        }
    }

    private static double? RouteP(AddressTally tally, IReadOnlyList<AddressTally> tallies)
    {
        AddressTally? other = tallies.FirstOrDefault(t => t.Route != tally.Route && t.IPAddress == tally.IPAddress
            && t.HostName == tally.HostName && t.Port == tally.Port && t.Variant == tally.Variant && t.Attempts > 0);
        return other is null
            ? null
            : FisherExact.TwoSided(tally.Failures, tally.Attempts - tally.Failures, other.Failures, other.Attempts - other.Failures);
    }
}
