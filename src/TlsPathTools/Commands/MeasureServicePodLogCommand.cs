using System.Management.Automation;
using TlsPathTools.Completers;
using TlsPathTools.Connecting;
using TlsPathTools.Connections;
using TlsPathTools.Parameters;
using TlsPathTools.Pipeline;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Collecting;
using TlsPathTools.Topology.Logs;

namespace TlsPathTools.Commands;

/// <summary>The logs of a service's pods → per pod: status codes, health checks and kinds of error lines, counted.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "ServicePodLog")]
[OutputType(typeof(PodLogSummary))]
public sealed class MeasureServicePodLogCommand : CancellableCommand
{
    private const int AtOnce = 8;
    private const int MostBytes = 8 * 1024 * 1024;

    private readonly HashSet<(string Namespace, string Service)> _services = [];

    /// <summary>The namespace.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [AllowNull, AllowEmptyString]
    public string? Namespace { get; set; }

    /// <summary>The service.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServiceCompleter))]
    [AllowNull, AllowEmptyString]
    public string? ServiceName { get; set; }

    /// <summary>At most so many of the last lines of each pod.</summary>
    [Parameter]
    [Alias("TailLines")]
    [ValidateRange(1, 1000000)]
    public int Tail { get; set; } = 5000;

    /// <summary>No older than this; a bare number is seconds.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? Since { get; set; }

    /// <summary>The connections to read through; the default of the session unless given.</summary>
    [Parameter]
    [AllowNull, AllowEmptyCollection]
    public TlsPathConnection[]? Connection { get; set; }

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        if (!string.IsNullOrWhiteSpace(Namespace) && !string.IsNullOrWhiteSpace(ServiceName))
            _services.Add((Namespace.Trim(), ServiceName.Trim()));
        else if (!MyInvocation.ExpectingInput)
            WriteError(Errors.NothingIsToRead("A namespace and a service are needed.", "Give -Namespace and -ServiceName, or pipe what Get-TargetNodeMap puts out."));
    }

    /// <inheritdoc/>
    private protected override void OnEnd()
    {
        if (_services.Count == 0)
            return;
        if (!ConnectionChoice.TryMake(Connection, [], [], out ConnectionChoice choice, out ErrorRecord? error))
        {
            WriteError(error);
            return;
        }

        Run(async (pipeline, cancellationToken) =>
        {
            IReadOnlyList<PathAccess> accesses = await choice.OpenAsync(cancellationToken).ConfigureAwait(false);
            if (accesses.Select(access => access.Cluster).OfType<IClusterReader>().FirstOrDefault() is not { } cluster)
            {
                await pipeline.ErrorAsync(Errors.ConnectionHasFailed($"There is no access to a cluster. {string.Join(' ', accesses.SelectMany(access => access.Notes))}".TrimEnd(), null)).ConfigureAwait(false);
                return;
            }

            foreach ((string @namespace, string service) in _services)
                await SummarizeAsync(choice, cluster, @namespace, service, pipeline, cancellationToken).ConfigureAwait(false);
        });
    }

    private async Task SummarizeAsync(ConnectionChoice choice, IClusterReader cluster, string @namespace, string service, PipelineWriter pipeline, CancellationToken cancellationToken)
    {
        var request = new SnapshotRequest { Namespace = @namespace, ServiceName = service, Parts = SnapshotParts.Services };
        PathSnapshot snapshot = await PathCommand.ReadAsync(choice, request, asksCloud: false, pipeline, cancellationToken).ConfigureAwait(false);
        Service? found = snapshot.Clusters.SelectMany(one => one.Services).FirstOrDefault(one => one.Metadata?.Namespace == @namespace && one.Metadata.Name == service);
        if (found is null)
        {
            await pipeline.ErrorAsync(Errors.ServiceIsNotFound(@namespace, service)).ConfigureAwait(false);
            return;
        }

        Pod[] pods =
        [
            .. snapshot.Clusters.SelectMany(one => one.Pods).Where(pod => pod.Metadata?.Namespace == @namespace
                && found.Spec?.Selector is { Count: > 0 } selector && selector.All(pair => pod.Metadata.Labels.GetValueOrDefault(pair.Key) == pair.Value)),
        ];
        var summaries = pods.ConcurrentlyInOrder(AtOnce, pod => SummarizeAsync(cluster, @namespace, service, pod, cancellationToken));
        await foreach (PodLogSummary summary in summaries.ConfigureAwait(false))
            await pipeline.RecordAsync(summary).ConfigureAwait(false);
    }

    private async Task<PodLogSummary> SummarizeAsync(IClusterReader cluster, string @namespace, string service, Pod pod, CancellationToken cancellationToken)
    {
        // The first container is the application by convention; sidecars come after it.
        string? container = pod.Spec?.Containers is [{ Name: { } first }, _, ..] ? first : null;
        Reading<string> read = await cluster.ReadLogAsync(@namespace, pod.Metadata?.Name ?? "", container, Tail, Since, MostBytes, cancellationToken).ConfigureAwait(false);
        PodLogSummary summary = PodLogs.Summarize(@namespace, service, pod.Metadata?.Name ?? "", pod.Spec?.NodeName, read.Items, truncated: read.Items.Count >= Tail);
        // A log that could not be read is no empty log.
        return read.Gap is { } gap ? summary with { Detail = $"The log could not be read{(read.Items.Count > 0 ? " to its end" : "")}: {gap.Reason}{(gap.Advice is null ? "" : " " + gap.Advice)}" } : summary;
    }
}
