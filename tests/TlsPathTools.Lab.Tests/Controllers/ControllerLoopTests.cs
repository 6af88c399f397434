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
    public async Task A_thousand_nodes_start_within_the_budget_and_idle_at_little_cost()
    {
        LabWorld world = Worlds.Build(BigWorld.Scenario());
        world.DataPlane = new RecordingPlane();
        var watch = Stopwatch.StartNew();
        await using ControllerLoop loop = await ControllerLoop.StartAsync(world, CancellationToken.None);
        watch.Stop();
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"It took {watch.Elapsed}.");

        await Task.Delay(1500);
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        await Task.Delay(1000);
        TimeSpan used = Process.GetCurrentProcess().TotalProcessorTime - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"start {watch.Elapsed.TotalMilliseconds:f0} ms, idle {used.TotalMilliseconds:f0} ms a second, log {string.Join("; ", world.Log.Entries.Take(5))}");
    }
}
