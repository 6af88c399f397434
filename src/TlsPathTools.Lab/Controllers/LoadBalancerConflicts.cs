using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Controllers;

/// <summary>
/// A Service of type LoadBalancer whose controller cannot have the listener that it wants, since somebody else has it: it tries again and again, and
/// the count of its event grows. Nothing that flows is touched by it.
/// </summary>
internal sealed class LoadBalancerConflicts(LabWorld world) : IController
{
    /// <summary>The annotation by which a scenario asks for it, with the value <c>duplicate-listener</c>.</summary>
    public const string Annotation = "lab.tlspathtools/conflict";

    private const string Component = "service-controller";
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(10);

    private DateTimeOffset _next;

    public void Reconcile(Pass pass)
    {
        if (!pass.HasCome(_next))
            return;
        _next = pass.Now + s_every;
        bool any = false;
        foreach (JsonObject service in pass.Store.List(ResourceKinds.Services).Where(IsInConflict))
        {
            any = true;
            pass.Events.Normal(service, "EnsuringLoadBalancer", "Ensuring load balancer", Component);
            pass.Events.Warning(service, "SyncLoadBalancerFailed", Message(service), Component);
        }

        if (any)
            pass.DueAt(_next);
    }

    private static bool IsInConflict(JsonObject service) =>
        KubeObject.Text(service, "spec", "type") == "LoadBalancer" && KubeObject.Text(service, "metadata", "annotations", Annotation) == "duplicate-listener";

    // The same text each time (in life a request id makes each another one, and the events do not add up).
    private string Message(JsonObject service)
    {
        int port = KubeObject.Items(service, "spec", "ports").Select(port => KubeObject.Number(port, "port")).FirstOrDefault() ?? 443;
        lock (world.Gate)
        {
            LoadBalancer? owner = world.Cloud.LoadBalancers.Values.FirstOrDefault(balancer => balancer.Listeners.Exists(listener => listener.Port == port));
            return "Error syncing load balancer: failed to ensure load balancer: error creating load balancer listener: \"operation error Elastic Load Balancing v2: CreateListener, " +
                $"https response error StatusCode: 400, DuplicateListener: A listener already exists on this port for this load balancer '{owner?.Arn ?? "unknown"}'\"";
        }
    }
}
