using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.KubernetesApi.Subresources;

/// <summary>Where the proxy of a pod, a service or a node leads: [https:]NAME[:PORT] (k8s.io/apimachinery, pkg/util/net, SplitSchemeNamePort).</summary>
internal sealed record ProxyTarget(bool Tls, IPEndPoint EndPoint)
{
    /// <summary>Finds it.</summary>
    /// <exception cref="ApiException">400 for a wrong form, 404 without the object, 503 for a service without endpoints.</exception>
    public static ProxyTarget Find(ClusterStore store, ResourceKind kind, string? @namespace, string written)
    {
        (string scheme, string name, string port) = written.Split(':') switch
        {
            [var only] => ("", only, ""),
            [var named, var number] => ("", named, number),
            [("http" or "https" or "") and var first, var named, var number] => (first, named, number),
            _ => throw ApiException.BadRequest($"invalid {kind.Kind.ToLowerInvariant()} request \"{written}\""),
        };
        JsonObject item = store.Find(kind, @namespace, name) ?? throw ApiException.NotFound(kind, name);
        bool tls = scheme == "https";
        if (kind == ResourceKinds.Nodes)
            return OfNode(item, tls, port);
        return kind == ResourceKinds.Pods ? new(tls, OfPod(item, tls, port)) : new(tls, OfService(store, item, port));
    }

    private static ProxyTarget OfNode(JsonObject node, bool tls, string port)
    {
        int kubelet = KubeObject.Number(node, "status", "daemonEndpoints", "kubeletEndpoint", "Port") ?? 10250;
        string address = KubeObject.Text(KubeObject.Items(node, "status", "addresses").FirstOrDefault(address => KubeObject.Text(address, "type") == "InternalIP"), "address")
            ?? throw ApiException.Internal($"no preferred addresses found; known addresses: []");
        // Without a port it is the kubelet, which speaks TLS.
        return port.Length == 0 || port == kubelet.ToString(CultureInfo.InvariantCulture)
            ? new(Tls: true, new(IPAddress.Parse(address), kubelet))
            : new(tls, new(IPAddress.Parse(address), Number(port)));
    }

    private static IPEndPoint OfPod(JsonObject pod, bool tls, string port)
    {
        if (!IPAddress.TryParse(KubeObject.Text(pod, "status", "podIP"), out IPAddress? address))
            throw ApiException.BadRequest("address not allowed");
        int first = KubeObject.Items(pod, "spec", "containers").SelectMany(container => KubeObject.Items(container, "ports"))
            .Select(item => KubeObject.Number(item, "containerPort")).FirstOrDefault() ?? (tls ? 443 : 80);
        return new(address, port.Length == 0 ? first : Number(port));
    }

    private static IPEndPoint OfService(ClusterStore store, JsonObject service, string port)
    {
        string name = KubeObject.Name(service);
        if (int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            JsonObject numbered = KubeObject.Items(service, "spec", "ports").FirstOrDefault(item => KubeObject.Number(item, "port") == number)
                ?? throw ApiException.ServiceUnavailable($"no service port {number} found for service \"{name}\"");
            port = KubeObject.Text(numbered, "name") ?? "";
        }

        List<IPEndPoint> ready = [];
        foreach (JsonObject slice in store.List(ResourceKinds.EndpointSlices, KubeObject.Namespace(service)))
        {
            if (KubeObject.Text(slice, "metadata", "labels", "kubernetes.io/service-name") != name)
                continue;
            int? target = KubeObject.Number(KubeObject.Items(slice, "ports").FirstOrDefault(item => (KubeObject.Text(item, "name") ?? "") == port), "port");
            if (target is not { } found)
                continue;
            ready.AddRange(KubeObject.Items(slice, "endpoints").Where(endpoint => KubeObject.At(endpoint, "conditions", "ready") is null || KubeObject.IsTrue(endpoint, "conditions", "ready"))
                .SelectMany(endpoint => endpoint["addresses"] as JsonArray ?? []).Select(address => new IPEndPoint(IPAddress.Parse(address!.GetValue<string>()), found)));
        }

        return ready.Count > 0 ? ready[RandomNumberGenerator.GetInt32(ready.Count)] : throw ApiException.ServiceUnavailable($"no endpoints available for service \"{name}\"");
    }

    private static int Number(string port) => int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and < 65536
        ? number
        : throw ApiException.BadRequest($"invalid port \"{port}\"");
}
