using System.Text.Json.Nodes;
using TlsPathTools.Lab.AwsApi;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.KubernetesApi;
using TlsPathTools.Lab.KubernetesApi.Audit;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;
using TlsPathTools.TestServers;

namespace TlsPathTools.Connections.Tests.Scale;

/// <summary>5,000 nodes, 500 target groups with 40 targets each behind ten load balancers: a world with its two APIs, and no sockets behind it.</summary>
internal sealed class LargeWorld : IAsyncDisposable
{
    public const int Nodes = 5000;
    public const int Groups = 500;
    public const int TargetsInGroup = 40;
    public const int Balancers = 10;

    private readonly AddressPlan _addresses;
    private readonly TempFolder _folder = new();

    private LargeWorld()
    {
        LabScenario scenario = ScenarioFile.Load(_folder.Write("large.json", Json()));
        _addresses = AddressPlan.Claim(Cidr.Parse(scenario.Network.Cidr));
        World = WorldBuilder.Build(scenario, _addresses, new PortPlan(Privileged: false), TimeProvider.System);
        foreach (TargetGroup group in World.Cloud.TargetGroups.Values)
            group.Targets.ForEach(target => target.State = "healthy");
        Aws = AwsApiServer.Start(World);
        Kubernetes = KubernetesApiServer.Start(World, new AuditLog());
        KubeConfigPath = _folder.Write("config", Kubernetes.KubeConfig);
    }

    public LabWorld World { get; }

    public AwsApiServer Aws { get; }

    public KubernetesApiServer Kubernetes { get; }

    public string KubeConfigPath { get; }

    public static LargeWorld Build() => new();

    public async ValueTask DisposeAsync()
    {
        await Aws.DisposeAsync();
        await Kubernetes.DisposeAsync();
        World.Authority.Dispose();
        _addresses.Dispose();
        _folder.Dispose();
    }

    private static string Json() => new JsonObject
    {
        ["name"] = "large",
        ["title"] = "A large fleet, and nothing is wrong",
        ["endpoint"] = new JsonObject { ["name"] = "app000.example.org" },
        ["network"] = new JsonObject
        {
            ["subnets"] = Array(
                Subnet("subnet-00000000000000001", "eu-west-2a", "10.0.0.0/18"), Subnet("subnet-00000000000000002", "eu-west-2b", "10.0.64.0/18"),
                Subnet("subnet-00000000000000003", "eu-west-2a", "10.0.128.0/24"), Subnet("subnet-00000000000000004", "eu-west-2b", "10.0.129.0/24")),
        },
        ["dns"] = new JsonObject { ["records"] = Array(new JsonObject { ["name"] = "app000.example.org", ["type"] = "ALIAS", ["values"] = Array("front-0") }) },
        ["certificates"] = Array(new JsonObject { ["name"] = "fleet", ["dnsNames"] = Array("*.example.org") }),
        ["loadBalancers"] = Each(Balancers, balancer => new JsonObject
        {
            ["name"] = $"front-{balancer}",
            ["type"] = "network",
            ["subnets"] = Array(new JsonObject { ["subnet"] = "subnet-00000000000000003" }, new JsonObject { ["subnet"] = "subnet-00000000000000004" }),
            ["listeners"] = Each(Groups / Balancers, i => new JsonObject
            {
                ["port"] = i == 0 ? 443 : 9000 + i, ["protocol"] = "TCP", ["forward"] = Array(new JsonObject { ["targetGroup"] = Name((balancer * Groups / Balancers) + i) }),
            }),
        }),
        ["targetGroups"] = Each(Groups, i => new JsonObject
        {
            ["name"] = Name(i),
            ["protocol"] = "TCP",
            ["port"] = 30000 + i,
            ["targets"] = Each(TargetsInGroup, n => JsonValue.Create(Node(((i * TargetsInGroup) + n) % Nodes))),
        }),
        ["autoScalingGroups"] = Each(4, i => new JsonObject { ["name"] = $"workers-{i}", ["maxSize"] = Nodes }),
        ["cluster"] = new JsonObject
        {
            ["name"] = "fleet",
            ["nodes"] = Each(Nodes, n => new JsonObject { ["name"] = Node(n), ["subnet"] = n % 2 == 0 ? "subnet-00000000000000001" : "subnet-00000000000000002", ["autoScalingGroup"] = $"workers-{n % 4}" }),
            ["deployments"] = Each(Groups, i => new JsonObject
            {
                ["name"] = Name(i),
                ["nodes"] = Array(Node(i * TargetsInGroup % Nodes), Node(((i * TargetsInGroup) + 1) % Nodes)),
                ["ports"] = Array(new JsonObject { ["port"] = 8443, ["certificate"] = "fleet" }),
            }),
            ["services"] = Each(Groups, i => new JsonObject
            {
                ["name"] = Name(i),
                ["selects"] = Name(i),
                ["ports"] = Array(new JsonObject { ["targetPort"] = 8443, ["nodePort"] = 30000 + i }),
            }),
        },
        ["truth"] = new JsonObject { ["faultClass"] = "NoFaultNow", ["layer"] = "none", ["patterns"] = Array(new JsonObject { ["address"] = "*", ["maxRate"] = 0 }) },
    }.ToJsonString();

    private static string Name(int group) => $"app{group:d3}";

    private static string Node(int number) => $"node-{number:d4}";

    private static JsonObject Subnet(string id, string zone, string cidr) => new() { ["id"] = id, ["zone"] = zone, ["cidr"] = cidr };

    private static JsonArray Array(params JsonNode[] items) => new(items);

    private static JsonArray Each(int count, Func<int, JsonNode> item) => new([.. Enumerable.Range(0, count).Select(item)]);
}
