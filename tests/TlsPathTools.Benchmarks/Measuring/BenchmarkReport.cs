using System.Globalization;
using System.Text;

namespace TlsPathTools.Benchmarks.Measuring;

/// <summary>Rows → the text of docs/benchmarks.md.</summary>
internal static class BenchmarkReport
{
    internal static string Create(IReadOnlyList<BenchmarkRow> rows, int rounds)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"""
             # Benchmarks

             Made by `dotnet run -c Release --project tests/TlsPathTools.Benchmarks -- all --out docs/benchmarks.md` on {Machine.Describe()}.
             What is compared runs interleaved in {rounds} rounds after one that does not count; the table shows medians, and the
             median of the rounds' ratios. Absolute times are this machine's and no promise.

             | what | ours | against | result | budget | met |
             |---|---|---|---|---|---|

             """);
        foreach (BenchmarkRow row in rows)
            text.Append("| ").AppendJoin(" | ", row.What, row.Ours, row.Against, row.Value, row.Budget, row.Met).Append(" |\n");
        return text.ToString().ReplaceLineEndings("\n");
    }
}
