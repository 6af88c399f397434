using TlsPathTools.Benchmarks.Measuring;

namespace TlsPathTools.Benchmarks.Cases;

/// <summary>What is downloaded, and what it becomes on the disk, file by file.</summary>
internal sealed class PackageCase : IBenchmarkCase
{
    private const int Shown = 8;

    public string Name => "package";

    public string What => "size of the module's package";

    public Task<IReadOnlyList<BenchmarkRow>> RunAsync(int rounds)
    {
        string folder = PowerShellProcess.Artifacts("package");
        FileInfo[] packages = Directory.Exists(folder) ? [.. new DirectoryInfo(folder).GetFiles().Where(file => file.Extension is ".nupkg" or ".zip").OrderBy(file => file.Name, StringComparer.Ordinal)] : [];
        if (packages.Length == 0)
            throw new NotMeasuredException("there is no package: dotnet build src/TlsPathTools -c Release -t:Package");
        FileInfo[] files = [.. new DirectoryInfo(PowerShellProcess.Module).GetFiles("*", SearchOption.AllDirectories).OrderByDescending(file => file.Length)];
        string largest = string.Join(", ", files.Take(Shown).Select(file => $"{file.Name} {PowerShellProcess.MB(file.Length / 1e6)}"));
        IReadOnlyList<BenchmarkRow> rows =
        [
            .. packages.Select(package => new BenchmarkRow($"package: {package.Extension[1..]}", PowerShellProcess.MB(package.Length / 1e6), "–", "", "", "–")),
            new BenchmarkRow("package: unpacked", PowerShellProcess.MB(files.Sum(file => file.Length) / 1e6), $"{files.Length} files: {largest}, the rest {PowerShellProcess.MB(files.Skip(Shown).Sum(file => file.Length) / 1e6)}", "", "", "–"),
        ];
        return Task.FromResult(rows);
    }
}
