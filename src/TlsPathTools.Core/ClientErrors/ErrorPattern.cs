namespace TlsPathTools.ClientErrors;

/// <summary>One row of the pattern tables: a text that a client writes, and what it proves.</summary>
/// <param name="Text">The text, in the notation of <see cref="TextPattern"/>.</param>
/// <param name="Events">The wire events behind it, most direct first, in the notation of <see cref="PathEvent"/>.</param>
/// <param name="RulesOut">The wire events that this client words differently, by name, separated by spaces.</param>
/// <param name="Meaning">What the text proves, in a sentence.</param>
internal sealed record ErrorPattern(string Text, string Events, string RulesOut, string Meaning)
{
    private readonly TextPattern _pattern = new(Text);

    /// <summary>The client, where the text is one client's own; null where its signature elsewhere in the line decides.</summary>
    internal string? Client { get; init; }

    /// <summary>The number in the text is an HTTP status from 400 to 599; other numbers are no match.</summary>
    internal bool HasStatus { get; init; }

    /// <summary>The text itself proves that a proxy is used.</summary>
    internal bool ProvesProxy { get; init; }

    internal TextMatch? Find(string text)
    {
        TextMatch? match = _pattern.Find(text);
        return HasStatus && match is not { Number: >= 400 and <= 599 } ? null : match;
    }
}
