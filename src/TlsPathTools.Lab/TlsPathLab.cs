using System.Net;
using System.Net.Sockets;
using TlsPathTools.Lab.AwsApi;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Controllers;
using TlsPathTools.Lab.Dns;
using TlsPathTools.Lab.KubernetesApi;
using TlsPathTools.Lab.KubernetesApi.Audit;
using TlsPathTools.Lab.LoadBalancing;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Nodes;
using TlsPathTools.Lab.Proxies;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;
using TlsPathTools.Probing;

namespace TlsPathTools.Lab;

/// <summary>A running lab: a scenario's world on loopback, with everything that is needed to reach it. It ends when it is disposed.</summary>
public sealed class TlsPathLab : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _parts = new();
    private readonly AddressPlan _addresses;
    private LabFiles? _files;
    private NameServers? _names;

    private TlsPathLab(LabScenario scenario, AddressPlan addresses)
    {
        Scenario = scenario;
        _addresses = addresses;
    }

    /// <summary>What it runs.</summary>
    public LabScenario Scenario { get; }

    /// <summary>The name that the scenario is about.</summary>
    public string EndpointName => Scenario.Endpoint.Name;

    /// <summary>Its port: the scenario's, or 8000 more where this user may not listen below 1024.</summary>
    public int EndpointPort => World.Ports.Map(Scenario.Endpoint.Port);

    /// <summary>The zones that the lab's resolvers answer for: the endpoint's domain, and names of records beside it.</summary>
    public IEnumerable<string> ZoneNames => Scenario.Dns.Records.Select(record => record.Name.TrimEnd('.')).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>Resolvers by name, in the scenario's order.</summary>
    public IReadOnlyList<(string Name, IPEndPoint EndPoint)> Resolvers { get; private set; } = [];

    /// <summary>The resolver that the scenario's client asks.</summary>
    public IPEndPoint ClientResolver => Resolvers.First(resolver => Scenario.Client.Resolver is not { } name || resolver.Name == name).EndPoint;

    /// <summary>The addresses of the endpoint's name, as the scenario's client is told them now.</summary>
    public IReadOnlyList<IPAddress> EndpointAddresses => _names?.Resolve(Scenario.Client.Resolver, EndpointName) ?? [];

    /// <summary>The proxy that the scenario's client goes through; null for a direct way.</summary>
    public Uri? ClientProxy { get; private set; }

    /// <summary>The authorities that the scenario's client trusts, as PEM.</summary>
    public string TrustedPem => World.Authority.TrustedPem;

    /// <summary>Opens connections as the world's network would, for probes of this process.</summary>
    public IConnector Connector { get; private set; } = null!;

    /// <summary>The endpoint of the AWS API.</summary>
    public Uri AwsEndpoint { get; private set; } = null!;

    /// <summary>The access key that the AWS API takes. It is worth nothing elsewhere.</summary>
    public string AccessKeyId => World.Credentials.AccessKeyId;

    /// <summary>Its secret.</summary>
    public string SecretAccessKey => World.Credentials.SecretAccessKey;

    /// <summary>The region of the account.</summary>
    public string Region => Scenario.Account.Region;

    /// <summary>The endpoint of the Kubernetes API; null in a world without a cluster.</summary>
    public Uri? KubernetesEndpoint { get; private set; }

    /// <summary>A kubeconfig for it; null in a world without a cluster.</summary>
    public string? KubeConfig { get; private set; }

    /// <summary>The file with the kubeconfig, readable by this user alone; null without a cluster, or where no files are written.</summary>
    public string? KubeConfigPath => _files?.KubeConfigPath;

    /// <summary>The file with the audit log of the Kubernetes API, a line a request as API servers write them; null without a cluster, or where no files are written.</summary>
    public string? AuditLogPath => _files?.AuditLogPath;

    /// <summary>The file with <see cref="TrustedPem"/>; null where no files are written.</summary>
    public string? TrustedPemPath => _files?.TrustedPemPath;

    internal LabWorld World { get; private set; } = null!;

    /// <summary>What was asked of the Kubernetes API.</summary>
    internal AuditLog Audit { get; } = new();

    internal Fabric Fabric { get; private set; } = null!;

    /// <summary>Raised for everything that happens in the world, on the thread that tells it.</summary>
    public event Action<LabEvent>? Happened;

    /// <summary>Starts a lab.</summary>
    /// <param name="scenario">What to run.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Stops starting; nothing is left then.</param>
    /// <exception cref="IOException">This system cannot run it, or not now; the message says what to do.</exception>
    public static async Task<TlsPathLab> StartAsync(LabScenario scenario, LabOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new LabOptions();
        AddressPlan addresses = AddressPlan.Claim(Cidr.Parse(scenario.Network.Cidr));
        var lab = new TlsPathLab(scenario, addresses);
        try
        {
            await lab.StartPartsAsync(options, cancellationToken).ConfigureAwait(false);
            return lab;
        }
        catch (SocketException exception)
        {
            await lab.DisposeAsync().ConfigureAwait(false);
            throw new IOException($"The lab cannot open its sockets: {exception.Message}. Each address and port has one; 'ulimit -n' bounds how many there may be.", exception);
        }
        catch
        {
            await lab.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The loopback addresses that a scenario opens sockets on, where no other lab runs: systems that have only 127.0.0.1 need an alias for each.</summary>
    public static IReadOnlyList<IPAddress> AddressesOf(LabScenario scenario) => WorldAddresses.Of(scenario);

    /// <summary>The world as it is now.</summary>
    public LabStatus Look() => LabStatusReader.Read(World);

    /// <summary>Whether an address belongs to this lab.</summary>
    public bool Owns(IPAddress address) => _addresses.Vpc.Contains(address) || _addresses.Public.Contains(address);

    /// <summary>Stops everything: no socket, task or file is left.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out IAsyncDisposable? part))
            await part.DisposeAsync().ConfigureAwait(false);
        _files?.Dispose();
        _addresses.Dispose();
    }

    private async Task StartPartsAsync(LabOptions options, CancellationToken cancellationToken)
    {
        PortPlan ports = PortPlanReader.Read(_addresses, Scenario, options.HighPorts);
        World = WorldBuilder.Build(Scenario, _addresses, ports, options.Time ?? Clock());
        _parts.Push(new Disposing(World.Authority));
        _parts.Push(new Disposing(Audit));
        options.Prepare?.Invoke(World);
        World.Log.Told += entry => Happened?.Invoke(new LabEvent(entry.When, entry.Component, entry.Text));
        World.Faults.Ended += fault => World.Log.Tell(World.Now, fault.Spec.At, $"the fault '{fault.Spec.Id}' ended: {fault.EndedBy}");

        Fabric = Keep(new Fabric(World));
        Connector = new LabConnector(Fabric);
        World.DataPlane = Keep(new DataPlane(Fabric));
        _names = Keep(NameServers.Start(World));
        Resolvers = _names.EndPoints;
        Keep(await ControllerLoop.StartAsync(World, cancellationToken).ConfigureAwait(false));
        Keep(await LoadBalancers.StartAsync(Fabric, cancellationToken).ConfigureAwait(false));
        ProxyServers proxies = Keep(ProxyServers.Start(Fabric, _names));
        if (Scenario.Client.Proxy is { } proxy)
            ClientProxy = new Uri($"http://{proxies.EndPoints[proxy]}");
        AwsEndpoint = Keep(AwsApiServer.Start(World)).Endpoint;
        if (Scenario.Cluster is not null)
        {
            KubernetesApiServer kubernetes = Keep(KubernetesApiServer.Start(World, Audit));
            KubernetesEndpoint = kubernetes.Endpoint;
            KubeConfig = kubernetes.KubeConfig;
        }

        if (options.AllowNftables)
            Keep(await PacketFilter.StartAsync(Fabric, cancellationToken).ConfigureAwait(false));
        if (options.WriteFiles)
            _files = LabFiles.Write(Scenario.Name, TrustedPem, KubeConfig);
        if (AuditLogPath is { } path)
            Audit.WriteTo(path);
    }

    private LabClock Clock()
    {
        var clock = new LabClock();
        _parts.Push(new Disposing(clock));
        return clock;
    }

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Push(part);
        return part;
    }

    private sealed class Disposing(IDisposable inner) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            inner.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

/// <summary>Something that happened in a lab.</summary>
/// <param name="When">When.</param>
/// <param name="Component">To what, in the form of <see cref="FaultSpec.At"/>.</param>
/// <param name="Text">What, in words.</param>
public sealed record LabEvent(DateTimeOffset When, string Component, string Text);
