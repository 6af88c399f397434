using System.Globalization;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Topology.Conflicts;

/// <summary>All events of one reason about one object.</summary>
internal sealed record EventReport(Claim Claim, string Reason, string? Controller, int Count, DateTime? First, DateTime? Last, string[] Messages)
{
    private const int MostMessages = 5;

    /// <summary>Whether AWS refused a listener because there is one.</summary>
    public bool IsDuplicateListener => Array.Exists(Messages, message => message.Contains("DuplicateListener", StringComparison.Ordinal));

    /// <summary>The events of some reasons, those of one object and reason added up.</summary>
    public static IEnumerable<EventReport> Of(ClusterState cluster, Claims claims, IReadOnlySet<string> reasons) =>
        cluster.Events.Where(e => e.Reason is not null && reasons.Contains(e.Reason))
            .GroupBy(e => (e.Reason, e.InvolvedObject?.Kind, Namespace: e.InvolvedObject?.Namespace ?? e.Metadata?.Namespace, e.InvolvedObject?.Name))
            .Select(group => new EventReport(
                claims.Of(group.First()),
                group.Key.Reason!,
                group.Select(Controllers.OfEvent).FirstOrDefault(controller => controller is not null),
                group.Aggregate(0, (sum, e) => (int)Math.Min(int.MaxValue, (long)sum + ClusterEvents.CountOf(e))),
                group.Min(ClusterEvents.FirstOf),
                group.Max(ClusterEvents.LastOf),
                // The newest words; request ids make each another one.
                [.. group.OrderByDescending(ClusterEvents.LastOf).Select(e => e.Message).OfType<string>().Distinct(StringComparer.Ordinal).Take(MostMessages)]));

    /// <summary>"391 times, last at 2026-11-22 19:31:59Z".</summary>
    public static string Times(int count, DateTime? last) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} time{(count == 1 ? "" : "s")}{(last is { } when ? $", last at {when:u}" : "")}");

    /// <summary>The ARN of the load balancer that the words name; null where they name none.</summary>
    public string? BalancerArn()
    {
        foreach (string message in Messages)
        {
            int marker = message.IndexOf(":loadbalancer/", StringComparison.Ordinal);
            int start = marker < 0 ? -1 : message.LastIndexOf("arn:", marker, StringComparison.Ordinal);
            if (start < 0)
                continue;
            int end = marker + ":loadbalancer/".Length;
            while (end < message.Length && (char.IsAsciiLetterOrDigit(message[end]) || message[end] is '/' or '-' or '_' or '.'))
                end++;
            if (end - start < 512)
                return message[start..end].TrimEnd('.');
        }

        return null;
    }
}
