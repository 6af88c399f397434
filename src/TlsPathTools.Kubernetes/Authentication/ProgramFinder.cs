using TlsPathTools.Kubernetes.Configuration;

namespace TlsPathTools.Kubernetes.Authentication;

/// <summary>Finds a program as kubectl does: on PATH, and not in the folder one happens to be in, where .NET would look first.</summary>
internal static class ProgramFinder
{
    /// <summary>The whole path; null where there is no such program.</summary>
    public static string? Find(string command, MachineEnvironment machine)
    {
        if (Path.IsPathRooted(command))
            return WithEnding(command, machine).FirstOrDefault(File.Exists);
        return (machine.Variable("PATH") ?? "").Split(Path.PathSeparator).Where(Path.IsPathFullyQualified)
            .SelectMany(folder => WithEnding(Path.Combine(folder, command), machine)).FirstOrDefault(File.Exists);
    }

    private static IEnumerable<string> WithEnding(string path, MachineEnvironment machine) => OperatingSystem.IsWindows() && !Path.HasExtension(path)
        ? (machine.Variable("PATHEXT") ?? ".EXE;.CMD;.BAT").Split(';').Select(ending => path + ending)
        : [path];
}
