using TlsPathTools.Comparison;
using TlsPathTools.Core.Tests.Topology;

namespace TlsPathTools.Core.Tests.Comparison;

public class SiblingNumbersTests
{
    [Fact]
    public void What_stands_out_is_named_with_by_how_much()
    {
        var fleet = new Fleet(9);
        Restarts(fleet, 4, 17);
        NodeConfigComparison row = fleet.Compare("KubeProxyRestarts", faulty: 0);
        Assert.Equal(["node-4"], row.Outliers);
        Assert.Equal(["17, 17 more than the median of 0"], row.Deviations);
        Assert.Equal("node-4: 17, 17 more than the median of 0.", row.Detail);
    }

    [Fact]
    public void Numbers_that_vary_everywhere_differ_and_none_stands_out()
    {
        var fleet = new Fleet(9);
        for (int i = 0; i < 9; i++)
            Restarts(fleet, i, i);
        NodeConfigComparison row = fleet.Compare("KubeProxyRestarts");
        Assert.False(row.Same);
        Assert.Empty(row.Outliers);
        Assert.Equal("node-0: 0; node-8: 8; 4 in the middle.", row.Detail);
    }

    [Fact]
    public void Ages_within_what_is_usual_are_the_same()
    {
        var fleet = new Fleet(3);
        fleet.ChangeInstance(0, one => one with { LaunchTime = Sample.Now.AddDays(-13) });
        Assert.True(fleet.Compare("InstanceAge").Same);
        fleet.ChangeInstance(0, one => one with { LaunchTime = Sample.Now.AddDays(-40) });
        NodeConfigComparison row = fleet.Compare("InstanceAge");
        Assert.False(row.Same);
        Assert.Contains("node-0: 40 days, 30 days more than the median of 10 days", row.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_nodes_have_no_norm_so_both_numbers_are_shown_and_none_is_an_outlier()
    {
        var fleet = new Fleet(2);
        Restarts(fleet, 0, 17);
        NodeConfigComparison row = fleet.Compare("KubeProxyRestarts");
        Assert.Equal((false, true), (row.Same, row.LinesUpWithFault));
        Assert.Empty(row.Outliers);
        Assert.Equal("node-1: 0; node-0: 17.", row.Detail);
    }

    [Fact]
    public void Halves_that_lie_apart_line_up_though_no_median_tells_them_apart()
    {
        var fleet = new Fleet(6);
        for (int i = 0; i < 3; i++)
            Restarts(fleet, i, 40 + i);
        NodeConfigComparison row = fleet.Compare("KubeProxyRestarts", faulty: 3);
        Assert.True(row.LinesUpWithFault);
        Assert.Equal(0.1, row.ChanceOfAccident!.Value, 12);
        Restarts(fleet, 5, 41);
        Assert.False(fleet.Compare("KubeProxyRestarts", faulty: 3).LinesUpWithFault);
    }

    [Theory]
    [InlineData(new double[] { 1, 2 }, new double[] { 9, 10 }, true)]
    [InlineData(new double[] { 9, 10 }, new double[] { 1, 2 }, true)]
    [InlineData(new double[] { 1, 9 }, new double[] { 10, 11 }, false)]
    [InlineData(new double[] { 1, 5 }, new double[] { 4, 11 }, false)]
    public void Groups_lie_apart_by_more_than_they_are_wide(double[] some, double[] others, bool apart) =>
        Assert.Equal(apart, new SiblingNumbers(some.Concat(others), slack: 0, ratio: 0).LieApart(some, others));

    private static void Restarts(Fleet fleet, int i, int count) => fleet.Pods[i] = fleet.Pods[i] with
    {
        Status = fleet.Pods[i].Status! with { ContainerStatuses = [fleet.Pods[i].Status!.ContainerStatuses[0] with { RestartCount = count }] },
    };
}
