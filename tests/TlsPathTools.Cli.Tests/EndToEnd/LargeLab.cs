using System.Text.Json.Nodes;

namespace TlsPathTools.Cli.Tests.EndToEnd;

/// <summary>A scenario of a thousand nodes in a hundred target groups.</summary>
internal static class LargeLab
{
    public const int Nodes = 1000;
    public const int Groups = 100;
    private const int NodesInGroup = 10;

    public static string Json() => new JsonObject
    {
        ["name"] = "large",
        ["title"] = "A large cluster, and nothing is wrong",
        ["endpoint"] = new JsonObject { ["name"] = "app000.example.org" },
        ["network"] = new JsonObject
        {
            ["subnets"] = Array(
                Subnet("subnet-00000000000000001", "eu-west-2a", "10.0.0.0/19"), Subnet("subnet-00000000000000002", "eu-west-2b", "10.0.32.0/19"),
                Subnet("subnet-00000000000000003", "eu-west-2a", "10.0.64.0/24"), Subnet("subnet-00000000000000004", "eu-west-2b", "10.0.65.0/24")),
        },
        ["dns"] = new JsonObject { ["records"] = Each(Groups, i => new JsonObject { ["name"] = $"app{i:d3}.example.org", ["type"] = "ALIAS", ["values"] = Array("fleet") }) },
        ["certificates"] = Array(new JsonObject { ["name"] = "fleet", ["dnsNames"] = Array("*.example.org") }),
        ["loadBalancers"] = Array(new JsonObject
        {
            ["name"] = "fleet",
            ["type"] = "network",
            ["subnets"] = Array(new JsonObject { ["subnet"] = "subnet-00000000000000003" }, new JsonObject { ["subnet"] = "subnet-00000000000000004" }),
            ["listeners"] = Each(Groups, i => new JsonObject { ["port"] = i == 0 ? 443 : 9000 + i, ["protocol"] = "TCP", ["forward"] = Array(new JsonObject { ["targetGroup"] = $"app{i:d3}" }) }),
        }),
        ["targetGroups"] = Each(Groups, i => new JsonObject
        {
            ["name"] = $"app{i:d3}",
            ["protocol"] = "TCP",
            ["port"] = 30000 + i,
            // As in life: 30 s.
            ["healthCheck"] = new JsonObject { ["intervalSeconds"] = 30, ["timeoutSeconds"] = 6 },
            ["targets"] = Each(NodesInGroup, n => JsonValue.Create(Node((i * NodesInGroup) + n))),
        }),
        ["cluster"] = new JsonObject
        {
            ["name"] = "fleet",
            ["nodes"] = Each(Nodes, n => new JsonObject { ["name"] = Node(n), ["subnet"] = n % 2 == 0 ? "subnet-00000000000000001" : "subnet-00000000000000002" }),
            ["deployments"] = Each(Groups, i => new JsonObject
            {
                ["name"] = $"app{i:d3}",
                ["nodes"] = Array(Node(i * NodesInGroup), Node((i * NodesInGroup) + 1)),
                ["ports"] = Array(new JsonObject { ["port"] = 8443, ["certificate"] = "fleet" }),
            }),
            ["services"] = Each(Groups, i => new JsonObject
            {
                ["name"] = $"app{i:d3}",
                ["selects"] = $"app{i:d3}",
                ["ports"] = Array(new JsonObject { ["targetPort"] = 8443, ["nodePort"] = 30000 + i }),
            }),
        },
        ["truth"] = new JsonObject { ["faultClass"] = "NoFaultNow", ["layer"] = "none", ["patterns"] = Array(new JsonObject { ["address"] = "*", ["maxRate"] = 0 }) },
    }.ToJsonString();

    private static string Node(int number) => $"node-{number:d4}";

    private static JsonObject Subnet(string id, string zone, string cidr) => new() { ["id"] = id, ["zone"] = zone, ["cidr"] = cidr };

    private static JsonArray Array(params JsonNode[] items) => new(items);

    private static JsonArray Each(int count, Func<int, JsonNode> item) => new([.. Enumerable.Range(0, count).Select(item)]);
}
