using System.Globalization;

namespace TlsPathTools.Benchmarks.Measuring;

/// <summary>A line of the table.</summary>
internal sealed record BenchmarkRow(string What, string Ours, string Against, string Value, string Budget, string Met)
{
    /// <summary>A ratio that must stay at or below a budget.</summary>
    internal static BenchmarkRow Ratio(string what, string ours, string against, double ratio, double budget, double stretch) => new(
        what, ours, against, string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00} x"),
        string.Create(CultureInfo.InvariantCulture, $"≤ {budget:0.##} x (stretch {stretch:0.##})"), Judge(ratio, budget, stretch));

    /// <summary>How many times less we need: must reach a budget.</summary>
    internal static BenchmarkRow TimesLess(string what, string ours, string against, double times, double budget, double stretch) => new(
        what, ours, against, string.Create(CultureInfo.InvariantCulture, $"{times:0.0} x less"),
        string.Create(CultureInfo.InvariantCulture, $"≥ {budget:0.##} x (stretch {stretch:0.##})"), Judge(-times, -budget, -stretch));

    internal static BenchmarkRow NotMeasured(string what, string reason) => new(what, "not measured", reason, "", "", "–");

    internal static string Judge(double value, double budget, double stretch) => value <= stretch ? "yes, stretch" : value <= budget ? "yes" : "**no**";
}
