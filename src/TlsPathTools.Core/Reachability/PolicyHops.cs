using System.Globalization;
using System.Net;
using TlsPathTools.Reachability.Policies;
using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Reachability;

/// <summary>What network policies add to a hop that ends at pods.</summary>
internal sealed class PolicyHops(PathSnapshot snapshot)
{
    private readonly Dictionary<ClusterIndex, PodPolicies> _policies = [];
    private readonly Dictionary<(ClusterIndex, string?), string[]?> _labels = [];

    /// <summary>What policies can tell pods of a namespace apart by: pods that are alike here are alike for all of them.</summary>
    public string KindOf(ClusterIndex cluster, string? @namespace, Pod? pod) => LabelsOf(cluster, @namespace) switch
    {
        null => "",
        _ when pod is null => "?",
        var keys => string.Join(' ', keys.Select(key => $"{key}={pod.Metadata?.Labels.GetValueOrDefault(key)}")),
    };

    /// <summary>The hop with what policies say of its pods: one of each kind, and how many are like it.</summary>
    public ReachabilityCheck With(ReachabilityCheck check, ClusterIndex cluster, IReadOnlyList<(Pod? Pod, int Port, int Count)> pods, PolicyPeer peer)
    {
        if (check.Reachability is ReachabilityVerdict.Denied || pods.Count == 0)
            return check;
        if (LabelsOf(cluster, check.Namespace) is null)
            return check with { Controls = [.. check.Controls, $"request: network policies: none is in {check.Namespace}"] };
        if (pods.Any(one => one.Pod is null))
            return Unknown(check, "the pods, by whose labels network policies select them");
        if (!_policies.TryGetValue(cluster, out PodPolicies? policies))
            _policies[cluster] = policies = new PodPolicies(cluster.State, snapshot.Gaps);
        (PolicyJudgement Judgement, int Count)[] judged = [.. pods.Select(one => (policies.Judge(one.Pod!, new PolicyPacket(peer, "TCP", one.Port)), one.Count))];
        string[] caveats = [.. judged.Select(one => one.Judgement.Caveat).OfType<string>().Distinct(StringComparer.Ordinal)];
        check = check with { Notes = caveats.Length == 0 ? check.Notes : [.. check.Notes, .. caveats], Controls = [.. check.Controls, .. judged.Select(one => $"request: network policies: {one.Judgement.Reason}").Distinct(StringComparer.Ordinal)] };
        int total = judged.Sum(one => one.Count);
        int denied = judged.Where(one => one.Judgement.State is PolicyState.Denied).Sum(one => one.Count);
        if (denied > 0)
            return Denied(check, judged.First(one => one.Judgement.State is PolicyState.Denied).Judgement, denied, total);
        return Array.Find(judged, one => one.Judgement.State is PolicyState.Unknown).Judgement is { } open && check.Reachability is ReachabilityVerdict.Allowed ? Unknown(check, open.Reason) : check;
    }

    /// <summary>The address of whoever is one alone; null for a range.</summary>
    public static IPAddress? AddressOf(AddressRange addresses) => addresses.IsOne && IPAddress.TryParse($"{addresses}", out IPAddress? address) ? address : null;

    private static ReachabilityCheck Denied(ReachabilityCheck check, PolicyJudgement judgement, int denied, int total) => check with
    {
        Reachability = denied == total ? ReachabilityVerdict.Denied : ReachabilityVerdict.Partial,
        DecidedBy = string.Join(", ", judgement.Policies),
        Rule = judgement.Reason,
        OnlyAnswer = false,
        Reason = $"{(denied == total ? "Stopped" : "Some connections are stopped")} by network policy {string.Join(", ", judgement.Policies)}: {judgement.Reason}.",
        SmallestChange = judgement.SmallestChange,
        Notes = denied == total ? check.Notes : [.. check.Notes, string.Create(CultureInfo.InvariantCulture, $"Of {total} pods that a flow can go to, network policies keep {denied} out of reach: that share of its connections fails.")],
    };

    private static ReachabilityCheck Unknown(ReachabilityCheck check, string missing) => check with
    {
        Reachability = ReachabilityVerdict.Unknown,
        Reason = $"Security groups, network ACLs and routes allow it. Not known: {missing}.",
    };

    // The labels that the policies of a namespace select by; null where all of it was read, and it has none.
    private string[]? LabelsOf(ClusterIndex cluster, string? @namespace)
    {
        if (_labels.TryGetValue((cluster, @namespace), out string[]? keys))
            return keys;
        NetworkPolicy[] policies = [.. cluster.State.NetworkPolicies.Where(policy => policy.Metadata?.Namespace == @namespace)];
        keys = policies.Length == 0 && cluster.State.NetworkPolicyNamespaces.Contains(@namespace, StringComparer.Ordinal) ? null :
        [
            .. policies.Select(policy => policy.Spec?.PodSelector).OfType<LabelSelector>()
                .SelectMany(selector => selector.MatchLabels.Keys.Concat(selector.MatchExpressions.Select(expression => expression.Key).OfType<string>()))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        return _labels[(cluster, @namespace)] = keys;
    }
}
