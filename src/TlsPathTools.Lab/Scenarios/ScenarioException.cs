namespace TlsPathTools.Lab.Scenarios;

/// <summary>A mistake in a scenario file.</summary>
/// <param name="Line">The line, from 1; 0 when it is about the file as a whole.</param>
/// <param name="Path">Where in the document: <c>loadBalancers[0].listeners[1].port</c>; empty for the document as a whole.</param>
/// <param name="Reason">What is wrong, and what would be right.</param>
public sealed record ScenarioMistake(int Line, string Path, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => (Line, Path) switch
    {
        (0, "") => Reason,
        (0, _) => $"{Path}: {Reason}",
        (_, "") => $"line {Line}: {Reason}",
        _ => $"line {Line}, {Path}: {Reason}",
    };
}

/// <summary>A scenario file is wrong.</summary>
public sealed class ScenarioException : Exception
{
    /// <summary>With every mistake that was found.</summary>
    public ScenarioException(string source, IReadOnlyList<ScenarioMistake> mistakes)
        : base($"{source}: " + string.Join("; ", mistakes.Take(5)) + (mistakes.Count > 5 ? $"; and {mistakes.Count - 5} more" : ""))
    {
        ScenarioSource = source;
        Mistakes = mistakes;
    }

    /// <summary>The file, or the shipped name.</summary>
    public string ScenarioSource { get; }

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<ScenarioMistake> Mistakes { get; }
}
