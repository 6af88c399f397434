using System.Globalization;

namespace TlsPathTools.Topology.Logs;

/// <summary>Lines of a pod's log → what they say, in numbers.</summary>
public static class PodLogs
{
    private const int LongestLine = 4096;
    private const int MostShapes = 2000;
    private const int MostShown = 20;
    private const int MostClients = 100_000;

    /// <summary>The summary.</summary>
    /// <param name="namespace">The pod's namespace.</param>
    /// <param name="service">The service that it serves; null where it was not asked by one.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="node">Its node.</param>
    /// <param name="lines">Lines, oldest first, each with the time before it (<c>?timestamps=true</c>) or not.</param>
    /// <param name="truncated">Whether there are older ones.</param>
    public static PodLogSummary Summarize(string @namespace, string? service, string pod, string? node, IReadOnlyList<string> lines, bool truncated)
    {
        var statuses = new SortedDictionary<int, int>();
        var clients = new HashSet<string>(StringComparer.Ordinal);
        var shapes = new Dictionary<string, Shape>(StringComparer.Ordinal);
        int healthChecks = 0, failedChecks = 0, errors = 0, tls = 0, ends = 0, resets = 0, timeouts = 0, otherShapes = 0;
        DateTime? first = null, last = null;
        foreach (string raw in lines)
        {
            (DateTime? time, string line) = SplitTime(raw.Length > LongestLine ? raw[..LongestLine] : raw);
            first ??= time;
            last = time ?? last;
            if (AccessLine.Parse(line) is { } access)
            {
                if (access.IsHealthCheck)
                {
                    healthChecks++;
                    failedChecks += access.Status >= 400 ? 1 : 0;
                    continue;
                }

                statuses[access.Status] = statuses.GetValueOrDefault(access.Status) + 1;
                if (access.Client is { } client && clients.Count < MostClients)
                    clients.Add(client);
                continue;
            }

            if (!ErrorLine.Is(line))
                continue;
            errors++;
            tls += ErrorLine.IsOfTls(line) ? 1 : 0;
            ends += ErrorLine.IsOfEnd(line) ? 1 : 0;
            resets += ErrorLine.IsOfReset(line) ? 1 : 0;
            timeouts += ErrorLine.IsOfTimeout(line) ? 1 : 0;
            string shape = LineShape.Of(line);
            if (!shapes.TryGetValue(shape, out Shape? known) && shapes.Count < MostShapes)
                shapes[shape] = known = new Shape(shape) { First = time };
            if (known is null)
                otherShapes++;
            else
                known.Add(time);
        }

        var summary = new PodLogSummary
        {
            Namespace = SafeText.Escape(@namespace)!,
            ServiceName = SafeText.Escape(service),
            PodName = SafeText.Escape(pod)!,
            NodeName = SafeText.Escape(node),
            Lines = lines.Count,
            Truncated = truncated,
            FirstUtc = first,
            LastUtc = last,
            Requests = statuses.Values.Sum(),
            StatusCodes = [.. statuses.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key} x {pair.Value}")],
            ClientErrors = statuses.Where(pair => pair.Key is >= 400 and < 500).Sum(pair => pair.Value),
            ServerErrors = statuses.Where(pair => pair.Key >= 500).Sum(pair => pair.Value),
            Clients = clients.Count == 0 ? null : clients.Count,
            HealthChecks = healthChecks,
            FailedHealthChecks = failedChecks,
            ErrorLines = errors,
            ErrorShapes = Shown(shapes.Values, otherShapes),
            TlsErrors = tls,
            EndErrors = ends,
            ResetErrors = resets,
            TimeoutErrors = timeouts,
            Detail = "",
        };
        return summary with { Detail = Detail(summary) };
    }

    private static string[] Shown(IReadOnlyCollection<Shape> shapes, int others)
    {
        Shape[] ordered = [.. shapes.OrderByDescending(shape => shape.Count).ThenBy(shape => shape.Text, StringComparer.Ordinal)];
        int rest = others + ordered.Skip(MostShown).Sum(shape => shape.Count);
        return [.. ordered.Take(MostShown).Select(shape => shape.ToString()), .. rest > 0 ? [$"{rest} lines of other shapes"] : Array.Empty<string>()];
    }

    private static string Detail(PodLogSummary log)
    {
        const string Limits = " A log shows what arrived: connections that are lost before the pod leave no line in it.";
        string older = log.Truncated ? " Older lines were not read." : "";
        if (log.Lines == 0)
            return "The log is empty: the pod wrote nothing in this time, which says nothing about it." + Limits;
        if (log.Requests == 0 && log.ErrorLines == 0)
        {
            return (log.HealthChecks > 0 ? $"Nothing but health checks ({log.HealthChecks}), and no error: no client's request arrived, or requests are not logged."
                : "No request and no error in a format that is known: either none arrived, or they are not logged.") + older + Limits;
        }

        string requests = log.Requests == 0 ? "No request of a client is logged." : $"{log.Requests} request{(log.Requests == 1 ? "" : "s")} of clients, {log.ServerErrors} answered 5xx.";
        if (log.ErrorLines == 0 && log.ServerErrors == 0)
            return $"{requests} No error: that proves only that what arrived was fine.{older}{Limits}";
        string errors = log.ErrorLines == 0 ? "" : $" {log.ErrorLines} error line{(log.ErrorLines == 1 ? "" : "s")}"
            + (log.TlsErrors > 0 ? $", {log.TlsErrors} of TLS (a load balancer's TCP check that hangs up looks like that as well)" : "") + ".";
        return requests + errors + older + Limits;
    }

    // 2026-11-22T19:31:59.123456789Z text
    private static (DateTime? Time, string Line) SplitTime(string line)
    {
        int blank = line.IndexOf(' ', StringComparison.Ordinal);
        if (blank is < 20 or > 40 || line[4] != '-' || line[10] != 'T')
            return (null, line);
        string text = line[..blank];
        int fraction = text.IndexOf('.', StringComparison.Ordinal);
        int end = text.AsSpan(19).IndexOfAny('Z', '+', '-') + 19;
        // Nine digits of a second; .NET reads seven.
        if (fraction == 19 && end - fraction > 8)
            text = string.Concat(text.AsSpan(0, fraction + 8), text.AsSpan(end));
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? (time.UtcDateTime, line[(blank + 1)..]) : (null, line);
    }

    private sealed class Shape(string text)
    {
        private DateTime? _last;

        public string Text => text;

        public int Count { get; private set; }

        public DateTime? First { get; init; }

        public void Add(DateTime? time)
        {
            Count++;
            _last = time ?? _last;
        }

        public override string ToString() => (First, _last) switch
        {
            (null, _) or (_, null) => $"{Count} x {text}",
            ({ } only, _) when Count == 1 => $"1 x {text} ({At(only)})",
            ({ } first, { } last) => $"{Count} x {text} (first {At(first)}, last {At(last)})",
        };

        private static string At(DateTime time) => time.ToString("u", CultureInfo.InvariantCulture);
    }
}
