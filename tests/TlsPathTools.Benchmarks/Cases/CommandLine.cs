using TlsPathTools.Benchmarks.Measuring;

namespace TlsPathTools.Benchmarks.Cases;

/// <summary>The built tlspath, beside this program.</summary>
internal static class CommandLine
{
    /// <summary>The path of tlspath.dll, built by the same configuration.</summary>
    internal static string TlsPath
    {
        get
        {
            string[] parts = AppContext.BaseDirectory.TrimEnd('/', '\\').Split('/', '\\');
            string dll = Path.Combine([AppContext.BaseDirectory, "..", "..", "TlsPathTools.Cli", parts[^1], "tlspath.dll"]);
            return File.Exists(dll) ? Path.GetFullPath(dll) : throw new NotMeasuredException("tlspath is not built in this configuration");
        }
    }
}
