using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.World;

/// <summary>Makes EndpointSlices and Endpoints of a Service from the pods that it selects.</summary>
internal static class EndpointSliceFactory
{
    // As the controller: a slice holds a hundred endpoints, an Endpoints object a thousand.
    private const int SliceSize = 100;
    private const int EndpointsSize = 1000;

    /// <summary>By which the controller says when what a slice is made of changed.</summary>
    public const string ChangeAnnotation = "endpoints.kubernetes.io/last-change-trigger-time";

    /// <summary>The endpoints of these pods, by name, so that nothing changes while they do not.</summary>
    /// <param name="service">The Service.</param>
    /// <param name="pods">Pods that it selects.</param>
    /// <param name="zoneOf">A node's zone.</param>
    public static List<JsonObject> Endpoints(JsonObject service, IEnumerable<JsonObject> pods, Func<string, string?> zoneOf)
    {
        bool publishNotReady = KubeObject.IsTrue(service, "spec", "publishNotReadyAddresses");
        // Since 1.31 the controller gives each ready endpoint to its own zone; kube-proxy knows hints alone, not the Service's wish.
        bool prefersClose = KubeObject.Text(service, "spec", "trafficDistribution") is "PreferClose" or "PreferSameZone";
        var endpoints = new List<JsonObject>();
        foreach (JsonObject pod in pods.Where(HasAddress).OrderBy(KubeObject.Name, StringComparer.Ordinal))
        {
            bool serving = KubeObject.Holds(pod, "Ready");
            bool terminating = KubeObject.IsTerminating(pod);
            string node = KubeObject.Text(pod, "spec", "nodeName") ?? "";
            var endpoint = new JsonObject
            {
                ["addresses"] = Json.List(KubeObject.Text(pod, "status", "podIP")),
                ["conditions"] = new JsonObject { ["ready"] = publishNotReady || (serving && !terminating), ["serving"] = serving, ["terminating"] = terminating },
                ["nodeName"] = node, ["targetRef"] = Reference(pod),
            };
            if (zoneOf(node) is { } zone)
            {
                endpoint["zone"] = zone;
                if (prefersClose && KubeObject.IsTrue(endpoint, "conditions", "ready"))
                    endpoint["hints"] = new JsonObject { ["forZones"] = Json.List(new JsonObject { ["name"] = zone }) };
            }

            endpoints.Add(endpoint);
        }

        return endpoints;
    }

    /// <summary>The ports as endpoints have them: those of the pods.</summary>
    public static JsonArray Ports(JsonObject service) => Json.List(KubeObject.Items(service, "spec", "ports").Select(port =>
    {
        var made = new JsonObject();
        if (KubeObject.Text(port, "name") is { } name)
            made["name"] = name;
        made["port"] = KubeObject.Number(port, "targetPort") ?? KubeObject.Number(port, "port");
        made["protocol"] = KubeObject.Text(port, "protocol") ?? "TCP";
        return (JsonNode?)made;
    }));

    /// <summary>When the readiness of one of these pods last changed; null where there is none.</summary>
    public static string? NewestChange(IEnumerable<JsonObject> pods) =>
        pods.Select(pod => KubeObject.Condition(pod, "Ready") is { } ready ? KubeObject.Text(ready, "lastTransitionTime") : null).Max(StringComparer.Ordinal);

    /// <summary>The slices of a Service.</summary>
    /// <param name="world">The world.</param>
    /// <param name="service">The Service.</param>
    /// <param name="endpoints">Its endpoints.</param>
    /// <param name="changed">When what they come from changed.</param>
    public static IEnumerable<JsonObject> Slices(LabWorld world, JsonObject service, List<JsonObject> endpoints, string changed)
    {
        string name = KubeObject.Name(service);
        int count = Math.Max(1, (endpoints.Count + SliceSize - 1) / SliceSize);
        for (int index = 0; index < count; index++)
        {
            var labels = new JsonObject();
            foreach ((string key, string value) in KubeObject.Labels(service))
                labels[key] = value;
            labels["endpointslice.kubernetes.io/managed-by"] = "endpointslice-controller.k8s.io";
            labels["kubernetes.io/service-name"] = name;
            string sliceName = $"{name}-{world.Ids.Suffix($"slice/{KubeObject.Uid(service)}/{index}")}";
            yield return new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["name"] = sliceName, ["generateName"] = $"{name}-", ["namespace"] = KubeObject.Namespace(service), ["generation"] = 1,
                    ["uid"] = world.Ids.Uuid($"slice/{KubeObject.Uid(service)}/{index}"), ["labels"] = labels,
                    ["annotations"] = Json.Map((ChangeAnnotation, changed)), ["ownerReferences"] = Json.OwnedBy(service),
                },
                ["addressType"] = "IPv4",
                ["endpoints"] = Json.List(endpoints.Skip(index * SliceSize).Take(SliceSize).Select(endpoint => (JsonNode?)endpoint.DeepClone())),
                ["ports"] = Ports(service),
            };
        }
    }

    /// <summary>The Endpoints object of a Service.</summary>
    public static JsonObject EndpointsObject(LabWorld world, JsonObject service, List<JsonObject> endpoints)
    {
        var made = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = KubeObject.Name(service), ["namespace"] = KubeObject.Namespace(service), ["uid"] = world.Ids.Uuid($"endpoints/{KubeObject.Uid(service)}"),
                ["labels"] = Json.Map(KubeObject.Labels(service)),
            },
        };
        JsonArray ready = Addresses(endpoints.Where(endpoint => KubeObject.IsTrue(endpoint, "conditions", "ready")));
        JsonArray notReady = Addresses(endpoints.Where(endpoint => !KubeObject.IsTrue(endpoint, "conditions", "ready") && !KubeObject.IsTrue(endpoint, "conditions", "terminating")));
        if (ready.Count + notReady.Count == 0)
            return made;
        var subset = new JsonObject();
        if (ready.Count > 0)
            subset["addresses"] = ready;
        if (notReady.Count > 0)
            subset["notReadyAddresses"] = notReady;
        subset["ports"] = Ports(service);
        made["subsets"] = Json.List(subset);
        return made;
    }

    private static JsonArray Addresses(IEnumerable<JsonObject> endpoints) => Json.List(endpoints.Take(EndpointsSize).Select(endpoint => (JsonNode?)new JsonObject
    {
        ["ip"] = ((JsonArray)endpoint["addresses"]!)[0]!.GetValue<string>(), ["nodeName"] = KubeObject.Text(endpoint, "nodeName"), ["targetRef"] = endpoint["targetRef"]!.DeepClone(),
    }));

    private static JsonObject Reference(JsonObject pod) => new()
    {
        ["kind"] = "Pod", ["name"] = KubeObject.Name(pod), ["namespace"] = KubeObject.Namespace(pod), ["uid"] = KubeObject.Uid(pod),
    };

    private static bool HasAddress(JsonObject pod) =>
        KubeObject.Text(pod, "status", "podIP") is not null && KubeObject.Text(pod, "status", "phase") is not ("Succeeded" or "Failed");
}
