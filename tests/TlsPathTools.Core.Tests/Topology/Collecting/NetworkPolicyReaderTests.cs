using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Collecting;

namespace TlsPathTools.Core.Tests.Topology.Collecting;

public class NetworkPolicyReaderTests
{
    private static readonly NetworkPolicy[] s_policies =
    [
        new() { Metadata = new ObjectMeta { Name = "deny", Namespace = "n0" }, Spec = new NetworkPolicySpec() },
        new() { Metadata = new ObjectMeta { Name = "elsewhere", Namespace = "other" }, Spec = new NetworkPolicySpec { Ingress = [new() { From = [new() { NamespaceSelector = new LabelSelector() }] }] } },
    ];

    [Theory]
    [InlineData(3, "n0/deny", "List networkpolicies.networking.k8s.io 3")]
    [InlineData(6, "n0/deny", "List networkpolicies.networking.k8s.io 1")]
    [InlineData(0, "", "")]
    public async Task Few_namespaces_are_read_by_themselves_and_many_at_once(int namespaces, string policies, string calls)
    {
        (IClusterReader reader, CountingReader counts) = CountingReader.Make<IClusterReader>();
        counts.Answer("List networkpolicies.networking.k8s.io", arguments => s_policies.Where(policy => arguments[1] is null || policy.Metadata!.Namespace == (string)arguments[1]!));

        NetworkPolicyReading reading = await new NetworkPolicyReader(reader, new GapList()).ReadAsync(Names(namespaces), TestContext.Current.CancellationToken);

        Assert.Equal((policies, calls), (string.Join(',', reading.Policies.Select(policy => $"{policy}")), string.Join(',', counts.Calls)));
        Assert.Equal(Names(namespaces), reading.WholeNamespaces);
    }

    // A refusal is a gap, and the namespace is none of those that were read.
    [Theory]
    [InlineData(2, 1)]
    [InlineData(6, 0)]
    public async Task A_namespace_whose_list_was_refused_is_not_one_without_policies(int namespaces, int whole)
    {
        var gaps = new GapList();
        (IClusterReader reader, CountingReader counts) = CountingReader.Make<IClusterReader>();
        counts.Answer("List networkpolicies.networking.k8s.io", arguments => new Reading<NetworkPolicy>([], arguments[1] is null or "n1" ? Refusal(arguments[1]) : null));

        NetworkPolicyReading reading = await new NetworkPolicyReader(reader, gaps).ReadAsync(Names(namespaces), TestContext.Current.CancellationToken);

        Assert.Equal(whole == 1 ? ["n0"] : [], reading.WholeNamespaces);
        Assert.Equal("list networkpolicies.networking.k8s.io", Assert.Single(gaps.Gaps).Operation);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Namespaces_are_read_where_either_direction_selects_by_them(bool ingress)
    {
        NetworkPolicyPeer[] peers = [new() { NamespaceSelector = new LabelSelector() }];
        NetworkPolicySpec spec = ingress ? new() { Ingress = [new() { From = peers }] } : new() { Egress = [new() { To = peers }] };
        (IClusterReader reader, CountingReader counts) = CountingReader.Make<IClusterReader>();
        counts.Answer("List networkpolicies.networking.k8s.io", _ => new[] { new NetworkPolicy { Metadata = new ObjectMeta { Name = "p", Namespace = "n0" }, Spec = spec } })
            .Answer("List namespaces", _ => new[] { new NamespaceMetadata { Metadata = new ObjectMeta { Name = "n0" } } });

        NetworkPolicyReading reading = await new NetworkPolicyReader(reader, new GapList()).ReadAsync(["n0"], TestContext.Current.CancellationToken);

        Assert.Equal("n0", Assert.Single(reading.Namespaces).Metadata!.Name);
    }

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(i => $"n{i}")];

    private static SnapshotGap Refusal(object? @namespace) => new()
    {
        Source = "c", Operation = "list networkpolicies.networking.k8s.io", Resource = (string?)@namespace, Kind = GapKind.Denied, Reason = "The caller may not.", TimeUtc = default,
    };
}
