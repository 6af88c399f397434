using System.Management.Automation;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Parameters;

namespace TlsPathTools.Labs;

/// <summary>A name, or a path as PowerShell means it, → a scenario.</summary>
internal static class ScenarioReader
{
    /// <summary>Reads and checks it.</summary>
    /// <exception cref="ScenarioException">There is none of that name, or the file is wrong.</exception>
    internal static LabScenario Read(PathIntrinsics paths, string nameOrPath) =>
        ScenarioFile.Load(ScenarioFile.ShippedNames.Contains(nameOrPath, StringComparer.OrdinalIgnoreCase) ? nameOrPath.ToLowerInvariant() : PathOf(paths, nameOrPath));

    // A name with a slip in it is no path: the reader answers with the names that are near.
    private static string PathOf(PathIntrinsics paths, string text)
    {
        if (!text.Contains('/', StringComparison.Ordinal) && !text.Contains('\\', StringComparison.Ordinal) && !text.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return text;
        try
        {
            return FilePath.Of(paths, text);
        }
        catch (Exception e) when (e is SessionStateException or ProviderInvocationException or NotSupportedException or IOException)
        {
            return text;
        }
    }
}
