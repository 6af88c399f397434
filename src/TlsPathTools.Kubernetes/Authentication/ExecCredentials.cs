using System.Net.Security;
using System.Text;
using System.Text.Json;
using TlsPathTools.Kubernetes.Configuration;
using TlsPathTools.Kubernetes.Json;
using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Authentication;

/// <summary>Credentials that a program makes (client.authentication.k8s.io). What it writes is read and never shown: it may be the credentials themselves.</summary>
internal sealed class ExecCredentials(ExecPluginConfig plugin, string origin, ExecCluster? cluster, MachineEnvironment machine, TimeProvider time) : RenewedCredentials(time)
{
    private const string Group = "client.authentication.k8s.io/";
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(60);

    private readonly TimeProvider _time = time;

    public override string Advice => $"Run '{Program}' by hand and sign in where it asks for it.";

    private string Program => SafeText.Escape(plugin.BaseName, 80)!;

    protected override async Task<(ClusterCredential Credential, DateTimeOffset? Expires)> MakeAsync(CancellationToken cancellationToken)
    {
        if (plugin.ApiVersion is not (Group + "v1" or Group + "v1beta1"))
            throw new KubernetesException(GapKind.NotSupported, $"The exec plugin '{Program}' in {origin} is for the version '{SafeText.Escape(plugin.ApiVersion, 80)}' of its interface, which is gone.", "Get a new kubeconfig for the cluster.");
        if (plugin.InteractiveMode == "Always")
            throw new KubernetesException(GapKind.NotSupported, $"The exec plugin '{Program}' in {origin} needs a terminal.", "Choose another way to sign in: a token, or a plugin that asks nothing.");
        byte[] output = await RunAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ExecCredential? answer = JsonSerializer.Deserialize(output, KubeJsonContext.Default.ExecCredential);
            if (answer is not { Kind: "ExecCredential", Status: { } status } || answer.ApiVersion?.StartsWith(Group, StringComparison.Ordinal) != true)
                throw Useless("is no ExecCredential");
            SslStreamCertificateContext? certificate = status is { ClientCertificateData: { Length: > 0 } chain, ClientKeyData: { Length: > 0 } key } ? PemFiles.ClientCertificate(chain, key, $"the exec plugin '{Program}'") : null;
            if (string.IsNullOrEmpty(status.Token) && certificate is null)
                throw Useless("holds neither token nor certificate");
            return (new(string.IsNullOrEmpty(status.Token) ? null : "Bearer " + status.Token.Trim(), certificate), status.ExpirationTimestamp is { } expires ? new DateTimeOffset(expires) : null);
        }
        catch (JsonException)
        {
            throw Useless("is no JSON");
        }
    }

    private async Task<byte[]> RunAsync(CancellationToken cancellationToken)
    {
        string path = ProgramFinder.Find(plugin.Command, machine)
            ?? throw new KubernetesException(GapKind.NoCredentials, $"The exec plugin '{Program}' of {origin} is not installed.",
                plugin.InstallHint is { } hint ? SafeText.Escape(hint, 400) : "Install it, or put its folder on PATH.");
        var info = new ExecCredential { ApiVersion = plugin.ApiVersion, Kind = "ExecCredential", Spec = new() { Interactive = false, Cluster = plugin.ProvideClusterInfo ? cluster : null } };
        KeyValuePair<string, string>[] environment =
            [.. plugin.Env, new("KUBERNETES_EXEC_INFO", Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(info, KubeJsonContext.Default.ExecCredential)))];
        using CancellationTokenSource timeout = new(s_bound, _time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            (int exitCode, byte[] output) = await PluginProcess.RunAsync(path, plugin.Args, environment, ending.Token).ConfigureAwait(false);
            return exitCode == 0 ? output : throw new KubernetesException(GapKind.NoCredentials, $"The exec plugin '{Program}' failed with exit code {exitCode}.", "Run it by hand: it says why.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new KubernetesException(GapKind.TimedOut, $"The exec plugin '{Program}' did not end within {s_bound.TotalSeconds:0} s.", "Run it by hand: it may be waiting for somebody to sign in.");
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or PlatformNotSupportedException or IOException or InvalidOperationException)
        {
            throw new KubernetesException(GapKind.NoCredentials, $"The exec plugin '{Program}' cannot be started ({exception.GetType().Name}).", "Check that it is a program that this user may run.");
        }
    }

    private KubernetesException Useless(string why) => new(GapKind.NoCredentials, $"What the exec plugin '{Program}' writes {why}.", "Run it by hand: it is to write an ExecCredential.");
}

/// <summary>A plugin that may not be started here.</summary>
internal sealed class RefusedExecCredentials(string message, string advice) : IClusterCredentials
{
    public bool IsAnonymous => false;

    public string Advice => advice;

    public ValueTask<ClusterCredential> GetAsync(CancellationToken cancellationToken) => throw new KubernetesException(GapKind.NoCredentials, message, advice);

    public bool Renew(ClusterCredential refused) => false;
}
