using System.Net.Http;
using System.Text.Json;
using TlsPathTools.Kubernetes.Client;
using TlsPathTools.Remediation;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Kubernetes;

/// <summary>
/// Changes a cluster over its API. A change is sent once; only where the server says that it did not take it for want of time (429) is it sent again,
/// within the time that the server asks for.
/// </summary>
public sealed class KubernetesClusterActions : IClusterActions
{
    private const int MostThrottled = 3;
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_usualWait = TimeSpan.FromSeconds(1);

    private readonly KubeClient _client;
    private readonly KubernetesClusterReader _reader;

    internal KubernetesClusterActions(KubeClient client, KubernetesClusterReader reader) => (_client, _reader) = (client, reader);

    /// <inheritdoc/>
    public string Name => _client.Name;

    /// <inheritdoc/>
    public Task<ActionOutcome> DeletePodAsync(string @namespace, string name, string uid, CancellationToken cancellationToken) => SendAsync(
        new KubeRequest("delete pods", KubePaths.Of("", "v1", "pods", @namespace, name))
        {
            About = $"{@namespace}/{name}",
            Method = HttpMethod.Delete,
            Body = Json(writer =>
            {
                writer.WriteString("apiVersion", "v1");
                writer.WriteString("kind", "DeleteOptions");
                writer.WriteStartObject("preconditions");
                writer.WriteString("uid", uid);
                writer.WriteEndObject();
            }),
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<ActionOutcome> SetUnschedulableAsync(string nodeName, string uid, bool unschedulable, CancellationToken cancellationToken) => SendAsync(
        new KubeRequest("patch nodes", KubePaths.Of("", "v1", "nodes", name: nodeName))
        {
            About = nodeName,
            Method = HttpMethod.Patch,
            ContentType = "application/merge-patch+json",
            Body = Json(writer =>
            {
                // A uid in a patch is as good as a precondition: another node of the same name is refused, as a uid cannot be changed.
                writer.WriteStartObject("metadata");
                writer.WriteString("uid", uid);
                writer.WriteEndObject();
                writer.WriteStartObject("spec");
                if (unschedulable)
                    writer.WriteBoolean("unschedulable", value: true);
                else
                    writer.WriteNull("unschedulable");
                writer.WriteEndObject();
            }),
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<ActionOutcome> CreateLeaseAsync(string @namespace, string name, LeaseSpec spec, CancellationToken cancellationToken) => SendAsync(
        new KubeRequest("create leases.coordination.k8s.io", KubePaths.Of("coordination.k8s.io", "v1", "leases", @namespace))
        {
            Group = "coordination.k8s.io",
            About = $"{@namespace}/{name}",
            Method = HttpMethod.Post,
            Body = Lease(@namespace, name, resourceVersion: null, spec),
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<ActionOutcome> ReplaceLeaseAsync(string @namespace, string name, string resourceVersion, LeaseSpec spec, CancellationToken cancellationToken) => SendAsync(
        new KubeRequest("update leases.coordination.k8s.io", KubePaths.Of("coordination.k8s.io", "v1", "leases", @namespace, name))
        {
            Group = "coordination.k8s.io",
            About = $"{@namespace}/{name}",
            Method = HttpMethod.Put,
            Body = Lease(@namespace, name, resourceVersion, spec),
        }, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ClusterChange<Pod>> WatchPodsAsync(string @namespace, string? labelSelector, string? fieldSelector, CancellationToken cancellationToken) =>
        _reader.WatchAsync(ClusterResources.Pods, @namespace, labelSelector, fieldSelector, cancellationToken);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private async Task<ActionOutcome> SendAsync(KubeRequest request, CancellationToken cancellationToken)
    {
        request = request with { MayRetry = false };
        for (int throttled = 0; ; throttled++)
        {
            TimeSpan wait;
            try
            {
                return await _client.SendAsync(request, DoneAsync, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
            catch (KubeAnswerException answer) when (answer.StatusCode == 429 && throttled < MostThrottled && (answer.RetryAfter ?? s_usualWait) <= s_longestWait)
            {
                wait = answer.RetryAfter ?? s_usualWait;
            }
            catch (Exception failure)
            {
                return new ActionOutcome(StateOf(failure), KubernetesFailure.ToGap(failure, _client, request));
            }

            await Task.Delay(wait, _client.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    // An answer whose body does not come is none: who answered so may not have been the API server.
    private static async ValueTask<ActionOutcome> DoneAsync(Stream body, CancellationToken cancellationToken)
    {
        await body.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
        return ActionOutcome.Done;
    }

    private static ActionState StateOf(Exception failure) => failure switch
    {
        KubeAnswerException { IsObjectMissing: true } => ActionState.NotFound,
        KubeAnswerException { StatusCode: 409 or 410 or 412 } or KubeAnswerException { IsAnotherObject: true } => ActionState.Conflict,
        KubeAnswerException { StatusCode: < 500 and not 408 } => ActionState.Refused,
        // Before the request could be sent.
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError } => ActionState.Refused,
        KubernetesException { Kind: not GapKind.Malformed } => ActionState.Refused,
        _ => ActionState.InDoubt,
    };

    private static byte[] Lease(string @namespace, string name, string? resourceVersion, LeaseSpec spec) => Json(writer =>
    {
        writer.WriteString("apiVersion", "coordination.k8s.io/v1");
        writer.WriteString("kind", "Lease");
        writer.WriteStartObject("metadata");
        writer.WriteString("namespace", @namespace);
        writer.WriteString("name", name);
        if (resourceVersion is not null)
            writer.WriteString("resourceVersion", resourceVersion);
        writer.WriteEndObject();
        writer.WriteStartObject("spec");
        if (spec.HolderIdentity is { } holder)
            writer.WriteString("holderIdentity", holder);
        if (spec.LeaseDurationSeconds is { } seconds)
            writer.WriteNumber("leaseDurationSeconds", seconds);
        WriteTime(writer, "acquireTime", spec.AcquireTime);
        WriteTime(writer, "renewTime", spec.RenewTime);
        writer.WriteEndObject();
    });

    // A MicroTime: six digits, as the API server wants them.
    private static void WriteTime(Utf8JsonWriter writer, string name, DateTime? time)
    {
        if (time is { } value)
            writer.WriteString(name, value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture));
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }
}
