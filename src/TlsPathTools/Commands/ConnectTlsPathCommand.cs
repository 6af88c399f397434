using System.Management.Automation;
using TlsPathTools.Completers;
using TlsPathTools.Connecting;
using TlsPathTools.Connections;
using TlsPathTools.Parameters;

namespace TlsPathTools.Commands;

/// <summary>Opens a connection to an AWS account, a Kubernetes cluster, or both, and looks whether they answer.</summary>
[Cmdlet(VerbsCommunications.Connect, "TlsPath")]
[OutputType(typeof(TlsPathConnection))]
public sealed class ConnectTlsPathCommand : CancellableCommand
{
    /// <summary>A profile of the shared AWS configuration.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    [AllowNull, AllowEmptyString]
    public string? ProfileName { get; set; }

    /// <summary>The AWS region.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [AllowNull, AllowEmptyString]
    public string? Region { get; set; }

    /// <summary>An access key instead of the credentials that are found: its id as the user name, its secret as the password.</summary>
    [Parameter]
    [Credential]
    public PSCredential? AccessKey { get; set; }

    /// <summary>The session token that belongs to temporary credentials.</summary>
    [Parameter]
    public System.Security.SecureString? SessionToken { get; set; }

    /// <summary>A role to assume.</summary>
    [Parameter]
    public string? RoleArn { get; set; }

    /// <summary>The external id that the role asks for.</summary>
    [Parameter]
    public string? ExternalId { get; set; }

    /// <summary>A token to assume the role with, of a provider that the account trusts, for example of an Azure managed identity.</summary>
    [Parameter]
    public System.Security.SecureString? WebIdentityToken { get; set; }

    /// <summary>An endpoint that replaces those of AWS.</summary>
    [Parameter]
    [AllowNull, AllowEmptyString]
    public string? EndpointUrl { get; set; }

    /// <summary>FIPS endpoints.</summary>
    [Parameter]
    public SwitchParameter UseFips { get; set; }

    /// <summary>Dual-stack endpoints.</summary>
    [Parameter]
    public SwitchParameter UseDualStack { get; set; }

    /// <summary>No AWS.</summary>
    [Parameter]
    public SwitchParameter NoAws { get; set; }

    /// <summary>An EKS cluster by its name alone.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ClusterCompleter))]
    [Alias("EksCluster")]
    [AllowNull, AllowEmptyString]
    public string? ClusterName { get; set; }

    /// <summary>A kubeconfig file; KUBECONFIG or ~/.kube/config unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull, AllowEmptyString]
    public string? KubeConfigPath { get; set; }

    /// <summary>A context of the kubeconfig; the current one unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ContextCompleter))]
    [AllowNull, AllowEmptyString]
    public string? KubeContext { get; set; }

    /// <summary>No Kubernetes.</summary>
    [Parameter]
    public SwitchParameter NoKubernetes { get; set; }

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        if (Conflict() is { } conflict)
            ThrowTerminatingError(Errors.ParametersDoConflict(conflict));
        AccessOptions options = Options();
        (TlsPathConnection Record, PathAccess Access)? opened = null;
        Run(async (pipeline, cancellationToken) =>
        {
            PathAccess access = await PathAccess.OpenAsync(options, cancellationToken).ConfigureAwait(false);
            ConnectionCheck check = await ConnectionCheck.MakeAsync(access, cancellationToken).ConfigureAwait(false);
            if (check.Problem is { } problem)
            {
                access.Dispose();
                await pipeline.ErrorAsync(Errors.ConnectionHasFailed(problem, check.Advice)).ConfigureAwait(false);
                return;
            }

            foreach (string note in check.Record.Notes)
                await pipeline.WarningAsync(note).ConfigureAwait(false);
            opened = (check.Record, access);
        });
        if (opened is { } connection)
            WriteObject(OpenConnections.OfThisRunspace.Add(connection.Record, connection.Access));
    }

    private string? Conflict() =>
        NoAws && NoKubernetes ? "With -NoAws and -NoKubernetes nothing is left to connect to."
        : NoAws && ClusterName is not null ? "-ClusterName asks AWS for the cluster: it means nothing with -NoAws."
        : NoKubernetes && (ClusterName ?? KubeConfigPath ?? KubeContext) is not null ? "A cluster is named, and -NoKubernetes leaves it out."
        : ClusterName is not null && KubeContext is not null ? "-ClusterName and -KubeContext name two clusters."
        : WebIdentityToken is not null && RoleArn is null ? "-WebIdentityToken means nothing without -RoleArn."
        : SessionToken is not null && AccessKey is null ? "-SessionToken means nothing without -AccessKey."
        : null;

    private AccessOptions Options() => new()
    {
        NoAws = NoAws,
        ProfileName = NullIfEmpty(ProfileName),
        Region = NullIfEmpty(Region),
        AccessKeyId = AccessKey?.UserName,
        SecretAccessKey = AccessKey?.GetNetworkCredential().Password,
        SessionToken = Plain(SessionToken),
        RoleArn = NullIfEmpty(RoleArn),
        ExternalId = NullIfEmpty(ExternalId),
        WebIdentityToken = Plain(WebIdentityToken),
        EndpointUrl = NullIfEmpty(EndpointUrl),
        UseFips = UseFips,
        UseDualStack = UseDualStack,
        NoKubernetes = NoKubernetes,
        ClusterName = NullIfEmpty(ClusterName),
        KubeConfigPath = NullIfEmpty(KubeConfigPath) is { } path ? FilePath.Of(SessionState.Path, path) : null,
        KubeContext = NullIfEmpty(KubeContext),
    };

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string? Plain(System.Security.SecureString? secret) => secret is null ? null : new System.Net.NetworkCredential("", secret).Password;
}
