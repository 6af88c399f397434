using System.Reflection;

namespace TlsPathTools.Module.Tests;

/// <summary>Where sources and staged module are.</summary>
internal static class Repository
{
    internal static string Root { get; } = Metadata("RepositoryRoot");

    internal static string ModuleVersion { get; } = Metadata("ModuleVersion");

    /// <summary>The staged module.</summary>
    internal static string ModuleFolder { get; } = Path.Combine(Root, "artifacts", "module", "TlsPathTools", ModuleVersion);

    internal static string Help { get; } = Path.Combine(Root, "docs", "en-US");

    /// <summary>The C# sources of the cmdlets.</summary>
    internal static IEnumerable<string> Sources => Directory.EnumerateFiles(Path.Combine(Root, "src", "TlsPathTools"), "*.cs", SearchOption.AllDirectories);

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(x => x.Key == key).Value!;
}
