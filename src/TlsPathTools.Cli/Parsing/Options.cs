using System.CommandLine;
using System.CommandLine.Parsing;

namespace TlsPathTools.Cli.Parsing;

/// <summary>Makes options whose errors say what to write, instead of naming a .NET type.</summary>
internal static class Options
{
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    public static Option<T> One<T>(string name, string valueName, string description, ValueReader<T> read) => new(name)
    {
        HelpName = valueName,
        Description = description,
        CustomParser = result => ReadAll(result, name, read) is [var value] ? value : default!,
    };

    /// <summary>An option that may be repeated, and whose values may be joined with commas.</summary>
    public static Option<T[]> Many<T>(string name, string valueName, string description, ValueReader<T> read) => new(name)
    {
        HelpName = valueName,
        Description = description,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        CustomParser = result => [.. ReadAll(result, name, read, separator: ',')],
    };

    private static List<T> ReadAll<T>(ArgumentResult result, string name, ValueReader<T> read, char? separator = null)
    {
        var values = new List<T>();
        foreach (string text in result.Tokens.SelectMany(token => separator is { } s ? token.Value.Split(s) : [token.Value]))
        {
            if (read(text.Trim(), out T? value, out string? problem))
                values.Add(value);
            else
                result.AddError($"{name} '{SafeText.Escape(text, 80)}': {problem}");
        }

        return values;
    }
}
