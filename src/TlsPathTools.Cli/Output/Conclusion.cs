using TlsPathTools.Probing;
using TlsPathTools.Statistics;

namespace TlsPathTools.Cli.Output;

/// <summary>What the results of one name say, in a sentence or two that never say more than the evidence.</summary>
internal static class Conclusion
{
    private const int MostNamed = 3;

    /// <summary>The sentences.</summary>
    /// <param name="results">The results of one name.</param>
    /// <param name="interrupted">The run was stopped before its end.</param>
    public static string Of(IReadOnlyList<TlsPathResult> results, bool interrupted = false)
    {
        TlsPathResult[] tested = [.. results.Where(r => r.Attempts > 0)];
        TlsPathResult[] failing = [.. tested.Where(r => r.Failures > 0)];
        var sentences = new List<string>();
        if (interrupted)
            sentences.Add("Stopped before the end.");

        if (tested.Length == 0)
            sentences.Add(results.Count == 0 ? "Nothing was measured." : "Nothing can be said: no attempt was possible from here.");
        else if (failing.Length == 0)
            sentences.Add(NoFailure(tested));
        else
            sentences.AddRange(Faults(tested, failing));

        if (RouteSentence(results) is { } route)
            sentences.Add(route);
        int untested = tested.Length == 0 ? 0 : results.Count(r => r.Attempts == 0);
        if (untested > 0)
            sentences.Add($"{Words.Count(untested, "address", "addresses")} could not be tested from here.");
        return string.Join(' ', sentences);
    }

    private static string NoFailure(TlsPathResult[] tested)
    {
        double? worst = tested.Max(r => r.RateHigh);
        bool isOne = tested.Length == 1;
        string where = isOne ? RowLabel.Address(tested[0].IPAddress) : Places(tested);
        string attempts = AttemptsEach(tested) + (isOne ? "" : " each");
        string bound = worst is { } rate
            ? $"{attempts} only {(isOne && tested[0].Attempts == 1 ? "excludes" : "exclude")} rates above {Words.Percent(rate)} %"
            : attempts;
        string verdict = Array.Exists(tested, r => r.Verdict == Verdict.Untested) ? ": too few for a verdict" : "";
        return $"No failure seen at {where}; {bound}{verdict}.";
    }

    private static IEnumerable<string> Faults(TlsPathResult[] tested, TlsPathResult[] failing)
    {
        int addresses = tested.Select(r => r.IPAddress).Distinct(StringComparer.Ordinal).Count();
        string head = addresses > 1 ? $"{addresses} addresses: " : "";
        IEnumerable<string> named = failing
            .OrderByDescending(r => r.FailureRate)
            .Take(MostNamed)
            .Select(r => $"{Subject(r, tested)} fails {OfAttempts(r)}{What(r)}{Since(r)}{Difference(r)}");
        string more = failing.Length > MostNamed ? $"; {failing.Length - MostNamed} more fail" : "";
        yield return $"{head}{string.Join("; ", named)}{more}.";

        TlsPathResult[] working = [.. tested.Except(failing)];
        if (working.Length == 1)
            yield return $"{Subject(working[0], tested)} did not fail in {Words.Count(working[0].Attempts, "attempt")}.";
        else if (working.Length > 1)
            yield return $"{Places(working)} did not fail in {AttemptsEach(working)} each.";

        if (Array.Exists(failing, r => r.Verdict == Verdict.Untested))
            yield return "Fewer than 5 attempts are too few for a verdict.";

        // Only where a comparison was made: silence would read as "this address is at fault".
        if (addresses > 1 && Array.TrueForAll(failing, r => r.DiffersFrom.Length == 0))
        {
            double? p = failing.Min(r => r.DiffersP);
            yield return $"The addresses do not differ measurably{(p is { } value ? $" ({Words.P(value)})" : "")}: this singles none of them out.";
        }
    }

    private static string AttemptsEach(TlsPathResult[] results)
    {
        int fewest = results.Min(r => r.Attempts);
        return (Array.TrueForAll(results, r => r.Attempts == fewest) ? "" : "at least ") + Words.Count(fewest, "attempt");
    }

    private static string OfAttempts(TlsPathResult r) => r.Failures == r.Attempts
        ? $"all of {Words.Count(r.Attempts, "attempt")}"
        : $"{r.Failures} of {r.Attempts}";

    private static string What(TlsPathResult r)
    {
        if (r.FailureKinds.Length == 0)
            return "";

        string kind = FailureWords.OfKind(r.FailureKinds[0]);
        int count = kind.IndexOf(" x ", StringComparison.Ordinal);
        return $", {(r.FailureKinds.Length > 1 ? "mostly " : "")}{(count < 0 ? kind : kind[(count + 3)..])}";
    }

    private static string Since(TlsPathResult r) =>
        r is { Trend: Trend.Stopped, LastFailureUtc: { } last } ? $", none since {Words.Time(last)}" : "";

    private static string Difference(TlsPathResult r)
    {
        if (r.DiffersFrom.Length == 0)
            return "";

        string p = r.DiffersP is { } value ? $", {(r.DiffersFrom.Length > 1 ? "smallest " : "")}{Words.P(value)}" : "";
        return $", differs from {Words.List(r.DiffersFrom)}{p}";
    }

    private static string? RouteSentence(IReadOnlyList<TlsPathResult> results)
    {
        TlsPathResult[] compared = [.. results.Where(r => r.RouteP is not null)];
        if (compared.Length == 0)
            return null;

        string[] differing = [.. compared.Where(r => r.RouteP < 0.05).Select(r => r.IPAddress).Distinct(StringComparer.Ordinal)];
        double smallest = compared.Min(r => r.RouteP!.Value);
        return differing.Length == 0
            ? $"Through the proxy and directly, the rates do not differ measurably ({Words.P(smallest)})."
            : $"Through the proxy and directly, the rates differ at {Words.List(differing)} ({Words.P(smallest)}).";
    }

    private static string Subject(TlsPathResult r, TlsPathResult[] all) =>
        RowLabel.HasRoutes(all)
            && r.IPAddress.Length > 0
            ? $"{r.IPAddress} {(RowLabel.IsDirect(r.Route) ? "directly" : "through the proxy")}"
            : RowLabel.Address(r.IPAddress);

    private static string Places(TlsPathResult[] results)
    {
        int addresses = results.Select(r => r.IPAddress).Distinct(StringComparer.Ordinal).Count();
        int routes = results.Select(r => r.Route).Distinct(StringComparer.Ordinal).Count();
        return Words.Count(addresses, "address", "addresses") + (routes > 1 ? $" over {routes} routes" : "");
    }
}
