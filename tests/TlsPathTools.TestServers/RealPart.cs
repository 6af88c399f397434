using Xunit;

namespace TlsPathTools.TestServers;

/// <summary>
/// A real program that a test is held against. Missing, it is a visible skip on a developer's machine and a failure
/// where CI promises it.
/// </summary>
public static class RealPart
{
    private static readonly string[] s_extraFolders = ["/usr/sbin", "/sbin", "/usr/local/sbin"];

    /// <summary>The program's path. Skips (or, with CI=true, fails) the calling test when it is not installed.</summary>
    public static string Require(string program)
    {
        string? path = Find(program);
        if (path is not null)
            return path;

        string reason = $"'{program}' is not installed";
        if (IsCI)
            Assert.Fail($"{reason}, and CI promises it: see .ci/run.");
        Assert.Skip($"{reason}.");
        return "";
    }

    /// <summary>The program's path, or null.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(s_extraFolders)
            .Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    /// <summary>Whether this run is CI's.</summary>
    public static bool IsCI => string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);
}
