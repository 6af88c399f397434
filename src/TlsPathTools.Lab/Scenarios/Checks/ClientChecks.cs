using System.Net;
using System.Net.Sockets;
using TlsPathTools.Lab.Scenarios.Reading;

namespace TlsPathTools.Lab.Scenarios.Checks;

/// <summary>The client's side: where it is, which names it knows, through what it goes.</summary>
internal static class ClientChecks
{
    public static void Run(CheckContext context, Place root)
    {
        LabScenario scenario = context.Scenario;
        context.Unique(root["dns"].Each("resolvers", scenario.Dns.Resolvers), resolver => resolver.Name, "name", "resolvers");
        context.Unique(root.Each("proxies", scenario.Proxies), proxy => proxy.Name, "name", "proxies");
        Place client = root["client"];
        context.Refer(client["proxy"], scenario.Client.Proxy, context.Proxies);
        context.Refer(client["resolver"], scenario.Client.Resolver, context.Resolvers);
        if (client["address"].IsWritten && scenario.Cluster?.Nodes.All(node => node.Address != scenario.Client.Address) != false)
            context.Claim(client["address"], scenario.Client.Address, "the client");
        foreach ((ResolverSpec resolver, Place at) in root["dns"].Each("resolvers", scenario.Dns.Resolvers))
            context.Claim(at["address"], resolver.Address, $"resolver {resolver.Name}");
        foreach ((ProxySpec proxy, Place at) in root.Each("proxies", scenario.Proxies))
        {
            context.Claim(at["address"], proxy.Address, $"proxy {proxy.Name}");
            context.Refer(at["resolver"], proxy.Resolver, context.Resolvers);
            context.Unique(at.Each("members", proxy.Members), member => member, "", "members");
        }

        foreach ((DnsRecordSpec record, Place at) in root["dns"].Each("records", scenario.Dns.Records))
            CheckRecord(context, record, at);
        string name = scenario.Endpoint.Name.TrimEnd('.');
        bool known = scenario.Dns.Records.Any(record => record.Name.TrimEnd('.').Equals(name, StringComparison.OrdinalIgnoreCase) && record.Type is "A" or "AAAA" or "CNAME" or "ALIAS");
        if (!known && !name.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase))
            context.Wrong(root["endpoint"]["name"], $"no record gives '{name}' an address; add one to dns.records, such as {{ \"name\": \"{name}\", \"type\": \"ALIAS\", \"values\": [\"LOADBALANCER\"] }}");
    }

    private static void CheckRecord(CheckContext context, DnsRecordSpec record, Place at)
    {
        context.ReferAll(at, "resolvers", record.Resolvers, context.Resolvers);
        if (record.Type is "CNAME" or "ALIAS" && record.Values.Count > 1)
            context.Wrong(at["values"], $"{record.Type} has one value");
        foreach ((string value, Place place) in at.Each("values", record.Values))
        {
            if (record.Type == "ALIAS")
                context.Refer(place, value, context.LoadBalancers);
            else if (record.Type == "A" && value.StartsWith("lb:", StringComparison.Ordinal))
                CheckFront(context, value, place);
            else if (record.Type == "A" && !(IPAddress.TryParse(value, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetwork))
                context.Wrong(place, $"'{value}' is no value of an A record; write an address, or lb:NAME/ZONE");
            else if (record.Type == "A")
                context.IsAddress(place, value);
            else if (record.Type == "AAAA" && !(IPAddress.TryParse(value, out IPAddress? v6) && v6.AddressFamily == AddressFamily.InterNetworkV6))
                context.Wrong(place, $"'{value}' is no IPv6 address");
        }
    }

    private static void CheckFront(CheckContext context, string value, Place at)
    {
        if (Component.Parse(value, context, settings: false, out string? problem) is null)
            context.Wrong(at, problem!);
    }
}
