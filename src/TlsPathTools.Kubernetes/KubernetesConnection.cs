using TlsPathTools.Kubernetes.Authentication;
using TlsPathTools.Kubernetes.Client;
using TlsPathTools.Kubernetes.Configuration;
using TlsPathTools.Kubernetes.Targets;
using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes;

/// <summary>A connection to one cluster. Opening it asks nobody: the first request does.</summary>
public sealed class KubernetesConnection : IDisposable
{
    private const int MaxNotes = 100;

    private readonly KubeClient _client;
    private readonly object _gate = new();
    private readonly List<string> _notes;

    private KubernetesConnection(ClusterTarget target, IClusterCredentials credentials, KubernetesConnectionOptions options, List<string> notes)
    {
        _notes = notes;
        Name = target.Name;
        Context = target.Context;
        Server = target.Server.GetLeftPart(UriPartial.Path).TrimEnd('/');
        Namespace = options.Namespace ?? target.Namespace ?? "default";
        EksClusterName = target.EksClusterName;
        _client = new KubeClient(
            new KubeTransport(target.Server, target.Trust, target.Proxy, target.Compression), credentials,
            new KubeClientOptions { Name = Name, Timeout = options.RequestTimeout, HostHeader = target.HostHeader, Headers = target.Headers, Time = options.Time });
        Reader = new KubernetesClusterReader(_client, Server, Note);
        Actions = new KubernetesClusterActions(_client, Reader);
    }

    /// <summary>The name that it goes by: the EKS cluster, or the context.</summary>
    public string Name { get; }

    /// <summary>The context of the kubeconfig; null where none was used.</summary>
    public string? Context { get; }

    /// <summary>The API server's URL.</summary>
    public string Server { get; }

    /// <summary>The default namespace.</summary>
    public string Namespace { get; }

    /// <summary>The EKS cluster, where the connection or the user's exec plugin names one.</summary>
    public string? EksClusterName { get; }

    /// <summary>What is not in order with it: an insecure context, a list that is not of one moment, …; more may come while it is used.</summary>
    public IReadOnlyList<string> Notes
    {
        get
        {
            lock (_gate)
                return [.. _notes];
        }
    }

    /// <summary>Reads the cluster.</summary>
    public KubernetesClusterReader Reader { get; }

    /// <summary>Changes the cluster.</summary>
    public KubernetesClusterActions Actions { get; }

    /// <summary>Opens the connection of a context.</summary>
    /// <exception cref="KubernetesException">There is no such context, or it cannot be used; the message says what to do.</exception>
    public static KubernetesConnection Open(KubernetesConnectionOptions? options = null)
    {
        options ??= new();
        KubeConfig config = KubeConfig.Load(options.KubeConfigPath, options.Machine);
        if (config.IsEmpty && options is { KubeConfigPath: null or "", Context: null } && InCluster.Find(options.Machine) is { } pod)
            return new(pod.Target, new TokenFileCredentials(pod.TokenFile, fallback: null, options.Time), options, []);

        List<string> notes = [];
        KubeContext context = config.Context(options.Context);
        KubeCluster cluster = config.Cluster(context);
        KubeConfigUser? user = config.User(context);
        ClusterTarget target = ClusterTarget.Of(context, cluster, user, options.Machine, notes.Add);
        IClusterCredentials credentials = user is null || target.Server.Scheme != Uri.UriSchemeHttps
            ? new FixedCredentials(ClusterCredential.None)
            : new CredentialSource(options.Machine, options.AllowProcesses ?? !options.Machine.IsSandbox, options.EksTokenProvider, options.Time).Of(user, cluster, notes.Add);
        return new(target, credentials, options, notes);
    }

    /// <summary>Opens the connection to an EKS cluster, without a kubeconfig.</summary>
    /// <param name="clusterName">Its name.</param>
    /// <param name="endpoint">Its endpoint, as DescribeCluster tells it.</param>
    /// <param name="certificateAuthorityData">Its authority, in base64 as DescribeCluster tells it.</param>
    /// <param name="tokenProvider">Makes its tokens.</param>
    /// <param name="options">How; what it says of the kubeconfig is not used.</param>
    /// <exception cref="KubernetesException">Endpoint or authority cannot be used.</exception>
    public static KubernetesConnection ForEks(
        string clusterName, string endpoint, string certificateAuthorityData, EksTokenProvider tokenProvider, KubernetesConnectionOptions? options = null)
    {
        options ??= new();
        string origin = $"the description of the EKS cluster '{SafeText.Escape(clusterName, 120)}'";
        var context = new KubeContext(clusterName, clusterName, clusterName, Namespace: null);
        var cluster = new KubeCluster { Server = endpoint, CertificateAuthorityData = certificateAuthorityData, Origin = origin };
        ClusterTarget target = ClusterTarget.Of(context, cluster, user: null, options.Machine, _ => { }) with { Context = null, EksClusterName = clusterName };
        return target.Server.Scheme == Uri.UriSchemeHttps
            ? new(target, new EksCredentials(tokenProvider, new() { ClusterName = clusterName }, options.Time), options, [])
            : throw new KubernetesException(GapKind.Untrusted, $"The endpoint in {origin} is not https: no token is sent there.");
    }

    /// <summary>The contexts that there are, without asking any cluster.</summary>
    /// <exception cref="KubernetesException">A kubeconfig is not understood.</exception>
    public static IReadOnlyList<KubernetesContextName> ListContexts(KubernetesConnectionOptions? options = null)
    {
        options ??= new();
        KubeConfig config = KubeConfig.Load(options.KubeConfigPath, options.Machine);
        string? current = config.CurrentContext;
        return [.. config.Contexts.Select(context => new KubernetesContextName(context.Name, context.Cluster, context.Namespace, context.Name == current))];
    }

    /// <summary>Closes it.</summary>
    public void Dispose() => _client.Dispose();

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Server})";

    private void Note(string text)
    {
        lock (_gate)
        {
            if (_notes.Count < MaxNotes && !_notes.Contains(text, StringComparer.Ordinal))
                _notes.Add(text);
        }
    }
}
