using System.Globalization;
using TlsPathTools.Topology.Pods;

namespace TlsPathTools.Topology.Map;

/// <summary>What a reader of a row should know beside its columns. Few sentences: what is missing, what is by design, what has consequences.</summary>
internal static class TargetNotes
{
    private const string Hints = "EndpointSlice hints leave";

    /// <summary>Whether a note says that flows which enter at the node meet some of the endpoints only.</summary>
    public static bool IsOfHints(string note) => note.StartsWith(Hints, StringComparison.Ordinal);

    /// <summary>Of one target, whatever address leads to it.</summary>
    public static void Add(
        List<string> notes, HealthCheckReading check, ServiceAtPort? service, ServiceEndpoints? endpoints, UsableEndpoints? usable, bool local, string? nodeName, ClusterIndex? cluster)
    {
        if (check.Scope == HealthCheckScope.HostProcess)
            notes.Add("\"healthy\" means that a process of the host answers: the check meets neither NodePort nor pod");
        if (service is null)
            return;
        if (endpoints is null)
            notes.Add(GapIndex.Words("endpoint slices were", cluster!.GapOfEndpoints(service.Service)));
        if (usable is not { } met)
            return;

        if (local && met.Count == 0)
            notes.Add($"externalTrafficPolicy Local and no endpoint on {SafeText.Escape(nodeName)}: by design it does not answer at the NodePort");
        else if (met.Count == 0)
            notes.Add("the service has no endpoint that a flow could meet");
        if (met.EndingOnly)
            notes.Add("no endpoint is ready: flows meet those that are ending");
        if (met.Hinted)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{Hints} {met.Count} of {endpoints!.Ready} endpoints to flows that enter here: one bad pod can look like one bad address"));
    }

    /// <summary>Of a group, whatever target.</summary>
    public static IEnumerable<string> OfGroup(IReadOnlyDictionary<string, string>? settings, string? balancerType, string? scheme, string? targetType)
    {
        if (settings is null)
            yield break;
        if (settings.GetValueOrDefault("stickiness.enabled") == "true")
            yield return $"stickiness ({SafeText.Escape(settings.GetValueOrDefault("stickiness.type")) ?? "type not known"}): a client stays with one target, so shares say nothing of a single client";
        if (settings.GetValueOrDefault("proxy_protocol_v2.enabled") == "true")
            yield return "proxy protocol v2 is on: a target that does not expect it takes its header for garbage";
        // With addresses of its own network, a client can be its own target; from the Internet it cannot.
        if (balancerType == "network" && scheme == "internal" && settings.GetValueOrDefault("preserve_client_ip.enabled", targetType == "instance" ? "true" : "false") == "true")
            yield return "client addresses are preserved: a target that is its own client through this load balancer never connects";
    }
}
