using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.World;

/// <summary>Makes pods from templates, and moves them through their life as a kubelet reports it. The latter change the object that they are given.</summary>
internal static class PodFactory
{
    /// <summary>A new pod of an owner, as the API server stores it: pending, on no node unless one is given.</summary>
    public static JsonObject Create(JsonObject owner, string name, string uid, string? nodeName = null)
    {
        JsonNode template = KubeObject.At(owner, "spec", "template") ?? new JsonObject();
        var spec = template["spec"]?.DeepClone() as JsonObject ?? [];
        var metadata = new JsonObject
        {
            ["name"] = name, ["generateName"] = name[..(name.LastIndexOf('-') + 1)], ["namespace"] = KubeObject.Namespace(owner), ["uid"] = uid,
            ["labels"] = KubeObject.At(template, "metadata", "labels")?.DeepClone() ?? new JsonObject(), ["ownerReferences"] = Json.OwnedBy(owner),
        };
        if (KubeObject.At(template, "metadata", "annotations") is { } annotations)
            metadata["annotations"] = annotations.DeepClone();
        Default(spec, KubeObject.Text(owner, "kind") == "DaemonSet");
        if (nodeName is not null)
            spec["nodeName"] = nodeName;
        foreach (JsonObject container in KubeObject.Items(spec, "containers"))
            DefaultContainer(container);
        return new JsonObject
        {
            ["metadata"] = metadata, ["spec"] = spec, ["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = "Burstable" },
        };
    }

    /// <summary>The scheduler bound it.</summary>
    public static void SetBound(JsonObject pod, string nodeName, DateTimeOffset now)
    {
        pod["spec"]!["nodeName"] = nodeName;
        SetCondition(pod, "PodScheduled", "True", now);
    }

    /// <summary>The scheduler found no node.</summary>
    public static void SetUnschedulable(JsonObject pod, string message, DateTimeOffset now) => SetCondition(pod, "PodScheduled", "False", now, "Unschedulable", message);

    /// <summary>The kubelet has it, and its containers are not there yet, for a reason: ContainerCreating, ErrImagePull, ImagePullBackOff.</summary>
    public static void SetWaiting(JsonObject pod, string reason, string? message, string hostIp, DateTimeOffset now)
    {
        SetCondition(pod, "PodReadyToStartContainers", reason == "ContainerCreating" ? "False" : "True", now);
        SetCondition(pod, "Initialized", "True", now);
        SetUnready(pod, now, "ContainersNotReady", ContainersNotReady(pod));
        SetCondition(pod, "PodScheduled", "True", now);
        SetHost(pod, hostIp, now);
        var waiting = new JsonObject { ["reason"] = reason };
        if (message is not null)
            waiting["message"] = message;
        SetContainers(pod, ready: false, new JsonObject { ["waiting"] = waiting });
    }

    /// <summary>It runs and is ready.</summary>
    public static void SetRunning(JsonObject pod, string podIp, string hostIp, DateTimeOffset now)
    {
        JsonObject status = Status(pod);
        status["phase"] = "Running";
        foreach (string type in (string[])["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"])
            SetCondition(pod, type, "True", now);
        SetHost(pod, hostIp, now);
        status["podIP"] = podIp;
        status["podIPs"] = Json.List(new JsonObject { ["ip"] = podIp });
        SetContainers(pod, ready: true, new JsonObject { ["running"] = new JsonObject { ["startedAt"] = KubeObject.Timestamp(now) } });
    }

    /// <summary>It is not ready any more, for a reason.</summary>
    public static void SetUnready(JsonObject pod, DateTimeOffset now, string? reason = null, string? message = null)
    {
        SetCondition(pod, "Ready", "False", now, reason, message);
        if (reason == "ContainersNotReady")
            SetCondition(pod, "ContainersReady", "False", now, reason, message);
    }

    /// <summary>Its containers ended; what is left is to take it out.</summary>
    public static void SetEnded(JsonObject pod, DateTimeOffset now)
    {
        JsonObject metadata = KubeObject.Metadata(pod);
        metadata["deletionTimestamp"] = KubeObject.Timestamp(now);
        metadata["deletionGracePeriodSeconds"] = 0;
        Status(pod)["phase"] = "Succeeded";
        SetUnready(pod, now, "ContainersNotReady", ContainersNotReady(pod));
        string? started = KubeObject.Text(KubeObject.Items(pod, "status", "containerStatuses").FirstOrDefault(), "state", "running", "startedAt");
        SetContainers(pod, ready: false, new JsonObject
        {
            ["terminated"] = new JsonObject
            {
                ["exitCode"] = 0, ["reason"] = "Completed", ["startedAt"] = started ?? KubeObject.Timestamp(now), ["finishedAt"] = KubeObject.Timestamp(now),
            },
        });
    }

    /// <summary>Whether it lives in its node's network: kube-proxy, aws-node.</summary>
    public static bool IsHostNetwork(JsonObject pod) => KubeObject.IsTrue(pod, "spec", "hostNetwork");

    /// <summary>Its controller: kind and name; empty for a bare pod.</summary>
    public static (string Kind, string Name, string Uid) Controller(JsonObject item)
    {
        foreach (JsonObject reference in KubeObject.Items(item, "metadata", "ownerReferences"))
        {
            if (KubeObject.IsTrue(reference, "controller"))
                return (KubeObject.Text(reference, "kind") ?? "", KubeObject.Text(reference, "name") ?? "", KubeObject.Text(reference, "uid") ?? "");
        }

        return ("", "", "");
    }

    public static void SetCondition(JsonObject item, string type, string status, DateTimeOffset now, string? reason = null, string? message = null)
    {
        var condition = new JsonObject { ["lastProbeTime"] = null, ["lastTransitionTime"] = KubeObject.Timestamp(now), ["status"] = status, ["type"] = type };
        if (reason is not null)
            condition["reason"] = reason;
        if (message is not null)
            condition["message"] = message;
        JsonObject itemStatus = Status(item);
        if (itemStatus["conditions"] is not JsonArray conditions)
            itemStatus["conditions"] = conditions = [];
        for (int index = 0; index < conditions.Count; index++)
        {
            if (KubeObject.Text(conditions[index], "type") != type)
                continue;
            if (KubeObject.Text(conditions[index], "status") == status)
                condition["lastTransitionTime"] = KubeObject.Text(conditions[index], "lastTransitionTime");
            conditions[index] = condition;
            return;
        }

        conditions.Add((JsonNode)condition);
    }

    // A pod that a client sent has none.
    private static JsonObject Status(JsonObject item)
    {
        if (item["status"] is not JsonObject status)
            item["status"] = status = [];
        return status;
    }

    private static string ContainersNotReady(JsonObject pod) =>
        $"containers with unready status: [{string.Join(' ', KubeObject.Items(pod, "spec", "containers").Select(container => KubeObject.Text(container, "name")))}]";

    private static void SetHost(JsonObject pod, string hostIp, DateTimeOffset now)
    {
        JsonObject status = Status(pod);
        status["hostIP"] = hostIp;
        status["hostIPs"] = Json.List(new JsonObject { ["ip"] = hostIp });
        status["startTime"] ??= KubeObject.Timestamp(now);
    }

    private static void SetContainers(JsonObject pod, bool ready, JsonObject state)
    {
        string uid = KubeObject.Uid(pod);
        var ids = new Ids(uid);
        Status(pod)["containerStatuses"] = Json.List(KubeObject.Items(pod, "spec", "containers").Select(container =>
        {
            string name = KubeObject.Text(container, "name") ?? "";
            string image = KubeObject.Text(container, "image") ?? "";
            bool exists = state["waiting"] is null;
            var status = new JsonObject
            {
                ["image"] = image, ["imageID"] = exists ? $"{image.Split(':')[0]}@sha256:{new Ids(image).Hex("digest", 64)}" : "", ["lastState"] = new JsonObject(),
                ["name"] = name, ["ready"] = ready, ["restartCount"] = 0, ["started"] = ready, ["state"] = state.DeepClone(),
            };
            if (exists)
                status["containerID"] = $"containerd://{ids.Hex(name, 64)}";
            return (JsonNode?)status;
        }));
    }

    // What admission and defaulting add.
    private static void Default(JsonObject spec, bool daemon)
    {
        spec["dnsPolicy"] ??= "ClusterFirst";
        spec["enableServiceLinks"] ??= true;
        spec["preemptionPolicy"] ??= "PreemptLowerPriority";
        spec["priority"] ??= daemon ? 2000001000 : 0;
        spec["restartPolicy"] ??= "Always";
        spec["schedulerName"] ??= "default-scheduler";
        spec["securityContext"] ??= new JsonObject();
        spec["serviceAccountName"] ??= "default";
        spec["serviceAccount"] ??= spec["serviceAccountName"]!.GetValue<string>();
        spec["terminationGracePeriodSeconds"] ??= 30;
        spec["tolerations"] ??= daemon
            ? Json.List(new JsonObject { ["operator"] = "Exists" })
            : Json.List(Toleration(NodeConditions.NotReady), Toleration(NodeConditions.Unreachable));
        spec["volumes"] ??= Json.List(new JsonObject
        {
            ["name"] = "kube-api-access",
            ["projected"] = new JsonObject
            {
                ["defaultMode"] = 420,
                ["sources"] = Json.List(
                    new JsonObject { ["serviceAccountToken"] = new JsonObject { ["expirationSeconds"] = 3607, ["path"] = "token" } },
                    new JsonObject { ["configMap"] = new JsonObject { ["items"] = Json.List(new JsonObject { ["key"] = "ca.crt", ["path"] = "ca.crt" }), ["name"] = "kube-root-ca.crt" } }),
            },
        });
    }

    private static void DefaultContainer(JsonObject container)
    {
        container["imagePullPolicy"] ??= "IfNotPresent";
        container["resources"] ??= new JsonObject();
        container["terminationMessagePath"] ??= "/dev/termination-log";
        container["terminationMessagePolicy"] ??= "File";
        container["volumeMounts"] ??= Json.List(new JsonObject { ["mountPath"] = "/var/run/secrets/kubernetes.io/serviceaccount", ["name"] = "kube-api-access", ["readOnly"] = true });
    }

    private static JsonObject Toleration(string key) => new() { ["effect"] = "NoExecute", ["key"] = key, ["operator"] = "Exists", ["tolerationSeconds"] = 300 };
}
