using System.Globalization;
using System.IO.Enumeration;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Topology.Map;

/// <summary>A target group that a listener can choose.</summary>
/// <param name="GroupArn">The group.</param>
/// <param name="Rule">The rules that choose it, in words.</param>
/// <param name="Weight">Its share of such a rule's requests; null where the rules differ in it.</param>
/// <param name="Share">Its share of all requests for the name; null where that depends on what else is asked for.</param>
/// <param name="Applies">Whether requests for the name can meet such a rule.</param>
internal sealed record GroupChoice(string GroupArn, string Rule, double? Weight, double? Share, bool Applies);

/// <summary>What a listener can do with a connection.</summary>
/// <param name="Groups">The groups that it can choose.</param>
/// <param name="Other">What it does where it forwards to none, for example "redirect"; null where every rule forwards.</param>
/// <param name="Unread">Why its rules are not known; null where they are.</param>
internal sealed record ListenerChoices(IReadOnlyList<GroupChoice> Groups, string? Other, string? Unread)
{
    /// <summary>Reads the rules of a listener, for requests for one name or, with null, for any.</summary>
    public static ListenerChoices Of(SnapshotIndex index, Listener listener, string? balancerType, string? hostName)
    {
        string? unread = null;
        Rule[]? rules = listener.ListenerArn is { } arn ? index.Rules.GetValueOrDefault(arn) : null;
        // Only application load balancers have rules beside the default action.
        SnapshotGap? gap = index.Gaps.Of(index.CloudOf(listener.ListenerArn), "DescribeRules", listener.ListenerArn);
        if (balancerType == "application" && rules is null)
            unread = GapIndex.Words("the rules of the listener were", gap) + "; only its default action is shown";
        else if (balancerType == "application" && gap is not null)
            unread = $"the list of the listener's rules is not whole {GapIndex.Why(gap)}";
        if (rules is not { Length: > 0 })
            rules = [new Rule { Priority = "default", IsDefault = true, Actions = listener.DefaultActions }];

        List<ReadRule> read = Read(rules, hostName);
        ReadRule[] possible = [.. read.Where(rule => rule.Applies)];
        var groups = read.SelectMany(rule => rule.Weights.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(group => Choice(group, read, possible, known: unread is null)).ToList();
        string[] others = [.. possible.Where(rule => rule.Weights.Count == 0).Select(rule => $"{rule.Words}: {rule.Does}")];
        return new(groups, others.Length == 0 ? null : string.Join("; ", others), unread);
    }

    private static GroupChoice Choice(string group, List<ReadRule> rules, ReadRule[] possible, bool known)
    {
        ReadRule[] choosing = [.. rules.Where(rule => rule.Weights.ContainsKey(group))];
        bool applies = choosing.Any(rule => rule.Applies);
        return new(
            group,
            string.Join("; ", choosing.Select(rule => rule.Words)),
            Same(choosing, group),
            applies ? known ? Same(possible, group) : null : 0,
            applies);
    }

    private static double? Same(ReadRule[] rules, string group)
    {
        double[] weights = [.. rules.Select(rule => rule.Weights.GetValueOrDefault(group)).Distinct()];
        return weights is [var one] ? one : null;
    }

    private static List<ReadRule> Read(Rule[] rules, string? hostName)
    {
        bool taken = false;
        var read = new List<ReadRule>(rules.Length);
        foreach (Rule rule in rules.OrderBy(Priority).ThenBy(rule => rule.RuleArn, StringComparer.Ordinal))
        {
            (bool may, bool must) = Matches(rule, hostName);
            // A rule that takes every request for the name leaves none for those after it.
            read.Add(new ReadRule(Words(rule), Weights(rule), Does(rule), may && !taken));
            taken |= must;
        }

        return read;
    }

    private static (bool May, bool Must) Matches(Rule rule, string? hostName)
    {
        bool must = true;
        foreach (RuleCondition condition in rule.Conditions)
        {
            string[] hosts = Values(condition);
            if (condition.Field != "host-header" || hostName is null || hosts.Length == 0)
                must = false;
            else if (!hosts.Any(host => IsLike(hostName, host)))
                return (false, false);
        }

        return (true, must);
    }

    // The same two wildcards, * and ?, as a file name's simple expression has.
    private static bool IsLike(string hostName, string pattern) => FileSystemName.MatchesSimpleExpression(pattern, hostName.TrimEnd('.'), ignoreCase: true);

    private static int Priority(Rule rule) => int.TryParse(rule.Priority, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : int.MaxValue;

    private static Dictionary<string, double> Weights(Rule rule)
    {
        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        if (rule.Actions.FirstOrDefault(action => action.Type == "forward") is not { } forward)
            return weights;
        TargetGroupTuple[] tuples = forward.ForwardConfig?.TargetGroups is { Length: > 0 } several ? several : [new TargetGroupTuple { TargetGroupArn = forward.TargetGroupArn }];
        double sum = tuples.Sum(tuple => (double)(tuple.Weight ?? 1));
        foreach (TargetGroupTuple tuple in tuples)
        {
            if (tuple.TargetGroupArn is { } group)
                weights[group] = weights.GetValueOrDefault(group) + (sum > 0 ? (tuple.Weight ?? 1) / sum : 0);
        }

        return weights;
    }

    private static string Does(Rule rule) => SafeText.Escape(rule.Actions.LastOrDefault()?.Type) ?? "nothing";

    private static string Words(Rule rule)
    {
        if (rule.IsDefault == true || rule.Priority is "default" or null)
            return "default";
        string conditions = string.Join(", ", rule.Conditions.Select(condition => $"{Name(condition)} {string.Join(" or ", Values(condition))}".TrimEnd()));
        return SafeText.Escape($"{rule.Priority}: {conditions}")!;
    }

    private static string Name(RuleCondition condition) => condition.Field switch
    {
        "host-header" => "host",
        "path-pattern" => "path",
        "http-header" => $"header {condition.HttpHeaderConfig?.HttpHeaderName}",
        "query-string" => "query",
        "http-request-method" => "method",
        "source-ip" => "from",
        var other => other ?? "",
    };

    private static string[] Values(RuleCondition condition) => condition.Field switch
    {
        "host-header" when condition.HostHeaderConfig is { Values.Length: > 0 } config => config.Values,
        "path-pattern" when condition.PathPatternConfig is { Values.Length: > 0 } config => config.Values,
        "http-header" when condition.HttpHeaderConfig is { } config => config.Values,
        "http-request-method" when condition.HttpRequestMethodConfig is { } config => config.Values,
        "source-ip" when condition.SourceIpConfig is { } config => config.Values,
        "query-string" when condition.QueryStringConfig is { } config => [.. config.Values.Select(pair => pair.Key is null ? pair.Value ?? "" : $"{pair.Key}={pair.Value}")],
        _ => condition.Values,
    };

    private sealed record ReadRule(string Words, Dictionary<string, double> Weights, string Does, bool Applies);
}
