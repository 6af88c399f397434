using System.CommandLine;

namespace TlsPathTools.Cli.Parsing;

/// <summary>Options that help shows under one heading.</summary>
internal sealed record OptionGroup(string Title, IReadOnlyList<Option> Options);
