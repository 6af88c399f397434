using System.Globalization;
using System.Net;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Core.Tests.Reachability.Policies;

/// <summary>
/// What the page on network policies says, a second time and slowly: what each rule allows is written out as a set of (address, protocol, port), over every address,
/// protocol and port that there is, and the union of all is asked. It shares nothing with the evaluator but the records.
/// </summary>
internal sealed class NaivePolicies(NetworkPolicy[] policies, Pod[] pods, Dictionary<string, Dictionary<string, string>> namespaces, string[] addresses, int[] ports)
{
    private static readonly string[] s_protocols = ["TCP", "UDP", "SCTP"];

    /// <summary>Null where no policy selects the pod; else everything that may connect to it, or that it may connect to.</summary>
    public HashSet<(string Address, string Protocol, int Port)>? AllowedOf(Pod pod, bool ingress)
    {
        NetworkPolicy[] selecting = [.. policies.Where(policy => policy.Metadata!.Namespace == pod.Metadata!.Namespace && Types(policy.Spec!).Contains(ingress ? "Ingress" : "Egress") && Selects(policy.Spec!.PodSelector!, pod.Metadata.Labels))];
        if (selecting.Length == 0)
            return null;
        var allowed = new HashSet<(string, string, int)>();
        foreach (NetworkPolicy policy in selecting)
        {
            var rules = ingress ? policy.Spec!.Ingress.Select(rule => (Peers: rule.From, rule.Ports)) : policy.Spec!.Egress.Select(rule => (Peers: rule.To, rule.Ports));
            foreach ((NetworkPolicyPeer[] peers, NetworkPolicyPort[] rulePorts) in rules)
            {
                foreach (string address in Addresses(peers, policy.Metadata!.Namespace!))
                {
                    foreach ((string protocol, int port) in Ports(rulePorts, ingress ? pod : pods.FirstOrDefault(other => other.Status!.PodIP == address)))
                        allowed.Add((address, protocol, port));
                }
            }
        }

        return allowed;
    }

    private static List<string> Types(NetworkPolicySpec spec)
    {
        if (spec.PolicyTypes.Length > 0)
            return [.. spec.PolicyTypes];
        List<string> types = ["Ingress"];
        if (spec.Egress.Length > 0)
            types.Add("Egress");
        return types;
    }

    private IEnumerable<string> Addresses(NetworkPolicyPeer[] peers, string ownNamespace)
    {
        if (peers.Length == 0)
            return addresses;
        var all = new HashSet<string>();
        foreach (NetworkPolicyPeer peer in peers)
        {
            if (peer.IpBlock is { } block)
            {
                all.UnionWith(addresses.Where(address => In(address, block.Cidr!) && !block.Except.Any(except => In(address, except))));
                continue;
            }

            foreach (Pod pod in pods)
            {
                string of = pod.Metadata!.Namespace!;
                bool namespaceFits = peer.NamespaceSelector is null ? of == ownNamespace : Selects(peer.NamespaceSelector, namespaces[of]);
                bool podFits = peer.PodSelector is null || Selects(peer.PodSelector, pod.Metadata.Labels);
                if (namespaceFits && podFits)
                    all.Add(pod.Status!.PodIP!);
            }
        }

        return all;
    }

    private IEnumerable<(string, int)> Ports(NetworkPolicyPort[] rules, Pod? destination)
    {
        foreach (string protocol in s_protocols)
        {
            foreach (int port in ports)
            {
                if (rules.Length == 0)
                    yield return (protocol, port);
                foreach (NetworkPolicyPort rule in rules.Where(rule => rule.Protocol == protocol || (rule.Protocol is null && protocol == "TCP")))
                {
                    int[] meant = rule.Port is null ? ports
                        : int.TryParse(rule.Port, CultureInfo.InvariantCulture, out int number) ? (rule.EndPort is { } end ? [.. Enumerable.Range(number, end - number + 1)] : [number])
                        : destination is null ? []
                        : [.. from container in destination.Spec!.Containers from named in container.Ports where named.Name == rule.Port && (named.Protocol ?? "TCP") == protocol select named.Number!.Value];
                    if (meant.Contains(port))
                        yield return (protocol, port);
                }
            }
        }
    }

    private static bool Selects(LabelSelector selector, IReadOnlyDictionary<string, string> labels) =>
        selector.MatchLabels.All(wanted => labels.Any(label => label.Key == wanted.Key && label.Value == wanted.Value))
        && selector.MatchExpressions.All(expression =>
        {
            bool there = labels.ContainsKey(expression.Key!);
            bool among = there && expression.Values.Contains(labels[expression.Key!]);
            return expression.Operator switch { "In" => among, "NotIn" => !among, "Exists" => there, _ => !there };
        });

    // Bit by bit.
    private static bool In(string address, string cidr)
    {
        string[] parts = cidr.Split('/');
        byte[] left = IPAddress.Parse(address).GetAddressBytes(), right = IPAddress.Parse(parts[0]).GetAddressBytes();
        return left.Length == right.Length && Enumerable.Range(0, int.Parse(parts[1], CultureInfo.InvariantCulture)).All(bit => ((left[bit / 8] ^ right[bit / 8]) & (128 >> (bit % 8))) == 0);
    }
}
