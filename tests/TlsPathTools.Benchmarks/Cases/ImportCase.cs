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
        var pwsh = new PowerShellProcess();
        // What the module would load of PowerShell's own is there already in most sessions at a prompt.
        const string usual = "Import-Module Microsoft.PowerShell.Management, Microsoft.PowerShell.Utility";
        Rounds measured = await Rounds.MeasureAsync(rounds, () => ImportAsync("", PowerShellProcess.Module), () => ImportAsync("", PowerShellProcess.Empty),
            () => ImportAsync(usual, PowerShellProcess.Module), () => ImportAsync(usual, PowerShellProcess.Empty));
        return [Row(What, measured, 0), Row("the same where PowerShell's own modules are loaded already", measured, 2)];

        Task<double> ImportAsync(string before, string module) => pwsh.TimeAsync(before, $"Import-Module '{module}'");
    }

    private static BenchmarkRow Row(string what, Rounds measured, int subject)
    {
        double more = measured.Median(subject) - measured.Median(subject + 1);
        return new BenchmarkRow(what, PowerShellProcess.Ms(measured.Median(subject)), $"empty: {PowerShellProcess.Ms(measured.Median(subject + 1))}",
            "+" + PowerShellProcess.Ms(more), "≤ +150 ms (stretch +80)", BenchmarkRow.Judge(more, Budget, Stretch));
    }
}
