using System.Management.Automation;

namespace TlsPathTools.Completers;

/// <summary>Names as completions.</summary>
internal static class NameCompletion
{
    /// <summary>Those that hold what is typed, those that begin with it first; quoted where PowerShell asks for it.</summary>
    internal static IEnumerable<CompletionResult> Of(IEnumerable<string> names, string wordToComplete, string tooltip)
    {
        string word = wordToComplete.Trim('\'', '"');
        return names.Distinct(StringComparer.Ordinal)
            .Where(name => name.Contains(word, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase)).ThenBy(name => name, StringComparer.Ordinal)
            .Select(name => new CompletionResult(Quote(name), name, CompletionResultType.ParameterValue, tooltip));
    }

    private static string Quote(string name) =>
        name.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':') && name.Length > 0 ? name : $"'{name.Replace("'", "''", StringComparison.Ordinal)}'";
}
