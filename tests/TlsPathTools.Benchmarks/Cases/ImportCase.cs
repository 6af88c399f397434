using System.Globalization;
using TlsPathTools.Benchmarks.Measuring;

namespace TlsPathTools.Benchmarks.Cases;

/// <summary>Import-Module in a new pwsh, by pwsh's own clock, against a binary module that holds nothing.</summary>
internal sealed class ImportCase : IBenchmarkCase
{
    private const double Budget = 150, Stretch = 80;

    public string Name => "import";

    public string What => "Import-Module, beyond an empty binary module";

    public async Task<IReadOnlyList<BenchmarkRow>> RunAsync(int rounds)
    {
        string pwsh = Environment.GetEnvironmentVariable("TLSPATHTOOLS_PWSH") ?? Programs.Require("pwsh");
        string module = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "module", "TlsPathTools"));
        if (!Directory.Exists(module))
            throw new NotMeasuredException("the module is not staged: dotnet build");
        // Any small assembly without cmdlets.
        string empty = Path.Combine(AppContext.BaseDirectory, "xunit.v3.assert.dll");
        Rounds measured = await Rounds.MeasureAsync(rounds, () => ImportAsync(pwsh, module), () => ImportAsync(pwsh, empty));
        double more = measured.Median(0) - measured.Median(1);
        return
        [
            new BenchmarkRow(What, Ms(measured.Median(0)), $"empty: {Ms(measured.Median(1))}", "+" + Ms(more), "≤ +150 ms (stretch +80)", BenchmarkRow.Judge(more, Budget, Stretch)),
        ];
    }

    private static async Task<double> ImportAsync(string pwsh, string module)
    {
        string script = $"$t = [Diagnostics.Stopwatch]::StartNew(); Import-Module '{module}'; $t.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)";
        (string output, _) = await Programs.RunAsync(pwsh, ["-NoProfile", "-NonInteractive", "-Command", script]);
        return double.Parse(output.Trim().Split('\n')[^1], CultureInfo.InvariantCulture);
    }

    private static string Ms(double ms) => string.Create(CultureInfo.InvariantCulture, $"{ms:0} ms");
}
