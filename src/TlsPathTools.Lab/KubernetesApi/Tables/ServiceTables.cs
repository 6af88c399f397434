using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.KubernetesApi.Tables;

/// <summary>The tables of what brings connections to pods.</summary>
internal static class ServiceTables
{
    public static void Services(Table table) => table
        .Text("Type", service => KubeObject.Text(service, "spec", "type"))
        .Text("Cluster-IP", service => Cells.OrNone(KubeObject.Text(service, "spec", "clusterIP")))
        .Text("External-IP", ExternalIP)
        .Text("Port(s)", service => Cells.OrNone(string.Join(',', KubeObject.Items(service, "spec", "ports").Select(Port))))
        .Age()
        .Text("Selector", service => Cells.Labels(service, "spec", "selector"), wide: true);

    public static void Endpoints(Table table) => table
        .Text("Endpoints", endpoints => Cells.Some([.. KubeObject.Items(endpoints, "subsets").SelectMany(Addresses)], Cells.None))
        .Age();

    public static void EndpointSlices(Table table) => table
        .Text("AddressType", slice => KubeObject.Text(slice, "addressType"))
        .Text("Ports", slice => Cells.Some([.. KubeObject.Items(slice, "ports").Select(port => KubeObject.Number(port, "port")?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "*")], "<unset>"))
        .Text("Endpoints", slice => Cells.Some([.. KubeObject.Items(slice, "endpoints").SelectMany(endpoint => Texts(endpoint["addresses"]))], "<unset>"))
        .Age();

    public static void Ingresses(Table table) => table
        .Text("Class", ingress => Cells.OrNone(KubeObject.Text(ingress, "spec", "ingressClassName") ?? KubeObject.Text(ingress, "metadata", "annotations", "kubernetes.io/ingress.class")))
        .Text("Hosts", ingress => Cells.Some([.. KubeObject.Items(ingress, "spec", "rules").Select(rule => KubeObject.Text(rule, "host")).OfType<string>()], "*"))
        .Text("Address", LoadBalancer)
        .Text("Ports", ingress => KubeObject.Items(ingress, "spec", "tls").Any() ? "80, 443" : "80")
        .Age();

    public static void IngressClasses(Table table) => table
        .Text("Controller", item => KubeObject.Text(item, "spec", "controller"))
        .Text("Parameters", item => KubeObject.At(item, "spec", "parameters") is { } parameters
            ? $"{KubeObject.Text(parameters, "kind")}{(KubeObject.Text(parameters, "apiGroup") is { } group ? "." + group : "")}/{KubeObject.Text(parameters, "name")}" : Cells.None)
        .Age();

    public static void NetworkPolicies(Table table) => table
        .Text("Pod-Selector", policy => Cells.Selector(policy, "spec", "podSelector"))
        .Age();

    private static string ExternalIP(JsonObject service)
    {
        string[] external = [.. Texts(KubeObject.At(service, "spec", "externalIPs"))];
        switch (KubeObject.Text(service, "spec", "type"))
        {
            case "LoadBalancer":
                string balancer = string.Join(',', external.Prepend(LoadBalancer(service)).Where(part => part.Length > 0));
                return balancer.Length > 0 ? balancer : "<pending>";
            case "ExternalName":
                return KubeObject.Text(service, "spec", "externalName") ?? "";
            default:
                return Cells.OrNone(string.Join(',', external));
        }
    }

    private static string LoadBalancer(JsonObject item) => string.Join(',', KubeObject.Items(item, "status", "loadBalancer", "ingress")
        .Select(ingress => KubeObject.Text(ingress, "ip") ?? KubeObject.Text(ingress, "hostname")).OfType<string>());

    private static string Port(JsonObject port)
    {
        string number = $"{KubeObject.Number(port, "port")}";
        string node = KubeObject.Number(port, "nodePort") is { } nodePort and > 0 ? $":{nodePort}" : "";
        return $"{number}{node}/{KubeObject.Text(port, "protocol") ?? "TCP"}";
    }

    private static IEnumerable<string> Addresses(JsonObject subset)
    {
        int?[] ports = [.. KubeObject.Items(subset, "ports").Select(port => KubeObject.Number(port, "port"))];
        string?[] addresses = [.. KubeObject.Items(subset, "addresses").Select(address => KubeObject.Text(address, "ip"))];
        return ports.Length == 0 ? addresses.OfType<string>() : ports.SelectMany(_ => addresses, (port, address) => $"{address}:{port}");
    }

    private static IEnumerable<string> Texts(JsonNode? array) => (array as JsonArray ?? []).Select(value => value?.GetValue<string>()).OfType<string>();
}
