namespace TlsPathTools.HelpBuilder;

/// <summary>The help of one cmdlet, as the Markdown page in the PlatyPS form says it.</summary>
public sealed record HelpPage
{
    /// <summary>The name of the cmdlet.</summary>
    public required string Name { get; init; }

    /// <summary>The MAML file that the page belongs to.</summary>
    public required string HelpFile { get; init; }

    /// <summary>What it does, in a sentence.</summary>
    public required string Synopsis { get; init; }

    /// <summary>What it does, in full: a paragraph each.</summary>
    public required IReadOnlyList<string> Description { get; init; }

    /// <summary>The syntax as printed.</summary>
    public required string Syntax { get; init; }

    /// <summary>Tasks and how to do them.</summary>
    public required IReadOnlyList<HelpExample> Examples { get; init; }

    /// <summary>The parameters, without the common ones.</summary>
    public required IReadOnlyList<HelpParameter> Parameters { get; init; }

    /// <summary>What can be piped in.</summary>
    public required IReadOnlyList<HelpItem> Inputs { get; init; }

    /// <summary>What comes out.</summary>
    public required IReadOnlyList<HelpItem> Outputs { get; init; }

    /// <summary>What else a user should know.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Where to read on.</summary>
    public required IReadOnlyList<string> Links { get; init; }
}
