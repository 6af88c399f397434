using TlsPathTools.Benchmarks.Measuring;

namespace TlsPathTools.Benchmarks.Cases;

/// <summary>The published tlspath: one native program.</summary>
internal static class CommandLine
{
    /// <summary>Its path.</summary>
    /// <exception cref="NotMeasuredException">It is not published; the message says how.</exception>
    internal static string TlsPath
    {
        get
        {
            string program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "tlspath", OperatingSystem.IsWindows() ? "tlspath.exe" : "tlspath"));
            return File.Exists(program)
                ? program
                : throw new NotMeasuredException("tlspath is not published: `dotnet publish src/TlsPathTools.Cli -c Release -r RID -o artifacts/tlspath`");
        }
    }
}
