using TlsPathTools.Topology;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Connections.Tests.Robustness;

/// <summary>APIs that ask for fewer requests.</summary>
public sealed class ThrottledTests : IAsyncLifetime
{
    private HardLab _lab = null!;

    public async ValueTask InitializeAsync() => _lab = await HardLab.StartAsync();

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Fact]
    public async Task Now_and_then_is_waited_out_and_changes_nothing()
    {
        IReadOnlyList<TargetNode> quiet = (await _lab.ReadAsync()).Rows;
        _lab.Apis.Aws = new() { ThrottleShare = 0.25 };
        _lab.Apis.Kubernetes = new() { ThrottleShare = 0.1 };
        Seen seen = await _lab.ReadAsync();
        Assert.DoesNotContain(seen.Gaps, gap => gap.Operation.Contains(':', StringComparison.Ordinal));
        // At random: now and then one in a thousand is hit four times.
        Assert.True(seen.Gaps.Length <= 1, string.Join(" | ", seen.Gaps.Select(gap => $"{gap}")));
        if (seen.Gaps.Length == 0)
            Assert.Equal(quiet, seen.Rows);
    }

    [Fact]
    public async Task Without_end_by_AWS_is_a_gap_and_the_cluster_is_there()
    {
        _lab.Apis.Aws = new() { ThrottleShare = 1 };
        Seen seen = await _lab.ReadAsync();
        Assert.NotEmpty(seen.Gaps);
        Assert.All(seen.Gaps, gap => Assert.Equal((GapKind.Throttled, "AWS asked for fewer requests, and repeating it did not help."), (gap.Kind, gap.Reason)));
        Assert.All(seen.Balancers, row => Assert.Contains("throttled", row.Detail, StringComparison.Ordinal));
        Assert.Equal(2, Assert.Single(seen.Snapshot.Clusters).Nodes.Length);
    }

    [Fact]
    public async Task Without_end_by_the_cluster_is_a_gap_and_the_account_is_there()
    {
        _lab.Apis.Kubernetes = new() { ThrottleShare = 1 };
        Seen seen = await _lab.ReadAsync();
        Assert.NotEmpty(seen.Gaps);
        Assert.All(seen.Gaps, gap => Assert.Equal(GapKind.Throttled, gap.Kind));
        Assert.All(seen.Gaps, gap => Assert.StartsWith("The cluster asks for fewer requests, and waiting did not help", gap.Reason, StringComparison.Ordinal));
        Assert.Equal(4, seen.Rows.Count);
        Assert.All(seen.Rows, row => Assert.Equal((null, true), (row.NodeName, row.Reachable is not null)));
        Assert.All(seen.Rows, row => Assert.Contains(row.Notes, note => note.Contains("throttled", StringComparison.Ordinal)));
    }
}
