using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using TlsPathTools.TestServers;

namespace TlsPathTools.Benchmarks.Measuring;

/// <summary>The machine in general terms: kind and versions, no names and no paths.</summary>
internal static partial class Machine
{
    internal static string Describe()
    {
        string system = OperatingSystem.IsLinux() ? "Linux" : OperatingSystem.IsMacOS() ? "macOS" : OperatingSystem.IsWindows() ? "Windows" : "another system";
        string[] programs = [.. new[] { ("openssl", "version"), ("nginx", "-v"), ("curl", "--version") }
            .Select(p => VersionOf(p.Item1, p.Item2)).OfType<string>()];
        return $"{system} {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores, .NET {Environment.Version}"
            + (programs.Length == 0 ? "" : ", " + string.Join(", ", programs));
    }

    private static string? VersionOf(string program, string argument)
    {
        if (RealPart.Find(program) is not { } path)
            return null;

        ProgramRun run = ProgramRun.RunAsync(path, [argument]).GetAwaiter().GetResult();
        Match version = VersionNumber().Match(run.Output);
        return version.Success ? $"{program} {version.Value}" : program;
    }

    [GeneratedRegex(@"\d+\.\d+(?:\.\d+)?", RegexOptions.None, 1000)]
    private static partial Regex VersionNumber();
}
