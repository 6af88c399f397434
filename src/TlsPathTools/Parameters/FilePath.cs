using System.Management.Automation;

namespace TlsPathTools.Parameters;

/// <summary>A path as users write it (drives of PowerShell, ~, relative to the current location) → the path of a file. Wildcards are literal.</summary>
internal static class FilePath
{
    /// <summary>The path for .NET.</summary>
    /// <exception cref="FormatException">The path does not lead to the file system.</exception>
    internal static string Of(PathIntrinsics paths, string path)
    {
        string resolved = paths.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        return provider.Name == "FileSystem"
            ? resolved
            : throw new FormatException($"'{SafeText.Escape(path)}' is no path of the file system, but of {provider.Name}.");
    }
}
