using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.World;

/// <summary>Conditions and taints of nodes, in the words of the kubelet and of the node lifecycle controller. All of these change the object that they are given.</summary>
internal static class NodeConditions
{
    public const string Unschedulable = "node.kubernetes.io/unschedulable";
    public const string NotReady = "node.kubernetes.io/not-ready";
    public const string Unreachable = "node.kubernetes.io/unreachable";

    public static JsonArray Initial(DateTimeOffset when, bool ready) => Json.List(
        Condition("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available", when),
        Condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure", when),
        Condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available", when),
        ready ? Ready(when) : NotReadyYet(when));

    /// <summary>The kubelet says that it is ready.</summary>
    public static void SetReady(JsonObject node, DateTimeOffset now)
    {
        Replace(node, Ready(now));
        RemoveTaint(node, NotReady);
        RemoveTaint(node, Unreachable);
    }

    /// <summary>A node that has just registered.</summary>
    public static void SetNotReady(JsonObject node, DateTimeOffset now)
    {
        Replace(node, NotReadyYet(now));
        AddTaint(node, Taint(NotReady, "NoSchedule", now));
        AddTaint(node, Taint(NotReady, "NoExecute", now));
    }

    /// <summary>No heartbeat came for too long: the controller knows nothing any more.</summary>
    public static void SetUnknown(JsonObject node, DateTimeOffset now, DateTimeOffset lastHeartbeat)
    {
        foreach (string type in (string[])["MemoryPressure", "DiskPressure", "PIDPressure", "Ready"])
        {
            JsonObject condition = Condition(type, "Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.", now);
            condition["lastHeartbeatTime"] = KubeObject.Timestamp(lastHeartbeat);
            Replace(node, condition);
        }

        RemoveTaint(node, NotReady);
        AddTaint(node, Taint(Unreachable, "NoSchedule", now));
        AddTaint(node, Taint(Unreachable, "NoExecute", now));
    }

    /// <summary>Every condition was confirmed; nothing else changed.</summary>
    public static void Beat(JsonObject node, DateTimeOffset now)
    {
        foreach (JsonObject condition in KubeObject.Items(node, "status", "conditions"))
            condition["lastHeartbeatTime"] = KubeObject.Timestamp(now);
    }

    public static JsonObject Taint(string key, string effect, DateTimeOffset? added = null)
    {
        var taint = new JsonObject { ["effect"] = effect, ["key"] = key };
        if (added is { } time)
            taint["timeAdded"] = KubeObject.Timestamp(time);
        return taint;
    }

    /// <summary>Adds a taint unless there is one with this key and effect.</summary>
    public static void AddTaint(JsonObject node, JsonObject taint)
    {
        var spec = (JsonObject)node["spec"]!;
        if (spec["taints"] is not JsonArray taints)
            spec["taints"] = taints = [];
        if (!taints.OfType<JsonObject>().Any(known => KubeObject.Text(known, "key") == KubeObject.Text(taint, "key") && KubeObject.Text(known, "effect") == KubeObject.Text(taint, "effect")))
            taints.Add((JsonNode)taint);
    }

    public static void RemoveTaint(JsonObject node, string key)
    {
        if (node["spec"]?["taints"] is not JsonArray taints)
            return;
        for (int index = taints.Count - 1; index >= 0; index--)
        {
            if (KubeObject.Text(taints[index], "key") == key)
                taints.RemoveAt(index);
        }

        if (taints.Count == 0)
            ((JsonObject)node["spec"]!).Remove("taints");
    }

    public static bool HasTaint(JsonObject node, string key) => KubeObject.Items(node, "spec", "taints").Any(taint => KubeObject.Text(taint, "key") == key);

    private static JsonObject Ready(DateTimeOffset when) => Condition("Ready", "True", "KubeletReady", "kubelet is posting ready status", when);

    private static JsonObject NotReadyYet(DateTimeOffset when) => Condition("Ready", "False", "KubeletNotReady",
        "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized", when);

    private static JsonObject Condition(string type, string status, string reason, string message, DateTimeOffset when) => new()
    {
        ["lastHeartbeatTime"] = KubeObject.Timestamp(when), ["lastTransitionTime"] = KubeObject.Timestamp(when), ["message"] = message, ["reason"] = reason,
        ["status"] = status, ["type"] = type,
    };

    private static void Replace(JsonObject node, JsonObject condition)
    {
        var conditions = (JsonArray)node["status"]!["conditions"]!;
        string type = KubeObject.Text(condition, "type")!;
        for (int index = 0; index < conditions.Count; index++)
        {
            if (KubeObject.Text(conditions[index], "type") != type)
                continue;
            if (KubeObject.Text(conditions[index], "status") == KubeObject.Text(condition, "status"))
                condition["lastTransitionTime"] = KubeObject.Text(conditions[index], "lastTransitionTime");
            conditions[index] = condition;
            return;
        }

        conditions.Add((JsonNode)condition);
    }
}
