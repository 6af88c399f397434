using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Xunit;

namespace TlsPathTools.TestServers;

/// <summary>
/// A Kubernetes cluster of real programs: etcd, kube-apiserver, kube-controller-manager, kube-scheduler and, on each node, kube-proxy; each node is a network namespace.
/// Only the kubelets are ours (<see cref="KubernetesNode"/>): they run kube-proxy alone, and what listens on a node is a thread of this process. Needs root on Linux.
/// </summary>
public sealed class KubernetesCluster : IAsyncDisposable
{
    /// <summary>May do everything.</summary>
    public const string Admin = "admin";

    /// <summary>In the group "tlspathtools", for which docs/permissions.md has roles.</summary>
    public const string Engineer = "engineer";

    private const string Bridge = "nodes";
    private const int Port = 6443;

    // No registry that the tests may use has these; etcd comes with CI.
    private static readonly string[] s_programs = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy"];

    private readonly TempFolder _folder = new();
    private readonly NetworkWorld _world;
    private readonly List<ServerProcess> _programs = [];
    private readonly List<KubernetesNode> _nodes = [];
    private readonly CancellationTokenSource _ending = new();
    private ServerProcess? _apiServer;
    private Task _kubelets = Task.CompletedTask;

    private KubernetesCluster(NetworkWorld world)
    {
        _world = world;
        Api = new KubernetesApi(new Uri($"https://{EndPoint}/"), TokenOf(Admin), TestCertificates.Authority);
    }

    /// <summary>The API, for whoever may do everything.</summary>
    public KubernetesApi Api { get; }

    /// <summary>What the API server noted of each request, in the order of its answers.</summary>
    public IReadOnlyList<AuditLine> Audit => [.. File.ReadLines(_folder.File("audit.log")).Select(line => AuditLine.Of(JsonNode.Parse(line)!))];

    /// <summary>What ended the kubelets before the cluster; null where nothing did.</summary>
    public Exception? Trouble => _kubelets.Exception;

    private IPEndPoint EndPoint => new(_world.Address, Port);

    /// <summary>Starts one with its control plane alone; skips the test where this cannot be.</summary>
    public static async Task<KubernetesCluster> StartAsync()
    {
        if (s_programs.FirstOrDefault(program => RealPart.Find(program) is null) is { } missing)
            Assert.Skip($"{missing} is not installed, and no package registry that CI reaches has it: run this where it is installed.");
        RealPart.Require("etcd");
        RealPart.Require("kubectl");
        RealPart.Require("iptables");
        var cluster = new KubernetesCluster(await NetworkWorld.StartAsync());
        try
        {
            await cluster.BuildAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The path of a kubeconfig with the user's token.</summary>
    public string KubeConfig(string user = Admin) => _folder.File($"{user}.kubeconfig");

    /// <summary>Runs kubectl, which may do everything.</summary>
    public async Task<string> KubectlAsync(string input, params string[] arguments)
    {
        ProgramRun run = await ProgramRun.RunAsync(RealPart.Require("kubectl"), ["--kubeconfig", KubeConfig(), .. arguments], input, closeInput: true);
        return run.ExitCode == 0 ? run.Output : throw new InvalidOperationException($"kubectl {string.Join(' ', arguments)}: {run.Output}");
    }

    /// <summary>Adds a node, which a kubelet of ours registers and keeps.</summary>
    public async Task<KubernetesNode> AddNodeAsync(string name, string instanceId)
    {
        var node = await KubernetesNode.StartAsync(this, name, instanceId, $"{_world.Namespace}n{_nodes.Count}", 11 + _nodes.Count);
        lock (_nodes)
            _nodes.Add(node);
        return node;
    }

    /// <summary>A socket of a machine beside the nodes.</summary>
    public Socket NewSocket() => _world.Within(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));

    /// <summary>The API server dies, as by a crash, and comes back.</summary>
    public async Task RestartApiServerAsync(TimeSpan away)
    {
        await _apiServer!.DisposeAsync();
        await Task.Delay(away);
        await StartApiServerAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        // What ended them early is told by Trouble; here everything else is still to be ended.
        await _kubelets.ContinueWith(static _ => { }, TaskScheduler.Default);
        foreach (KubernetesNode node in _nodes)
            await node.DisposeAsync();
        if (_apiServer is not null)
            await _apiServer.DisposeAsync();
        foreach (ServerProcess program in Enumerable.Reverse(_programs))
            await program.DisposeAsync();
        await _world.DisposeAsync();
        Api.Dispose();
        _folder.Dispose();
        _ending.Dispose();
    }

    /// <summary>Runs ip; each line is a command.</summary>
    /// <param name="namespace">Where; null for the machine itself.</param>
    /// <param name="lines">Without the leading "ip".</param>
    internal static async Task IpAsync(string? @namespace, params string[] lines)
    {
        ProgramRun run = await ProgramRun.RunAsync(
            RealPart.Require("ip"), [.. @namespace is null ? Array.Empty<string>() : ["-n", @namespace], "-batch", "-"], string.Join('\n', lines) + "\n", closeInput: true);
        if (run.ExitCode != 0)
            throw new InvalidOperationException($"ip: {run.Output}");
    }

    /// <summary>A new namespace with a cable to the control plane.</summary>
    internal async Task PlugInAsync(string @namespace, string cable)
    {
        await IpAsync(null, $"netns add {@namespace}", $"link add name {cable} netns {_world.Namespace} type veth peer name eth0 netns {@namespace}");
        await IpAsync(_world.Namespace, $"link set {cable} master {Bridge}", $"link set {cable} up");
    }

    private static string TokenOf(string user) => $"{user}-token";

    // Once: what is written again is empty for whoever reads it at that moment.
    private void WriteKubeConfig(string user) => _folder.Write($"{user}.kubeconfig", $$"""
        apiVersion: v1
        kind: Config
        clusters: [{name: real, cluster: {server: "https://{{EndPoint}}", certificate-authority: "{{_folder.File("ca.crt")}}" } }]
        users: [{name: {{user}}, user: {token: {{TokenOf(user)}} } }]
        contexts: [{name: real, context: {cluster: real, user: {{user}} } }]
        current-context: real

        """);

    private async Task BuildAsync()
    {
        await IpAsync(_world.Namespace, $"link add name {Bridge} type bridge", $"addr add {KubernetesNode.Gateway}/24 dev {Bridge}", $"link set {Bridge} up");
        var etcd = new IPEndPoint(_world.Address, 2379);
        string peer = $"http://{_world.Address}:2380";
        _programs.Add(await StartAsync("etcd", etcd,
            "--data-dir", _folder.File("etcd"), "--listen-client-urls", $"http://{etcd}", "--advertise-client-urls", $"http://{etcd}",
            "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", $"default={peer}"));

        TestCertificates.WriteAuthority(_folder);
        WriteKubeConfig(Admin);
        WriteKubeConfig(Engineer);
        TestCertificates.Issue(["kubernetes"], _world.Address).Write(_folder, "apiserver");
        using (var key = RSA.Create(2048))
            _folder.Write("accounts.key", key.ExportPkcs8PrivateKeyPem() + "\n");
        _folder.Write("tokens.csv", $"{TokenOf(Admin)},{Admin},1,\"system:masters\"\n{TokenOf(Engineer)},{Engineer},2,\"tlspathtools\"\n");
        _folder.Write("audit.yaml", "apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived, ResponseStarted]\nrules: [{level: Metadata}]\n");
        await StartApiServerAsync();
        string admin = KubeConfig();
        _programs.Add(await StartAsync("kube-controller-manager", ready: null, "--kubeconfig", admin, "--controllers", "daemonset,endpoint,endpointslice", "--leader-elect=false", "--secure-port=0"));
        _programs.Add(await StartAsync("kube-scheduler", ready: null, "--kubeconfig", admin, "--leader-elect=false", "--secure-port=0"));
        _kubelets = Task.Run(RunKubeletsAsync);
    }

    private async Task StartApiServerAsync()
    {
        _apiServer = await StartAsync("kube-apiserver", EndPoint,
            "--etcd-servers", $"http://{_world.Address}:2379", "--bind-address", $"{_world.Address}", "--advertise-address", $"{_world.Address}", "--secure-port", $"{Port}",
            "--tls-cert-file", _folder.File("apiserver.crt"), "--tls-private-key-file", _folder.File("apiserver.key"), "--client-ca-file", _folder.File("ca.crt"),
            "--token-auth-file", _folder.File("tokens.csv"), "--authorization-mode", "RBAC", "--service-cluster-ip-range", "10.96.0.0/16",
            "--service-account-key-file", _folder.File("accounts.key"), "--service-account-signing-key-file", _folder.File("accounts.key"),
            "--service-account-issuer", "https://kubernetes.default.svc", "--disable-admission-plugins", "ServiceAccount", "--allow-privileged", "--kubelet-preferred-address-types", "InternalIP",
            "--audit-policy-file", _folder.File("audit.yaml"), "--audit-log-path", _folder.File("audit.log"));
        for (int looks = 0; looks < 300; looks++)
        {
            if (await Api.TrySendAsync(HttpMethod.Get, "readyz") is (200, _) && await Api.TrySendAsync(HttpMethod.Get, "api/v1/namespaces/kube-system") is (200, _))
                return;
            // Between two looks.
            await Task.Delay(100);
        }

        throw new InvalidOperationException($"kube-apiserver is not ready: {_apiServer.Output}");
    }

    private Task<ServerProcess> StartAsync(string program, IPEndPoint? ready, params string[] arguments) =>
        ServerProcess.StartAsync(RealPart.Require("ip"), ["netns", "exec", _world.Namespace, RealPart.Find(program)!, .. arguments], ready, _folder.Path);

    private async Task RunKubeletsAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            // While the API server is away, so are its answers.
            if (await Api.TrySendAsync(HttpMethod.Get, "api/v1/pods") is (200, { } answer))
            {
                KubernetesNode[] nodes;
                lock (_nodes)
                    nodes = [.. _nodes];
                foreach (JsonNode? pod in answer["items"]!.AsArray())
                {
                    string? on = pod!["spec"]!["nodeName"]?.GetValue<string>();
                    if (Array.Find(nodes, node => node.Name == on) is { } node)
                        await node.KeepAsync(pod);
                }
            }

            // A kubelet hears of its pods about as fast.
            await Task.Delay(100, CancellationToken.None);
        }
    }
}
