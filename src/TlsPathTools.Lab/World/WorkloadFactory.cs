using System.Text;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.World;

/// <summary>Makes Deployments, ReplicaSets and DaemonSets.</summary>
internal static class WorkloadFactory
{
    private const string HashLabel = "pod-template-hash";
    private const string RevisionAnnotation = "deployment.kubernetes.io/revision";

    /// <summary>A Deployment of a scenario; its pods have the label app=NAME.</summary>
    public static JsonObject Deployment(LabWorld world, DeploymentSpec spec, DateTimeOffset created) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = spec.Name, ["namespace"] = spec.Namespace, ["uid"] = world.Ids.Uuid($"deployment/{spec.Namespace}/{spec.Name}"), ["generation"] = 1,
            ["creationTimestamp"] = KubeObject.Timestamp(created), ["labels"] = Json.Map(("app", spec.Name)), ["annotations"] = Json.Map((RevisionAnnotation, "1")),
        },
        ["spec"] = new JsonObject
        {
            ["progressDeadlineSeconds"] = 600, ["replicas"] = spec.Nodes.Count, ["revisionHistoryLimit"] = 10,
            ["selector"] = new JsonObject { ["matchLabels"] = Json.Map(("app", spec.Name)) },
            ["strategy"] = new JsonObject { ["rollingUpdate"] = new JsonObject { ["maxSurge"] = "25%", ["maxUnavailable"] = "25%" }, ["type"] = "RollingUpdate" },
            ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = Json.Map(("app", spec.Name)) }, ["spec"] = PodSpec(world, spec) },
        },
        ["status"] = new JsonObject(),
    };

    /// <summary>The ReplicaSet of a Deployment's template.</summary>
    public static JsonObject ReplicaSet(LabWorld world, JsonObject deployment, int revision, int replicas, DateTimeOffset created)
    {
        string hash = TemplateHash(deployment);
        string name = $"{KubeObject.Name(deployment)}-{hash}";
        var template = (JsonObject)deployment["spec"]!["template"]!.DeepClone();
        var labels = KubeObject.At(template, "metadata", "labels") as JsonObject ?? [];
        labels[HashLabel] = hash;
        var selector = KubeObject.At(deployment, "spec", "selector")?.DeepClone() as JsonObject ?? [];
        if (selector["matchLabels"] is JsonObject match)
            match[HashLabel] = hash;
        return new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = name, ["namespace"] = KubeObject.Namespace(deployment), ["uid"] = world.Ids.Uuid($"replicaset/{KubeObject.Uid(deployment)}/{name}"),
                ["generation"] = 1, ["creationTimestamp"] = KubeObject.Timestamp(created), ["labels"] = labels.DeepClone(), ["ownerReferences"] = Json.OwnedBy(deployment),
                ["annotations"] = Json.Map(
                    ("deployment.kubernetes.io/desired-replicas", $"{replicas}"), ("deployment.kubernetes.io/max-replicas", $"{replicas + 1}"), (RevisionAnnotation, $"{revision}")),
            },
            ["spec"] = new JsonObject { ["replicas"] = replicas, ["selector"] = selector, ["template"] = template },
            ["status"] = new JsonObject(),
        };
    }

    /// <summary>The hash by which a Deployment knows the ReplicaSet of its template.</summary>
    public static string TemplateHash(JsonObject deployment) => Hash(deployment);

    /// <summary>The hash that is in a ReplicaSet's labels.</summary>
    public static string? HashOf(JsonObject replicaSet) => KubeObject.Text(replicaSet, "metadata", "labels", HashLabel);

    public static int Revision(JsonObject item) =>
        int.TryParse(KubeObject.Text(item, "metadata", "annotations", RevisionAnnotation), System.Globalization.CultureInfo.InvariantCulture, out int revision) ? revision : 0;

    public static void SetRevision(JsonObject item, int revision)
    {
        JsonObject metadata = KubeObject.Metadata(item);
        if (metadata["annotations"] is not JsonObject annotations)
            metadata["annotations"] = annotations = [];
        annotations[RevisionAnnotation] = $"{revision}";
    }

    /// <summary>A DaemonSet of kube-system.</summary>
    public static JsonObject DaemonSet(LabWorld world, string name, string image, string account, JsonArray command, JsonArray? env, DateTimeOffset created)
    {
        var container = new JsonObject
        {
            ["name"] = name, ["image"] = image, ["command"] = command,
            ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["cpu"] = name == "kube-proxy" ? "100m" : "25m" } },
            ["securityContext"] = new JsonObject { ["privileged"] = true },
        };
        if (env is not null)
            container["env"] = env;
        return new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = name, ["namespace"] = "kube-system", ["uid"] = world.Ids.Uuid($"daemonset/{name}"), ["generation"] = 1,
                ["creationTimestamp"] = KubeObject.Timestamp(created), ["labels"] = Json.Map(("eks.amazonaws.com/component", name), ("k8s-app", name)),
                ["annotations"] = Json.Map(("deprecated.daemonset.template.generation", "1")),
            },
            ["spec"] = new JsonObject
            {
                ["revisionHistoryLimit"] = 10, ["selector"] = new JsonObject { ["matchLabels"] = Json.Map(("k8s-app", name)) },
                ["template"] = new JsonObject
                {
                    ["metadata"] = new JsonObject { ["labels"] = Json.Map(("k8s-app", name)) },
                    ["spec"] = new JsonObject
                    {
                        ["containers"] = Json.List(container),
                        ["dnsPolicy"] = "ClusterFirst", ["hostNetwork"] = true, ["priorityClassName"] = "system-node-critical", ["serviceAccountName"] = account,
                        ["terminationGracePeriodSeconds"] = name == "kube-proxy" ? 30 : 10, ["tolerations"] = Json.List(new JsonObject { ["operator"] = "Exists" }),
                    },
                },
                ["updateStrategy"] = new JsonObject { ["rollingUpdate"] = new JsonObject { ["maxSurge"] = 0, ["maxUnavailable"] = "10%" }, ["type"] = "RollingUpdate" },
            },
            ["status"] = new JsonObject(),
        };
    }

    /// <summary>A revision of a DaemonSet's template.</summary>
    public static JsonObject ControllerRevision(LabWorld world, JsonObject daemonSet, int revision, DateTimeOffset created) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = $"{KubeObject.Name(daemonSet)}-{DaemonHash(daemonSet)}", ["namespace"] = KubeObject.Namespace(daemonSet),
            ["uid"] = world.Ids.Uuid($"revision/{KubeObject.Uid(daemonSet)}/{DaemonHash(daemonSet)}"), ["creationTimestamp"] = KubeObject.Timestamp(created),
            ["labels"] = Json.Map(("controller-revision-hash", DaemonHash(daemonSet)), ("k8s-app", KubeObject.Name(daemonSet))), ["ownerReferences"] = Json.OwnedBy(daemonSet),
        },
        ["data"] = new JsonObject { ["spec"] = new JsonObject { ["template"] = daemonSet["spec"]!["template"]!.DeepClone() } },
        ["revision"] = revision,
    };

    /// <summary>The hash of a DaemonSet's template.</summary>
    public static string DaemonHash(JsonObject daemonSet) => Hash(daemonSet);

    /// <summary>A pod of a DaemonSet on a node. The hash is that of the template, made once for all nodes.</summary>
    public static JsonObject DaemonPod(JsonObject daemonSet, string hash, string name, string uid, string nodeName)
    {
        JsonObject pod = PodFactory.Create(daemonSet, name, uid, nodeName);
        var labels = (JsonObject)KubeObject.Metadata(pod)["labels"]!;
        labels["controller-revision-hash"] = hash;
        labels["pod-template-generation"] = $"{TemplateGeneration.Of(daemonSet)}";
        return pod;
    }

    private static string Hash(JsonObject workload)
    {
        var text = new StringBuilder();
        Write(workload["spec"]!["template"], text);
        return new Ids(KubeObject.Name(workload)).Suffix(text.ToString(), 10);
    }

    // Properties in order: a client that sends the same template in another order asks for nothing new.
    private static void Write(JsonNode? node, StringBuilder text)
    {
        switch (node)
        {
            case JsonObject item:
                foreach ((string key, JsonNode? value) in item.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    text.Append(key).Append(':');
                    Write(value, text);
                }

                text.Append(';');
                break;
            case JsonArray list:
                foreach (JsonNode? entry in list)
                    Write(entry, text);
                text.Append(',');
                break;
            default:
                text.Append(node?.ToJsonString()).Append(' ');
                break;
        }
    }

    private static JsonObject PodSpec(LabWorld world, DeploymentSpec spec)
    {
        var container = new JsonObject
        {
            ["name"] = spec.Name, ["image"] = spec.Image,
            ["ports"] = Json.List(spec.Ports.Select(port => (JsonNode?)new JsonObject { ["containerPort"] = world.Ports.Map(port.Port), ["name"] = port.Name, ["protocol"] = "TCP" })),
            ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["cpu"] = "100m", ["memory"] = "128Mi" } },
        };
        // A TCP check: a pod whose health path says that it is ill is ready all the same, which is what scenarios about load balancers' checks are about.
        if (spec.Ports.Count > 0)
        {
            container["readinessProbe"] = new JsonObject
            {
                ["failureThreshold"] = 3, ["periodSeconds"] = 10, ["successThreshold"] = 1, ["tcpSocket"] = new JsonObject { ["port"] = spec.Ports[0].Name }, ["timeoutSeconds"] = 1,
            };
        }

        return new JsonObject { ["containers"] = Json.List(container), ["dnsPolicy"] = "ClusterFirst", ["restartPolicy"] = "Always", ["terminationGracePeriodSeconds"] = 30 };
    }
}
