using TlsPathTools.Probing;

namespace TlsPathTools.ClientErrors;

/// <summary>Reads a line of a TLS client's log.</summary>
public static class ClientErrorReader
{
    /// <summary>
    /// What the line can mean; null when it holds no error of a known client. At most 16 KiB of it are read (of more, the
    /// beginning and the end), in time that grows with the length only. Addresses in it lose user names, passwords and query strings before they are kept.
    /// </summary>
    /// <param name="line">The text: one line, or an exception with its inner exceptions.</param>
    /// <param name="behindProxy">Whether an explicit proxy stands between client and server; null when not known (both readings are given).</param>
    public static ClientErrorMeaning? Read(string line, bool? behindProxy = null)
    {
        ArgumentNullException.ThrowIfNull(line);
        string text = LogText.Prepare(line);
        if (Reading.Of(text) is not { } reading)
            return null;

        (PathEvent[] events, string? note) = ProxyWidening.Of(reading, behindProxy);
        (string? host, int? port) = HostInText.Find(text);
        bool proxy = behindProxy == true || reading.ProvesProxy;
        return new ClientErrorMeaning
        {
            Line = SafeText.Escape(text, LogText.LongestKept)!,
            Client = reading.Client,
            Matched = SafeText.Escape(text[reading.Where.Start..reading.Where.End]),
            HostName = host,
            Port = port,
            PossibleEvents = events.Select(e => e.ToString()).ToArray(),
            PossibleStages = events.Select(e => e.Stage).Distinct().Order().ToArray(),
            RulesOut = reading.RulesOut.Except(events.Select(e => e.Event)).Select(Wording.RuledOut).ToArray(),
            Meaning = reading.Meaning + Retries(text),
            BehindProxy = proxy,
            ProxyNote = note,
            NextStep = Wording.NextStep(reading.Events, host, port, proxy),
        };
    }

    private static string Retries(string text) =>
        text.Contains("Max retries exceeded", StringComparison.Ordinal)
            ? " \"Max retries exceeded\" does not say how many attempts failed: retries may hide most of a rate."
            : "";
}
