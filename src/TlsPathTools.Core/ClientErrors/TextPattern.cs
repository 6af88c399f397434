namespace TlsPathTools.ClientErrors;

/// <summary>
/// A pattern over a log line: literal text in which '*' is any gap, '#' a number, '@' a host and a final '$' the end of a
/// message (the end of the text, a line end, or punctuation). Case counts. It is no regular expression on purpose:
/// the first place of each part is taken and never given back, so no line, however hostile, costs more than one pass a part.
/// </summary>
internal sealed class TextPattern
{
    private const char NumberMark = '#';
    private const char HostMark = '@';
    private const char EndMark = '$';

    // Longer runs of digits are no status, alert or port.
    private const int MostDigits = 5;

    private readonly string[] _parts;

    internal TextPattern(string pattern) => _parts = pattern.Split('*');

    /// <summary>Looks for the pattern.</summary>
    internal TextMatch? Find(string text)
    {
        int first = -1;
        int at = 0;
        var match = new TextMatch();
        foreach (string part in _parts)
        {
            (int start, int end) = FindPart(text, at, part, ref match);
            if (start < 0)
                return null;
            if (first < 0)
                first = start;
            at = end;
        }

        return match with { Start = first, End = at };
    }

    private static (int Start, int End) FindPart(string text, int from, string part, ref TextMatch match)
    {
        int marks = part.AsSpan().IndexOfAny(NumberMark, HostMark, EndMark);
        string lead = marks < 0 ? part : part[..marks];
        for (int start = from; (start = text.IndexOf(lead, start, StringComparison.Ordinal)) >= 0; start++)
        {
            int end = start + lead.Length;
            if (marks < 0 || MatchRest(text, ref end, part.AsSpan(marks), ref match))
                return (start, end);
        }

        return (-1, -1);
    }

    private static bool MatchRest(string text, ref int at, ReadOnlySpan<char> rest, ref TextMatch match)
    {
        foreach (char mark in rest)
        {
            bool fits = mark switch
            {
                NumberMark => TakeNumber(text, ref at, ref match),
                HostMark => TakeHost(text, ref at, ref match),
                EndMark => IsMessageEnd(text, at),
                _ => at < text.Length && text[at++] == mark,
            };
            if (!fits)
                return false;
        }

        return true;
    }

    private static bool TakeNumber(string text, ref int at, ref TextMatch match)
    {
        int number = 0;
        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]) && at - start <= MostDigits)
            number = number * 10 + (text[at++] - '0');
        if (at == start || at - start > MostDigits)
            return false;
        match = match with { Number = number };
        return true;
    }

    private static bool TakeHost(string text, ref int at, ref TextMatch match)
    {
        int start = at;
        if (at < text.Length && text[at] == '[')
        {
            int close = text.IndexOf(']', at, Math.Min(64, text.Length - at));
            if (close < 0)
                return false;
            match = match with { Host = text[(start + 1)..close] };
            at = close + 1;
            return true;
        }

        while (at < text.Length && IsHostCharacter(text[at]))
            at++;
        if (at == start)
            return false;
        match = match with { Host = text[start..at].TrimEnd('.') };
        return match.Host.Length > 0;
    }

    private static bool IsHostCharacter(char c) => c > ' ' && !"\"'`/\\|,;:()<>{}[]@?#%=&".Contains(c, StringComparison.Ordinal) && !char.IsControl(c);

    private static bool IsMessageEnd(string text, int at) =>
        at == text.Length || text[at] is '\r' or '\n' || !(char.IsLetterOrDigit(text[at]) || text[at] is ' ' or '_' or '-');
}
