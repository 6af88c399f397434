using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Controllers;

/// <summary>Writes events as Kubernetes' components do: the same again is the same event with a higher count.</summary>
internal sealed class EventRecorder(LabWorld world)
{
    // In life events go after an hour; here the oldest go when there are too many.
    private const int Kept = 2000;

    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, string Namespace, string Name)> _order = new();

    public void Normal(JsonObject about, string reason, string message, string component, string? host = null) => Record(about, "Normal", reason, message, component, host);

    public void Warning(JsonObject about, string reason, string message, string component, string? host = null) => Record(about, "Warning", reason, message, component, host);

    /// <summary>Takes over an event that exists already, so that its count goes on.</summary>
    public void Adopt(JsonObject @event)
    {
        string key = Key(KubeObject.Text(@event, "involvedObject", "uid") ?? "", KubeObject.Text(@event, "reason") ?? "", KubeObject.Text(@event, "message") ?? "");
        if (_known.TryAdd(key, KubeObject.Name(@event)))
            _order.Enqueue((key, KubeObject.Namespace(@event) ?? "default", KubeObject.Name(@event)));
    }

    private void Record(JsonObject about, string type, string reason, string message, string component, string? host)
    {
        string @namespace = KubeObject.Namespace(about) ?? "default";
        string now = KubeObject.Timestamp(world.Now);
        string key = Key(KubeObject.Uid(about), reason, message);
        lock (world.Gate)
        {
            if (_known.TryGetValue(key, out string? name) && world.Cluster.Find(ResourceKinds.Events, @namespace, name) is not null)
            {
                world.Cluster.Update(ResourceKinds.Events, @namespace, name, known =>
                {
                    known["count"] = (KubeObject.Number(known, "count") ?? 1) + 1;
                    known["lastTimestamp"] = now;
                });
                return;
            }

            name = $"{KubeObject.Name(about)}.{world.Ids.Hex(world.Ids.Unique("event"), 16)}";
            world.Cluster.Create(ResourceKinds.Events, Content(about, @namespace, name, type, reason, message, component, host, now));
            _known[key] = name;
            _order.Enqueue((key, @namespace, name));
            while (_order.Count > Kept)
            {
                (string oldKey, string oldNamespace, string oldName) = _order.Dequeue();
                if (_known.GetValueOrDefault(oldKey) == oldName)
                    _known.Remove(oldKey);
                world.Cluster.Remove(ResourceKinds.Events, oldNamespace, oldName);
            }
        }
    }

    private static string Key(string uid, string reason, string message) => $"{uid}|{reason}|{message}";

    private static JsonObject Content(
        JsonObject about, string @namespace, string name, string type, string reason, string message, string component, string? host, string now)
    {
        var source = new JsonObject { ["component"] = component };
        if (host is not null)
            source["host"] = host;
        var involved = new JsonObject
        {
            ["apiVersion"] = KubeObject.Text(about, "apiVersion"), ["kind"] = KubeObject.Text(about, "kind"), ["name"] = KubeObject.Name(about),
            ["resourceVersion"] = KubeObject.Version(about), ["uid"] = KubeObject.Uid(about),
        };
        if (KubeObject.Namespace(about) is { } of)
            involved["namespace"] = of;
        return new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace }, ["count"] = 1, ["eventTime"] = null, ["firstTimestamp"] = now,
            ["involvedObject"] = involved, ["lastTimestamp"] = now, ["message"] = message, ["reason"] = reason, ["reportingComponent"] = component,
            ["reportingInstance"] = host ?? "", ["source"] = source, ["type"] = type,
        };
    }
}
