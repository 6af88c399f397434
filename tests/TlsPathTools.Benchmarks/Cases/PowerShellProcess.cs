using System.Globalization;
using TlsPathTools.Benchmarks.Measuring;

namespace TlsPathTools.Benchmarks.Cases;

/// <summary>A new pwsh that measures something of itself, once.</summary>
internal sealed class PowerShellProcess
{
    private readonly string _pwsh = Environment.GetEnvironmentVariable("TLSPATHTOOLS_PWSH") ?? Programs.Require("pwsh");

    /// <exception cref="NotMeasuredException">PowerShell is not installed, or the module is not staged.</exception>
    internal PowerShellProcess()
    {
        if (!Directory.Exists(Module))
            throw new NotMeasuredException("the module is not staged: dotnet build src/TlsPathTools -c Release");
    }

    /// <summary>The staged module: that of the last build, which should be a Release build.</summary>
    internal static string Module { get; } = Artifacts("module", "TlsPathTools");

    /// <summary>Any small assembly without cmdlets: a binary module that holds nothing.</summary>
    internal static string Empty { get; } = Path.Combine(AppContext.BaseDirectory, "xunit.v3.assert.dll");

    /// <summary>A path of what builds make.</summary>
    internal static string Artifacts(params string[] names) => Path.GetFullPath(Path.Combine([AppContext.BaseDirectory, "..", "..", "..", .. names]));

    /// <summary>The milliseconds that one script takes when another has been run.</summary>
    internal Task<double> TimeAsync(string before, string script) =>
        RunAsync($"{before}; $t = [Diagnostics.Stopwatch]::StartNew(); {script}; $t.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)");

    /// <summary>The working set after a script, in MB.</summary>
    internal Task<double> MemoryAsync(string script) =>
        RunAsync($"{script}; ([Environment]::WorkingSet / 1000000).ToString([cultureinfo]::InvariantCulture)");

    internal static string Ms(double ms) => string.Create(CultureInfo.InvariantCulture, $"{ms:0} ms");

    internal static string MB(double mb) => string.Create(CultureInfo.InvariantCulture, $"{mb:0.#} MB");

    // The number is the last line.
    private async Task<double> RunAsync(string script)
    {
        (string output, _) = await Programs.RunAsync(_pwsh, ["-NoProfile", "-NonInteractive", "-Command", "$ProgressPreference = 'SilentlyContinue'; " + script]);
        return double.Parse(output.Trim().Split('\n')[^1], CultureInfo.InvariantCulture);
    }
}
