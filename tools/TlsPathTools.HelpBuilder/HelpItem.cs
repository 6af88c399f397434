namespace TlsPathTools.HelpBuilder;

/// <summary>A type that goes in or comes out, and what about it.</summary>
/// <param name="Type">The full name of the type.</param>
/// <param name="Text">What about it: a paragraph each.</param>
public sealed record HelpItem(string Type, IReadOnlyList<string> Text);
