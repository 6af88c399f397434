namespace TlsPathTools.Lab.Scenarios;

/// <summary>Reads scenario files.</summary>
public static class ScenarioFile
{
    /// <summary>Reads and checks a scenario.</summary>
    /// <param name="json">JSON with comments and trailing commas allowed.</param>
    /// <param name="source">Where it comes from, for messages.</param>
    /// <exception cref="ScenarioException">It is wrong; the message says where and why.</exception>
    public static LabScenario Parse(ReadOnlySpan<byte> json, string source) => throw new NotSupportedException("Follows.");

    /// <summary>The scenario that a name or a path means: a shipped name, else a file.</summary>
    /// <exception cref="ScenarioException">There is neither, or the file is wrong.</exception>
    public static LabScenario Load(string nameOrPath) => throw new NotSupportedException("Follows.");

    /// <summary>The names of the shipped scenarios, in the order in which to learn from them.</summary>
    public static IReadOnlyList<string> ShippedNames => throw new NotSupportedException("Follows.");
}
