using TlsPathTools.Connections.Tests.Labs;
using TlsPathTools.Lab;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;
using TlsPathTools.TestServers;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Collecting;
using TlsPathTools.Topology.KubeProxies;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Connections.Tests.Robustness;

/// <summary>The incident's lab with APIs that make it hard, by their own settings or by relays in front of them.</summary>
internal sealed class HardLab : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<IAsyncDisposable> _relays = [];

    private HardLab(TlsPathLab lab) => Lab = lab;

    public TlsPathLab Lab { get; }

    public ApiBehaviour Apis => Lab.World.Apis;

    public IReadOnlyList<MapAddress> Addresses => [.. Lab.EndpointAddresses.Select(address => new MapAddress($"{address}", Lab.EndpointPort, Lab.EndpointName))];

    public static Task<HardLab> StartAsync(string scenario = "relay-node-fault", LabOptions? options = null) => StartAsync(ScenarioFile.Load(scenario), options);

    public static async Task<HardLab> StartAsync(LabScenario scenario, LabOptions? options = null) =>
        new(await TlsPathLab.StartAsync(scenario, options, TestContext.Current.CancellationToken));

    /// <summary>A relay in front of the AWS API, or of that of Kubernetes.</summary>
    public ApiRelay Relay(Uri api, Func<RelayedRequest, Tampering?>? rule = null)
    {
        var relay = new ApiRelay(api, rule);
        _relays.Add(relay);
        return relay;
    }

    /// <summary>The access of somebody who gives keys and a kubeconfig.</summary>
    public Task<PathAccess> OpenAsync(Func<AccessOptions, AccessOptions>? change = null, ApiRelay? aws = null, ApiRelay? kubernetes = null, string? token = null)
    {
        var options = new AccessOptions
        {
            Region = Lab.Region,
            AccessKeyId = Lab.AccessKeyId,
            SecretAccessKey = Lab.SecretAccessKey,
            EndpointUrl = (aws?.Endpoint ?? Lab.AwsEndpoint).AbsoluteUri.TrimEnd('/'),
            KubeConfigPath = KubeConfig(kubernetes, token),
        };
        return PathAccess.OpenAsync(change is null ? options : change(options), TestContext.Current.CancellationToken);
    }

    /// <summary>A kubeconfig file for the cluster, or for a relay in front of it.</summary>
    public string KubeConfig(ApiRelay? kubernetes = null, string? token = null)
    {
        string config = Lab.KubeConfig!;
        if (kubernetes is not null)
        {
            string authority = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(TestCertificates.Authority.ExportCertificatePem()));
            config = Replaced(Replaced(config, "server: ", kubernetes.Endpoint.GetLeftPart(UriPartial.Authority)), "certificate-authority-data: ", authority);
        }

        if (token is not null)
            config = Replaced(config, "token: ", token);
        return _folder.Write($"config-{Guid.NewGuid():N}", config);
    }

    /// <summary>Reads all parts, or some.</summary>
    public async Task<Seen> ReadAsync(PathAccess access, SnapshotParts parts = SnapshotParts.All)
    {
        IReadOnlyList<MapAddress> addresses = Addresses;
        var request = new SnapshotRequest { Addresses = addresses, ClusterName = Lab.Scenario.Cluster?.Name, Parts = parts };
        PathSnapshot snapshot = await MappedScenario.SnapshotAsync(Lab, access, request, TestContext.Current.CancellationToken);
        IReadOnlyList<NodeKubeProxy> proxies = NodeKubeProxies.Find(snapshot);
        return new Seen(snapshot, EndpointLoadBalancers.Find(snapshot, addresses), TargetNodeMap.Build(snapshot, new MapQuery { Addresses = addresses }, proxies), proxies);
    }

    /// <summary>Opens and reads.</summary>
    public async Task<Seen> ReadAsync(Func<AccessOptions, AccessOptions>? change = null, ApiRelay? aws = null, ApiRelay? kubernetes = null, string? token = null)
    {
        using PathAccess access = await OpenAsync(change, aws, kubernetes, token);
        Assert.Empty(access.Notes);
        return await ReadAsync(access);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable relay in _relays)
            await relay.DisposeAsync();
        await Lab.DisposeAsync();
        _folder.Dispose();
    }

    private static string Replaced(string config, string key, string value)
    {
        int start = config.IndexOf(key, StringComparison.Ordinal) + key.Length;
        return string.Concat(config.AsSpan(0, start), value, config.AsSpan(config.IndexOf('\n', start)));
    }
}

/// <summary>What an investigation has in hand.</summary>
internal sealed record Seen(PathSnapshot Snapshot, IReadOnlyList<EndpointLoadBalancer> Balancers, IReadOnlyList<TargetNode> Rows, IReadOnlyList<NodeKubeProxy> KubeProxies)
{
    public SnapshotGap[] Gaps => Snapshot.Gaps;

    /// <summary>Operations that a gap is about, once each.</summary>
    public string[] GapOperations => [.. Gaps.Select(gap => gap.Operation).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Each gap is a sentence that says what happened.</summary>
    public void HasWordsForEveryGap() => Assert.All(Gaps, gap =>
    {
        Assert.Matches(@"^[A-Z""'].{10,}\.?$", gap.Reason);
        Assert.DoesNotContain("Exception", gap.Reason, StringComparison.Ordinal);
        Assert.NotEqual(GapKind.Other, gap.Kind);
    });
}
