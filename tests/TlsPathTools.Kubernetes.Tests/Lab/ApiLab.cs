using TlsPathTools.Kubernetes.Configuration;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.KubernetesApi;
using TlsPathTools.Lab.KubernetesApi.Audit;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;
using TlsPathTools.TestServers;
using ResourceKind = TlsPathTools.Lab.Cluster.ResourceKind;

namespace TlsPathTools.Kubernetes.Tests.Lab;

/// <summary>A scenario's world with its Kubernetes API and nothing else that runs, so that nothing changes but what a test changes.</summary>
internal sealed class ApiLab : IAsyncDisposable
{
    private readonly AddressPlan _addresses;

    private ApiLab(string scenario)
    {
        LabScenario loaded = ScenarioFile.Load(scenario);
        _addresses = AddressPlan.Claim(Cidr.Parse(loaded.Network.Cidr));
        World = WorldBuilder.Build(loaded, _addresses, new PortPlan(Privileged: false), TimeProvider.System);
        Server = KubernetesApiServer.Start(World, new AuditLog());
        KubeConfigPath = Home.Write("config", Server.KubeConfig);
    }

    public LabWorld World { get; }

    public ClusterStore Store => World.Cluster;

    public KubernetesApiServer Server { get; }

    public TempFolder Home { get; } = new();

    public string KubeConfigPath { get; }

    public static ApiLab Start(string scenario = "relay-node-fault") => new(scenario);

    /// <summary>A connection as the administrator, or with another kubeconfig.</summary>
    public KubernetesConnection Connect(string? kubeConfig = null, KubernetesConnectionOptions? options = null) => KubernetesConnection.Open((options ?? new()) with
    {
        KubeConfigPath = kubeConfig is null ? KubeConfigPath : Home.Write("other", kubeConfig),
        Machine = NoMachine,
    });

    /// <summary>A machine without a home, variables or proxies.</summary>
    public static MachineEnvironment NoMachine { get; } = new() { Variable = _ => null, Home = "/nonexistent" };

    /// <summary>The names in the store, as the API writes them.</summary>
    public string[] Names(ResourceKind kind, string? @namespace = null) => [.. Store.List(kind, @namespace).Select(KubeObject.Name)];

    /// <summary>Runs kubectl with the lab's kubeconfig and a home of its own.</summary>
    public async Task<string> KubectlAsync(params string[] arguments)
    {
        ProgramRun run = await ProgramRun.RunAsync(
            "env", ["-u", "HTTPS_PROXY", "-u", "https_proxy", $"HOME={Home.Path}", $"KUBECONFIG={KubeConfigPath}", RealPart.Require("kubectl"), .. arguments], bound: TimeSpan.FromSeconds(60), closeInput: true);
        Assert.True(run.ExitCode == 0, run.Output);
        return run.Output;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        World.Authority.Dispose();
        _addresses.Dispose();
        Home.Dispose();
    }
}
