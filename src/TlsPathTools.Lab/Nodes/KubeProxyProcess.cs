using System.Globalization;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Http;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Nodes;

/// <summary>
/// A running kube-proxy: when it last wrote the node's rules, and what it says about that at :10256, :10249 and the ports of services with
/// externalTrafficPolicy Local. What it says is about its own loop, and nothing about whether the rules work.
/// </summary>
internal sealed class KubeProxyProcess(NodeMachine node, DateTimeOffset started)
{
    // Real ones sync every 30 s (iptables.syncPeriod) and call themselves ill after twice that; here everything is faster by as much.
    private static readonly TimeSpan s_syncPeriod = TimeSpan.FromSeconds(1.5);

    private readonly object _gate = new();
    private DateTimeOffset? _queued;

    /// <summary>When it started.</summary>
    public DateTimeOffset Started { get; } = started;

    /// <summary>When it last wrote the rules.</summary>
    public DateTimeOffset LastSynced { get; private set; } = started;

    /// <summary>When a write was last asked for.</summary>
    public DateTimeOffset LastQueued { get; private set; } = started;

    /// <summary>How often it wrote the rules.</summary>
    public int Syncs { get; private set; }

    /// <summary>How often it failed to.</summary>
    public int Failures { get; private set; }

    /// <summary>The rules that it was last asked to write, and did not.</summary>
    public ServiceTable? Missed { get; set; }

    /// <summary>Answers at :10256 so far, by status.</summary>
    public (int Good, int Bad) HealthAnswers { get; private set; }

    /// <summary>Whether its loop is alive: no write is due for longer than two periods.</summary>
    public bool IsHealthy
    {
        get
        {
            lock (_gate)
                return _queued is not { } since || node.World.Now - since <= 2 * s_syncPeriod;
        }
    }

    /// <summary>It wrote the rules.</summary>
    public void Synced(DateTimeOffset now)
    {
        lock (_gate)
        {
            (LastQueued, LastSynced, _queued) = (now, now, null);
            Syncs++;
        }
    }

    /// <summary>It was asked to write the rules and did not.</summary>
    public void Failed(DateTimeOffset now)
    {
        lock (_gate)
        {
            LastQueued = now;
            _queued ??= now;
            Failures++;
        }
    }

    /// <summary>It has not written the rules for long, and was not asked to either: its watch is stuck.</summary>
    public void Sleeps(DateTimeOffset since)
    {
        lock (_gate)
            (LastQueued, LastSynced) = (since, since);
    }

    /// <summary>Whether the periodic write is due.</summary>
    public bool IsDue(DateTimeOffset now) => now - LastSynced >= 20 * s_syncPeriod;

    /// <summary>:10256.</summary>
    public async Task HealthAsync(HttpRequest request, HttpResponder responder, CancellationToken cancellationToken)
    {
        bool lives = request.RawPath == "/livez";
        if (!lives && request.RawPath != "/healthz")
        {
            await responder.SendAsync(404, "text/plain; charset=utf-8", "404 page not found\n", cancellationToken).ConfigureAwait(false);
            return;
        }

        bool eligible = IsEligible();
        bool good = IsHealthy && (lives || eligible);
        int status = Lie() ?? (good ? 200 : 503);
        HealthAnswers = status == 200 ? HealthAnswers with { Good = HealthAnswers.Good + 1 } : HealthAnswers with { Bad = HealthAnswers.Bad + 1 };
        string now = GoTime(node.World.Now);
        string updated = status == 200 ? now : GoTime(LastSynced);
        responder.Fields.Add(new("X-Content-Type-Options", "nosniff"));
        string body = lives
            ? $$"""{"lastUpdated": "{{updated}}","currentTime": "{{now}}"}"""
            : $$"""{"lastUpdated": "{{updated}}","currentTime": "{{now}}", "nodeEligible": {{(eligible ? "true" : "false")}}}""";
        await responder.SendAsync(status, "application/json", body, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>:10249.</summary>
    public Task MetricsAsync(HttpRequest request, HttpResponder responder, CancellationToken cancellationToken) => request.RawPath switch
    {
        "/metrics" => responder.SendAsync(200, "text/plain; version=0.0.4; charset=utf-8", KubeProxyMetrics.Write(node, this), cancellationToken),
        "/healthz" => responder.SendAsync(200, "text/plain; charset=utf-8", "ok", cancellationToken),
        "/proxyMode" => responder.SendAsync(200, "text/plain; charset=utf-8", node.World.Scenario.Cluster?.KubeProxyMode ?? "iptables", cancellationToken),
        _ => responder.SendAsync(404, "text/plain; charset=utf-8", "404 page not found\n", cancellationToken),
    };

    /// <summary>A healthCheckNodePort: whether the node has an endpoint of the service.</summary>
    public Task ServiceHealthAsync(int port, HttpRequest request, HttpResponder responder, CancellationToken cancellationToken)
    {
        if (!node.Rules.HealthPorts.TryGetValue(port, out HealthPortRule? service))
            return responder.SendAsync(503, "text/plain; charset=utf-8", "", cancellationToken);
        int local = service.Rule.LocalReady(node.Name);
        int status = Lie() ?? (local > 0 && IsHealthy ? 200 : 503);
        responder.Fields.Add(new("X-Content-Type-Options", "nosniff"));
        responder.Fields.Add(new("X-Load-Balancing-Endpoint-Weight", local.ToString(CultureInfo.InvariantCulture)));
        string body = $$"""
            {
            	"service": {
            		"namespace": "{{service.Namespace}}",
            		"name": "{{service.Name}}"
            	},
            	"localEndpoints": {{local}},
            	"serviceProxyHealthy": {{(IsHealthy ? "true" : "false")}}
            }
            """;
        return responder.SendAsync(status, "application/json", body, cancellationToken);
    }

    // KEP-3836: a node that is about to go takes itself out of load balancers.
    private bool IsEligible() => node.World.Cluster.Find(ResourceKinds.Nodes, @namespace: null, node.Name) is not { } known
        || !(KubeObject.IsTerminating(known) || KubeObject.Items(known, "spec", "taints").Any(taint => KubeObject.Text(taint, "key") == "ToBeDeletedByClusterAutoscaler"));

    private int? Lie() => node.World.Faults.At($"kubeProxy:{node.Name}", $"node:{node.Name}/host")
        .FirstOrDefault(fault => fault.Effect is FaultEffect.HealthLies) is { } lie ? lie.Value ?? 200 : null;

    // As Go prints a time.
    private string GoTime(DateTimeOffset time) => string.Create(
        CultureInfo.InvariantCulture, $"{time.UtcDateTime:yyyy-MM-dd HH:mm:ss.fffffff}00 +0000 UTC m=+{Math.Max(0, (time - Started).TotalSeconds):f9}");
}
