using TlsPathTools.Lab;
using TlsPathTools.Topology;

namespace TlsPathTools.Connections.Tests.Robustness;

/// <summary>A machine whose clock is off by more than AWS takes.</summary>
public class ClockTests
{
    [Theory, InlineData(20), InlineData(-20)]
    public async Task A_clock_that_is_off_is_corrected_by_what_AWS_says_or_named(int minutes)
    {
        await using HardLab lab = await HardLab.StartAsync(options: new LabOptions { Time = new Shifted(TimeSpan.FromMinutes(minutes)) });
        Seen seen = await lab.ReadAsync();
        // EC2's word for it is that of credentials which have expired: then both are said.
        Assert.All(seen.Gaps, gap => Assert.True(gap.Kind == GapKind.ClockSkew || (gap.Operation.StartsWith("ec2:", StringComparison.Ordinal) && gap.Kind == GapKind.BadCredentials), $"{gap.Kind} {gap}"));
        Assert.All(seen.Gaps, gap => Assert.Contains("clock", gap.Reason + gap.Advice, StringComparison.Ordinal));
        TestContext.Current.TestOutputHelper?.WriteLine($"{minutes} min: {seen.Gaps.Length} gaps, {seen.Rows.Count} rows");
        Assert.True(seen.Gaps.Length > 0 || seen.Rows.Count == 4);
        // kube-proxies are judged by their nodes' clocks, not by ours.
        Assert.DoesNotContain(seen.KubeProxies, row => row.SyncState is SyncState.Stale or SyncState.Failing);
    }

    private sealed class Shifted(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
