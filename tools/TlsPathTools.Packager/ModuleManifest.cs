using System.Text.RegularExpressions;

namespace TlsPathTools.Packager;

/// <summary>The few values of a module manifest that a package repeats. Our manifest is plain literals; anything else is not understood.</summary>
public sealed class ModuleManifest(string text)
{
    /// <summary>A value in single quotes.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public string this[string key] => Regex.Match(text, $@"(?m)^\s*{key}\s*=\s*'([^']*)'", RegexOptions.NonBacktracking) is { Success: true } match
        ? match.Groups[1].Value
        : throw new FormatException($"The manifest has no {key} in single quotes.");

    /// <summary>A list of values in single quotes.</summary>
    public IReadOnlyList<string> List(string key)
    {
        string list = Regex.Match(text, $@"(?ms)^\s*{key}\s*=\s*@\((.*?)\)", RegexOptions.NonBacktracking).Groups[1].Value;
        return Regex.Matches(list, @"'(?<value>[^']*)'", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture).Select(match => match.Groups["value"].Value).ToList();
    }
}
