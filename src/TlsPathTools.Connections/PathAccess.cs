using TlsPathTools.Aws;
using TlsPathTools.Kubernetes;
using TlsPathTools.Lab;
using TlsPathTools.Remediation;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Connections;

/// <summary>An open access to an account, a cluster, or both. What cannot be opened is a note, so that the rest can be used.</summary>
public sealed class PathAccess : IDisposable
{
    private readonly Stack<IDisposable> _parts = new();
    private readonly List<string> _cloudNotes = [];
    private readonly List<string> _clusterNotes = [];
    private AwsConnection? _aws;
    private KubernetesConnection? _kubernetes;

    private PathAccess(AccessOptions options) => Options = options;

    /// <summary>Reads the account; null without AWS.</summary>
    public ICloudReader? Cloud { get; private set; }

    /// <summary>Reads the cluster; null without Kubernetes.</summary>
    public IClusterReader? Cluster => _kubernetes?.Reader;

    /// <summary>Changes the cluster; null without Kubernetes.</summary>
    public IClusterActions? Actions => _kubernetes?.Actions;

    /// <summary>What is not in order, in sentences.</summary>
    public IReadOnlyList<string> Notes => [.. _cloudNotes, .. _clusterNotes, .. _kubernetes?.Notes ?? []];

    /// <summary>Those of them that matter to who asks the cluster alone. A cluster that is named is found through AWS.</summary>
    public IReadOnlyList<string> ClusterNotes => Options.ClusterName is null ? [.. _clusterNotes, .. _kubernetes?.Notes ?? []] : Notes;

    /// <summary>The profile of the credentials; null where they come from elsewhere.</summary>
    public string? ProfileName => _aws is null ? null : Options.AccessKeyId is null ? _aws.ProfileName : null;

    /// <summary>The endpoint that replaces AWS's own, without a password in it.</summary>
    public string? EndpointUrl => Options.EndpointUrl is { } url ? Shown(url) : null;

    /// <summary>The EKS cluster, where one is named.</summary>
    public string? ClusterName => Options.ClusterName ?? _kubernetes?.EksClusterName;

    /// <summary>Whether an account was named, and not only found.</summary>
    public bool NamesAccount => (Options.ProfileName ?? Options.AccessKeyId ?? Options.RoleArn ?? Options.EndpointUrl) is not null;

    /// <summary>Whether a cluster was named, and not only found.</summary>
    public bool NamesCluster => (Options.ClusterName ?? Options.KubeConfigPath ?? Options.KubeContext) is not null;

    /// <summary>The context that is used.</summary>
    public string? KubeContext => _kubernetes?.Context;

    internal AccessOptions Options { get; }

    /// <summary>Opens it. Files are read; of AWS only an EKS cluster that is named is asked for.</summary>
    public static async Task<PathAccess> OpenAsync(AccessOptions options, CancellationToken cancellationToken = default)
    {
        var access = new PathAccess(options);
        try
        {
            if (!options.NoAws)
                access.OpenAws();
            if (!options.NoKubernetes)
                await access.OpenKubernetesAsync(cancellationToken).ConfigureAwait(false);
            return access;
        }
        catch
        {
            access.Dispose();
            throw;
        }
    }

    /// <summary>The access to a running lab's account and cluster.</summary>
    /// <param name="lab">The lab.</param>
    /// <param name="wanted">Whether AWS or Kubernetes is left out; the rest is the lab's own.</param>
    public static PathAccess Of(TlsPathLab lab, AccessOptions? wanted = null)
    {
        var access = new PathAccess(new AccessOptions
        {
            Region = lab.Region,
            AccessKeyId = lab.AccessKeyId,
            SecretAccessKey = lab.SecretAccessKey,
            EndpointUrl = lab.AwsEndpoint.AbsoluteUri.TrimEnd('/'),
            KubeConfigPath = lab.KubeConfigPath,
        });
        if (wanted is not { NoAws: true })
            access.OpenAws();
        if (wanted is not { NoKubernetes: true } && lab.KubeConfigPath is not null)
            access.OpenContext();
        return access;
    }

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        while (_parts.TryPop(out IDisposable? part))
            part.Dispose();
    }

    private void OpenAws()
    {
        try
        {
            _aws = Keep(AwsConnection.Open(new AwsCredentialOptions
            {
                ProfileName = Options.ProfileName,
                Region = Options.Region,
                AccessKeyId = Options.AccessKeyId,
                SecretAccessKey = Options.SecretAccessKey,
                SessionToken = Options.SessionToken,
                RoleArn = Options.RoleArn,
                ExternalId = Options.ExternalId,
                WebIdentityToken = Options.WebIdentityToken,
                EndpointUrl = Options.EndpointUrl is { } url ? EndpointOf(url) : null,
                UseFips = Options.UseFips ? true : null,
                UseDualStack = Options.UseDualStack ? true : null,
                AllowProcesses = !Sandbox.IsHere,
            }));
            Cloud = Keep(new AwsCloudReader(_aws));
        }
        catch (AwsConnectionException e)
        {
            _cloudNotes.Add($"No access to AWS: {e.Message}{(e.Advice is null ? "" : " " + e.Advice)}");
        }
        catch (FormatException e)
        {
            _cloudNotes.Add($"No access to AWS: {e.Message}");
        }
    }

    private async Task OpenKubernetesAsync(CancellationToken cancellationToken)
    {
        if (Options.ClusterName is { } name)
            await OpenEksAsync(name, cancellationToken).ConfigureAwait(false);
        else
            OpenContext();
    }

    private void OpenContext()
    {
        try
        {
            _kubernetes = Keep(KubernetesConnection.Open(new KubernetesConnectionOptions
            {
                KubeConfigPath = Options.KubeConfigPath,
                Context = Options.KubeContext,
                EksTokenProvider = TokenOfAsync,
            }));
        }
        catch (KubernetesException e)
        {
            _clusterNotes.Add($"No access to a cluster: {e.Message}{(e.Advice is null ? "" : " " + e.Advice)}");
        }
    }

    private async Task OpenEksAsync(string name, CancellationToken cancellationToken)
    {
        if (Cloud is null || _aws is null)
        {
            _clusterNotes.Add($"No access to the cluster '{SafeText.Escape(name)}': AWS, which knows its endpoint, cannot be asked.");
            return;
        }

        Reading<EksCluster> read = await Cloud.DescribeClusterAsync(name, cancellationToken).ConfigureAwait(false);
        if (read.Items is not [{ Endpoint: { } endpoint, CertificateAuthority.Data: { } authority } cluster])
        {
            string why = read.Gap is { } gap ? $"{gap.Reason}{(gap.Advice is null ? "" : " " + gap.Advice)}" : read.Items is [var unfinished, ..] ? $"it is {SafeText.Escape(unfinished.Status)} and has no endpoint." : "it is not described.";
            _clusterNotes.Add($"No access to the cluster '{SafeText.Escape(name)}': {why}");
            return;
        }

        try
        {
            _kubernetes = Keep(KubernetesConnection.ForEks(cluster.Name ?? name, endpoint, authority, TokenOfAsync));
        }
        catch (KubernetesException e)
        {
            _clusterNotes.Add($"No access to the cluster '{SafeText.Escape(name)}': {e.Message}{(e.Advice is null ? "" : " " + e.Advice)}");
        }
    }

    // A kubeconfig may name another profile, role or region than the rest of the investigation uses.
    private async Task<BearerToken> TokenOfAsync(EksTokenRequest request, CancellationToken cancellationToken)
    {
        try
        {
            bool isOwn = request.RoleArn is null && (request.ProfileName is null || request.ProfileName == ProfileName) && (request.Region is null || request.Region == _aws?.Region);
            if (isOwn && _aws is not null)
                return await TokenAsync(_aws).ConfigureAwait(false);

            using AwsConnection other = AwsConnection.Open(new AwsCredentialOptions
            {
                ProfileName = request.ProfileName ?? Options.ProfileName,
                Region = request.Region ?? _aws?.Region,
                RoleArn = request.RoleArn,
                AccessKeyId = request.ProfileName is null ? Options.AccessKeyId : null,
                SecretAccessKey = request.ProfileName is null ? Options.SecretAccessKey : null,
                SessionToken = request.ProfileName is null ? Options.SessionToken : null,
                EndpointUrl = Options.EndpointUrl is { } url ? EndpointOf(url) : null,
                AllowProcesses = !Sandbox.IsHere,
            });
            return await TokenAsync(other).ConfigureAwait(false);
        }
        catch (AwsConnectionException e)
        {
            throw new KubernetesException(e.Kind, $"There is no token for the EKS cluster: {e.Message}", e.Advice);
        }

        async Task<BearerToken> TokenAsync(AwsConnection aws)
        {
            (string token, DateTimeOffset expires) = await aws.GetEksTokenAsync(request.ClusterName, cancellationToken).ConfigureAwait(false);
            return new BearerToken(token, expires);
        }
    }

    private static Uri EndpointOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
        ? uri
        : throw new FormatException($"'{SafeText.Escape(Shown(url))}' is no endpoint: write a URL such as https://vpce-1.ec2.eu-west-2.vpce.amazonaws.com.");

    // What stands before the @ is nobody's business.
    private static string Shown(string url)
    {
        int at = url.LastIndexOf('@');
        int scheme = url.IndexOf("://", StringComparison.Ordinal);
        return at < 0 ? url : string.Concat(scheme >= 0 && scheme < at ? url.AsSpan(0, scheme + 3) : [], url.AsSpan(at + 1));
    }

    private T Keep<T>(T part)
        where T : IDisposable
    {
        _parts.Push(part);
        return part;
    }
}
