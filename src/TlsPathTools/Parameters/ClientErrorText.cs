using System.Management.Automation;

namespace TlsPathTools.Parameters;

/// <summary>What users pipe → the lines to read: text line by line, an exception as one line with its inner exceptions.</summary>
internal static class ClientErrorText
{
    /// <summary>The lines that say something. A line that continues an exception stays with the one before it.</summary>
    internal static IEnumerable<string> LinesOf(object? input) => (input is PSObject wrapped ? wrapped.BaseObject : input) switch
    {
        null => [],
        Exception exception => [TextOf(exception)],
        ErrorRecord { Exception: { } exception } => [TextOf(exception)],
        var other => Join((input!.ToString() ?? other.ToString() ?? "").Split('\n')),
    };

    private static IEnumerable<string> Join(string[] lines)
    {
        string? current = null;
        foreach (string line in lines.Select(line => line.TrimEnd()).Where(line => line.Length > 0))
        {
            if (current is not null && Continues(line))
            {
                current += " " + line.TrimStart();
                continue;
            }

            if (current is not null)
                yield return current;
            current = line;
        }

        if (current is not null)
            yield return current;
    }

    // .NET writes " ---> " before an inner exception, Java "Caused by: "; both indent the stack.
    private static bool Continues(string line) =>
        line.TrimStart().StartsWith("--->", StringComparison.Ordinal)
        || line.StartsWith("Caused by:", StringComparison.Ordinal)
        || (char.IsWhiteSpace(line[0]) && line.TrimStart().StartsWith("at ", StringComparison.Ordinal));

    private static string TextOf(Exception exception)
    {
        var parts = new List<string>();
        for (Exception? e = exception; e is not null && parts.Count < 10; e = e.InnerException)
            parts.Add($"{e.GetType().FullName}: {e.Message.ReplaceLineEndings(" ")}");
        return string.Join(" ---> ", parts);
    }
}
