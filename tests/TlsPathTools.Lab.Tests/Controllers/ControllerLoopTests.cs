using System.Diagnostics;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Controllers;
using TlsPathTools.Lab.Tests.World;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Tests.Controllers;

public class ControllerLoopTests
{
    [Fact]
    public async Task What_runs_at_the_start_is_started()
    {
        await using RunningWorld world = await RunningWorld.StartAsync();

        Assert.Equal([Worlds.NodeA, Worlds.NodeB], world.Plane.Nodes.Keys.Order());
        Assert.Equal([Worlds.NodeA, Worlds.NodeB], world.Plane.Proxies.Keys.Order());
        Assert.Equal(world.Pods("web").Select(KubeObject.Uid).Order(), world.Plane.Open.Keys.Order());
        Assert.All(world.Plane.Open.Values, pod => Assert.Equal("web", pod.Workload!.Name));
    }

    [Fact]
    public async Task A_world_in_which_nothing_happens_stays_as_it_is()
    {
        await using RunningWorld world = await RunningWorld.StartAsync();
        long before = world.Store.Version;
        await Task.Delay(500);

        Assert.Empty(world.Store.ChangesAfter(before, out _).Select(change => $"{change.Type} {change.Kind.Kind} {KubeObject.Name(change.Object)}"));
        Assert.All(world.Group.Targets, target => Assert.True(target.IsRegistered));
    }

    [Fact]
    public async Task It_runs_without_a_data_plane()
    {
        LabWorld world = Worlds.Build(Worlds.TwoNodes with { Timings = RunningWorld.Quick });
        await using ControllerLoop loop = await ControllerLoop.StartAsync(world, CancellationToken.None);

        Assert.NotNull(loop);
    }

    [Fact]
    public async Task It_runs_without_a_cluster()
    {
        LabWorld world = Worlds.Build(Worlds.TwoNodes with { Cluster = null, Timings = RunningWorld.Quick });
        await using ControllerLoop loop = await ControllerLoop.StartAsync(world, CancellationToken.None);
        await Task.Delay(100);

        Assert.Empty(world.Log.Entries);
    }

    [Fact]
    public async Task A_thousand_nodes_start_within_the_budget_and_then_nothing_is_written_for_them()
    {
        LabWorld world = Worlds.Build(BigWorld.Scenario());
        var plane = new RecordingPlane();
        world.DataPlane = plane;
        long before = world.Cluster.Version;
        var watch = Stopwatch.StartNew();
        await using ControllerLoop loop = await ControllerLoop.StartAsync(world, CancellationToken.None);
        watch.Stop();

        Assert.Equal((1000, 1000, 1000), (plane.Nodes.Count, plane.Proxies.Count, plane.Open.Count));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"It took {watch.Elapsed}.");
        await Task.Delay(1000);
        Assert.Equal(before, world.Cluster.Version);
        Assert.Empty(world.Log.Entries);
        TestContext.Current.TestOutputHelper?.WriteLine($"{watch.Elapsed.TotalMilliseconds:f0} ms");
    }

    [Fact]
    public async Task After_its_end_nothing_changes_any_more()
    {
        RunningWorld world = await RunningWorld.StartAsync();
        await world.DisposeAsync();
        world.Delete(world.PodOn("web", Worlds.NodeA));
        long before = world.Store.Version;
        await Task.Delay(200);

        Assert.Equal(before, world.Store.Version);
    }
}
