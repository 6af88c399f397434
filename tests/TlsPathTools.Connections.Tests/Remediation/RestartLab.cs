using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using TlsPathTools.Connections.Tests.Labs;
using TlsPathTools.Connections.Tests.Robustness;
using TlsPathTools.Kubernetes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.KubernetesApi.Audit;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;
using TlsPathTools.Remediation;

namespace TlsPathTools.Connections.Tests.Remediation;

/// <summary>A lab with a kube-proxy to restart, reached through a relay that counts requests and spoils one of them.</summary>
internal sealed class RestartLab : IAsyncDisposable
{
    public const string Node = "worker-a";
    private readonly HardLab _lab;
    private readonly ConcurrentQueue<Step> _steps = new();
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly ApiRelay _relay;
    private readonly KubernetesConnection _connection;

    private RestartLab(HardLab lab)
    {
        _lab = lab;
        _relay = lab.Relay(lab.Lab.KubernetesEndpoint!, Rule);
        _connection = KubernetesConnection.Open(new KubernetesConnectionOptions { KubeConfigPath = lab.KubeConfig(_relay), RequestTimeout = TimeSpan.FromSeconds(3) });
        Restarter = new KubeProxyRestarter(_connection.Reader, _connection.Actions, TimeSpan.FromSeconds(8));
    }

    /// <summary>Restarts within 8 s, and waits 3 s for an answer.</summary>
    public KubeProxyRestarter Restarter { get; }

    /// <summary>What is done to a request.</summary>
    public Func<Step, Tampering?> Spoil { get; set; } = _ => null;

    /// <summary>The requests, as they came.</summary>
    public IReadOnlyList<Step> Steps => [.. _steps];

    /// <summary>What the API server noted down.</summary>
    public IReadOnlyList<AuditEvent> Audit => _lab.Lab.Audit.Events;

    /// <summary>Whether the API deleted a pod.</summary>
    public bool WasDeleted => Audit.Any(one => one is { Verb: "delete", Resource.Resource: "pods", Code: 200 });

    /// <summary>Whether another process runs than at the beginning.</summary>
    public bool WasRestarted => _lab.Lab.Look().Faults.Single().EndedBy is not null;

    /// <summary>Starts one, where a pod takes long enough that somebody who looks at once sees it start.</summary>
    public static async Task<RestartLab> StartAsync(string scenario = "s05-kube-proxy-not-syncing") =>
        new(await HardLab.StartAsync(ScenarioFile.Load(scenario) with { Timings = new LabTimings { PodStart = 1.5 } }));

    /// <summary>Somebody else's, at the same time.</summary>
    public KubeProxyRestarter AnotherRestarter() => new(_connection.Reader, _connection.Actions, TimeSpan.FromSeconds(8));

    public Task<KubeProxyRestartPlan> PlanAsync() => Restarter.PlanAsync(Node, instanceId: null, TestContext.Current.CancellationToken);

    /// <summary>The holder of the lock; null for nobody.</summary>
    public string? Holder() => Look(() => KubeObject.Text(_lab.Lab.World.Cluster.Find(ResourceKinds.Leases, "kube-system", "tlspathtools-remediation"), "spec", "holderIdentity"));

    /// <summary>The kube-proxy pods of the node that are not about to go.</summary>
    public IReadOnlyList<JsonObject> Pods() => Look(() => _lab.Lab.World.Cluster.List(ResourceKinds.Pods, "kube-system")
        .Where(pod => KubeObject.Text(pod, "spec", "nodeName") == Node && KubeObject.Labels(pod).GetValueOrDefault("k8s-app") == "kube-proxy" && !KubeObject.IsTerminating(pod)).ToList());

    /// <summary>Whether the node has a kube-proxy that is Ready, within some seconds.</summary>
    public async Task<bool> HasKubeProxyAsync()
    {
        for (int looks = 0; looks < 200; looks++)
        {
            if (Pods() is [var pod] && KubeObject.Holds(pod, "Ready"))
                return true;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        return false;
    }

    /// <summary>Somebody deletes the node.</summary>
    public void DeleteNode() => Look(() =>
    {
        if (_lab.Lab.World.Cluster.Find(ResourceKinds.Nodes, @namespace: null, Node) is not null)
            _lab.Lab.World.Cluster.Remove(ResourceKinds.Nodes, @namespace: null, Node);
        return true;
    });

    /// <summary>Somebody changes the daemon set.</summary>
    public void ChangeDaemonSet(Action<JsonObject> change) => Look(() => _lab.Lab.World.Cluster.Update(ResourceKinds.DaemonSets, "kube-system", "kube-proxy", set =>
    {
        var before = (JsonObject)set.DeepClone();
        ((JsonObject)set["spec"]!)["updateStrategy"] = new JsonObject { ["type"] = "OnDelete" };
        change((JsonObject)set["spec"]!["template"]!["spec"]!);
        TemplateGeneration.Note(before, set);
    }));

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await _lab.DisposeAsync();
    }

    private Tampering? Rule(RelayedRequest request)
    {
        string[] line = request.Head.Split('\r')[0].Split(' ');
        string key = $"{line[0]} {line[1].Split('?')[0]}{(line[1].Contains("watch=", StringComparison.Ordinal) ? " (watch)" : "")}";
        var step = new Step(key, _counts.AddOrUpdate(key, 1, (_, count) => count + 1));
        _steps.Enqueue(step);
        return Spoil(step);
    }

    private T Look<T>(Func<T> look)
    {
        lock (_lab.Lab.World.Gate)
            return look();
    }
}

/// <summary>A request of a restart.</summary>
/// <param name="Key">Method and path.</param>
/// <param name="Number">The how manieth of its key.</param>
internal readonly record struct Step(string Key, int Number)
{
    public bool IsDeletion => Key.StartsWith("DELETE ", StringComparison.Ordinal);

    public bool IsWrite => !Key.StartsWith("GET ", StringComparison.Ordinal) && !Key.Contains("/selfsubject", StringComparison.Ordinal);

    public override string ToString() => $"{Key} #{Number}";
}
