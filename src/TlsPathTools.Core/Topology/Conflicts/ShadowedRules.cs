using System.Globalization;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Topology.Conflicts;

/// <summary>Rules of a listener that can never apply, because one before them takes every request that they would.</summary>
internal sealed class ShadowedRules(KnownLoadBalancers balancers, FailingAddressOwners owners)
{
    // A listener has at most 100 rules unless the quota was raised; pairs are compared.
    private const int MostRules = 500;

    public IEnumerable<LoadBalancerConflict> Of(CloudState cloud)
    {
        var listeners = cloud.Listeners.DistinctBy(one => one.ListenerArn, StringComparer.Ordinal).ToDictionary(one => one.ListenerArn ?? "", StringComparer.Ordinal);
        foreach (ListenerRules rules in cloud.Rules)
        {
            Listener? listener = listeners.GetValueOrDefault(rules.ListenerArn);
            Rule[] ordered = [.. rules.Rules.Where(rule => Priority(rule) is not null).OrderBy(Priority).Take(MostRules)];
            for (int later = 1; later < ordered.Length; later++)
            {
                Rule? first = ordered.Take(later).FirstOrDefault(earlier => TakesAll(earlier, ordered[later]));
                if (first is not null && !SameActions(first, ordered[later]))
                    yield return Row(first, ordered[later], listener);
            }
        }
    }

    private LoadBalancerConflict Row(Rule first, Rule shadowed, Listener? listener)
    {
        KnownLoadBalancer? balancer = balancers.ByArn(listener?.LoadBalancerArn);
        string? host = shadowed.Conditions.Where(condition => condition.Field == "host-header").SelectMany(Values).FirstOrDefault();
        return owners.Complete(
            new LoadBalancerConflict
            {
                ConflictKind = LoadBalancerConflictKind.ShadowedRule,
                Claimants = [SafeText.Escape($"rule {first.Priority}")!, SafeText.Escape($"rule {shadowed.Priority}")!],
                LoadBalancerArn = SafeText.Escape(listener?.LoadBalancerArn),
                LoadBalancerName = SafeText.Escape(balancer?.Name),
                Port = listener?.Port,
                HostName = SafeText.Escape(host),
                Path = SafeText.Escape(shadowed.Conditions.Where(condition => condition.Field == "path-pattern").SelectMany(Values).FirstOrDefault()),
                TargetGroupArn = SafeText.Escape(shadowed.Actions.Select(action => action.TargetGroupArn ?? action.ForwardConfig?.TargetGroups.FirstOrDefault()?.TargetGroupArn).FirstOrDefault(arn => arn is not null)),
                Detail = SafeText.Escape($"Rule {shadowed.Priority} can never apply: rule {first.Priority} comes first and takes every request that it would, to something else.", 500)!,
                TouchesTraffic = true,
            },
            balancer is null ? [] : [balancer],
            complete: balancer is not null);
    }

    private static int? Priority(Rule rule) => int.TryParse(rule.Priority, NumberStyles.None, CultureInfo.InvariantCulture, out int priority) ? priority : null;

    // Every condition of the earlier one is met by whatever meets the later one.
    private static bool TakesAll(Rule earlier, Rule later) => earlier.Conditions.Length > 0
        && Array.TrueForAll(earlier.Conditions, wide => Array.Exists(later.Conditions, narrow => IsWider(wide, narrow)));

    private static bool IsWider(RuleCondition wide, RuleCondition narrow)
    {
        if (wide.Field != narrow.Field || wide.HttpHeaderConfig?.HttpHeaderName != narrow.HttpHeaderConfig?.HttpHeaderName)
            return false;
        // Whether a pattern covers a regular expression is nothing that is decided here.
        if ((narrow.HostHeaderConfig?.RegexValues ?? narrow.PathPatternConfig?.RegexValues ?? narrow.HttpHeaderConfig?.RegexValues) is { Length: > 0 })
            return false;
        string[] all = [.. Values(wide)];
        StringComparison comparison = wide.Field is "host-header" ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        bool patterns = wide.Field is "host-header" or "path-pattern" or "http-header";
        string[] some = [.. Values(narrow)];
        return all.Length > 0 && some.Length > 0 && Array.TrueForAll(some, value => Array.Exists(all, pattern => patterns ? Wildcards.Covers(pattern, value, comparison) : pattern == value));
    }

    private static IEnumerable<string> Values(RuleCondition condition) =>
        condition.HostHeaderConfig?.Values ?? condition.PathPatternConfig?.Values ?? condition.HttpHeaderConfig?.Values ?? condition.HttpRequestMethodConfig?.Values
        ?? condition.SourceIpConfig?.Values ?? condition.QueryStringConfig?.Values.Select(pair => $"{pair.Key}={pair.Value}") ?? condition.Values;

    private static bool SameActions(Rule one, Rule other) => Signature(one) == Signature(other);

    private static string Signature(Rule rule) => string.Join(';', rule.Actions.Select(action => string.Join(',',
        action.Type, action.ForwardConfig is { TargetGroups.Length: > 0 } forward ? string.Join('+', forward.TargetGroups.Select(group => $"{group.TargetGroupArn}={group.Weight}")) : action.TargetGroupArn,
        action.RedirectConfig, action.FixedResponseConfig)));
}

/// <summary>Patterns with * and ?.</summary>
internal static class Wildcards
{
    /// <summary>
    /// Whether whatever the second pattern matches, the first does too: the first is matched against the text of the second, whose * only a * can take.
    /// Two patterns that cover one another in a cleverer way are called different, which is the safe side here.
    /// </summary>
    public static bool Covers(string wide, string narrow, StringComparison comparison)
    {
        int w = 0, n = 0, star = -1, resume = 0;
        while (n < narrow.Length)
        {
            if (w < wide.Length && wide[w] == '*')
            {
                star = w++;
                resume = n;
            }
            else if (w < wide.Length && narrow[n] != '*' && (wide[w] == '?' || (narrow[n] != '?' && string.Compare(wide, w, narrow, n, 1, comparison) == 0)))
            {
                w++;
                n++;
            }
            else if (star >= 0)
            {
                w = star + 1;
                n = ++resume;
            }
            else
            {
                return false;
            }
        }

        while (w < wide.Length && wide[w] == '*')
            w++;
        return w == wide.Length;
    }
}
