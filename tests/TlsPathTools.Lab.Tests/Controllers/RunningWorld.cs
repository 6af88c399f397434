using System.Diagnostics;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Controllers;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.Tests.World;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Tests.Controllers;

/// <summary>A world whose controllers run, quickly.</summary>
internal sealed class RunningWorld : IAsyncDisposable
{
    /// <summary>Everything ten times as fast as the lab.</summary>
    public static LabTimings Quick { get; } = new()
    {
        PodStart = 0.05, PodStop = 0.05, InstanceLaunch = 0.1, NodeJoin = 0.1, NodeReady = 0.1, InstanceTermination = 0.2, NodeMonitorGrace = 0.3, Deregistration = 0.2, Reconcile = 0.3,
    };

    private RunningWorld(LabWorld world, RecordingPlane plane, ControllerLoop loop)
    {
        World = world;
        Plane = plane;
        Loop = loop;
    }

    public LabWorld World { get; }

    public ClusterStore Store => World.Cluster;

    public RecordingPlane Plane { get; }

    public ControllerLoop Loop { get; }

    public static async Task<RunningWorld> StartAsync(LabScenario? scenario = null)
    {
        LabWorld world = Worlds.Build((scenario ?? Worlds.TwoNodes) with { Timings = scenario?.Timings is { } own && own != new LabTimings() ? own : Quick });
        var plane = new RecordingPlane();
        world.DataPlane = plane;
        return new RunningWorld(world, plane, await ControllerLoop.StartAsync(world, CancellationToken.None));
    }

    /// <summary>Waits until something holds.</summary>
    public async Task<T> UntilAsync<T>(Func<T?> look, string what)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            T? seen;
            lock (World.Gate)
                seen = look();
            if (seen is not null and not false)
                return seen;
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15), $"Never: {what}. The log:\n{string.Join('\n', World.Log.Entries.Select(entry => $"{entry.When:HH:mm:ss.fff} {entry.Component}: {entry.Text}"))}");
            await Task.Delay(5);
        }
    }

    public IEnumerable<JsonObject> Pods(string app) => Store.List(ResourceKinds.Pods)
        .Where(pod => (KubeObject.Text(pod, "metadata", "labels", "app") ?? KubeObject.Text(pod, "metadata", "labels", "k8s-app")) == app);

    public IEnumerable<JsonObject> ReadyPods(string app) => Pods(app).Where(pod => KubeObject.Holds(pod, "Ready") && !KubeObject.IsTerminating(pod));

    public JsonObject PodOn(string app, string node) => Pods(app).Single(pod => NodeOf(pod) == node && !KubeObject.IsTerminating(pod));

    public static string NodeOf(JsonObject pod) => KubeObject.Text(pod, "spec", "nodeName") ?? "";

    /// <summary>Deletes a pod as the API does.</summary>
    public void Delete(JsonObject pod) => Store.Update(ResourceKinds.Pods, KubeObject.Namespace(pod), KubeObject.Name(pod), current =>
    {
        KubeObject.Metadata(current)["deletionTimestamp"] = KubeObject.Timestamp(World.Now.AddSeconds(30));
        KubeObject.Metadata(current)["deletionGracePeriodSeconds"] = 30;
    });

    public void Change(ResourceKind kind, string? @namespace, string name, Action<JsonObject> change) => Store.Update(kind, @namespace, name, change);

    public JsonObject Node(string name) => Store.Find(ResourceKinds.Nodes, null, name)!;

    public TargetGroup Group => World.Cloud.TargetGroups.Values.First();

    /// <summary>Everything that an object was since the world began, in order: what is true for a moment only is found here, however busy the machine is.</summary>
    public IReadOnlyList<JsonObject> History(ResourceKind kind, string name) =>
        [.. Store.ChangesAfter(0, out _).Where(change => change.Kind == kind && change.Type != StoreChangeType.Deleted && KubeObject.Name(change.Object) == name).Select(change => change.Object)];

    /// <summary>Ends an instance as TerminateInstances does.</summary>
    public void Terminate(string instanceId)
    {
        lock (World.Gate)
            World.Cloud.Instances[instanceId].State = "shutting-down";
    }

    public IEnumerable<JsonObject> Events(string reason) => Store.List(ResourceKinds.Events).Where(@event => KubeObject.Text(@event, "reason") == reason);

    /// <summary>Stops it. No controller may have failed.</summary>
    public async ValueTask DisposeAsync()
    {
        await Loop.DisposeAsync();
        Assert.DoesNotContain(World.Log.Entries, entry => entry.Component.StartsWith("controller:", StringComparison.Ordinal));
    }
}
