namespace TlsPathTools.HelpBuilder;

/// <summary>An example.</summary>
/// <param name="Title">The task.</param>
/// <param name="Code">How to do it.</param>
/// <param name="Remarks">What happens: a paragraph each.</param>
public sealed record HelpExample(string Title, string Code, IReadOnlyList<string> Remarks);
