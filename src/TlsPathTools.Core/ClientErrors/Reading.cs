using TlsPathTools.Probing;

namespace TlsPathTools.ClientErrors;

/// <summary>What a pattern says of a line, before a proxy is allowed for.</summary>
internal sealed record Reading(string Client, TextMatch Where, PathEvent[] Events, WireEvent[] RulesOut, string Meaning, bool ProvesProxy)
{
    // An alert is proof of a TLS peer that read what was sent, and of a way back.
    private static readonly WireEvent[] s_alertRulesOut =
        [WireEvent.Fin, WireEvent.Rst, WireEvent.Plaintext, WireEvent.Timeout, WireEvent.Refused, WireEvent.CertificateProblem];

    /// <summary>The most specific reading of a text; null when it holds no known error.</summary>
    internal static Reading? Of(string text)
    {
        if (First(Patterns.PatternTables.BeforeAlerts, text) is { } aboutProxy)
            return aboutProxy;
        if (AlertText.Find(text) is { } found)
            return OfAlert(text, found.Alert, found.Where);
        return First(Patterns.PatternTables.AfterAlerts, text);
    }

    private static Reading? First(ErrorPattern[] table, string text)
    {
        foreach (ErrorPattern pattern in table)
        {
            if (pattern.Find(text) is { } match)
                return OfPattern(text, pattern, match);
        }

        return null;
    }

    private static Reading OfPattern(string text, ErrorPattern pattern, TextMatch match)
    {
        PathEvent[] events = PathEvent.ParseAll(pattern.Events);
        string meaning = pattern.Meaning;
        if (pattern.HasStatus && match.Number is { } status)
            (events, meaning) = StatusWords.Refine(status, events, meaning);
        WireEvent[] rulesOut = pattern.RulesOut
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(Enum.Parse<WireEvent>)
            .Distinct()
            .Except(events.Select(e => e.Event))
            .ToArray();
        bool provesProxy = pattern.ProvesProxy || (pattern.HasStatus && match.Number == StatusWords.ProxyAuthenticationRequired);
        return new Reading(pattern.Client ?? Clients.Of(text), match, events, rulesOut, meaning, provesProxy);
    }

    private static Reading OfAlert(string text, TlsAlert alert, TextMatch where) => new(
        Clients.Of(text),
        where,
        PathEvent.ParseAll(alert.Events),
        s_alertRulesOut,
        $"The peer sent the TLS alert {alert.Name} ({alert.Number}): {alert.Meaning}. Whoever sent it speaks TLS and read what the client sent.",
        ProvesProxy: false);
}
