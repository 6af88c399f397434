using TlsPathTools.Cli.Parsing;

namespace TlsPathTools.Cli;

/// <summary>What help shows of a command.</summary>
/// <param name="Usage">How it is written, after <c>tlspath</c>.</param>
/// <param name="ArgumentText">What its argument is.</param>
/// <param name="Groups">Its options.</param>
/// <param name="Examples">Lines to copy.</param>
/// <param name="ExitCodes">What its exit codes mean.</param>
internal sealed record CommandHelp(string Usage, string ArgumentText, IReadOnlyList<OptionGroup> Groups, IReadOnlyList<string> Examples, string ExitCodes);
