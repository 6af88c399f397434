using System.Management.Automation;
using System.Net;
using TlsPathTools.Connecting;
using TlsPathTools.Connections;
using TlsPathTools.EvidenceFiles;
using TlsPathTools.Pipeline;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Collecting;

namespace TlsPathTools.Commands;

/// <summary>A cmdlet that reads cloud and cluster, or works on a bundle of evidence instead.</summary>
public abstract class PathCommand : CancellableCommand
{
    // What is missing is said once a kind; the rest is for -Verbose.
    private const int GapsShown = 5;

    private protected PathCommand()
    {
    }

    /// <summary>The connections to read through; the default of the session unless given.</summary>
    [Parameter]
    [AllowNull, AllowEmptyCollection]
    public TlsPathConnection[]? Connection { get; set; }

    /// <summary>Work on a bundle of evidence instead of on cloud and cluster.</summary>
    [Parameter(ValueFromPipeline = true)]
    public TlsPathEvidence? Evidence { get; set; }

    /// <summary>Whether it can say nothing without a cluster.</summary>
    private protected virtual bool NeedsCluster => false;

    /// <summary>Whether anything of it comes from an account.</summary>
    private protected virtual bool AsksCloud => true;

    /// <summary>Reads what a request names, or takes the newest snapshot of the evidence, and hands it on.</summary>
    private protected void WithSnapshot(SnapshotRequest request, Func<PathSnapshot, PipelineWriter, CancellationToken, Task> work)
    {
        if (Evidence is { } evidence)
        {
            if (evidence.Snapshot is not { } old)
                WriteError(Errors.ThereIsNoSnapshot(evidence));
            else if (NeedsCluster && old.Clusters.Length == 0)
                WriteError(Errors.ConnectionHasFailed("The evidence holds no cluster.", "It was exported without access to one: export it anew where there is."));
            else
                Run((pipeline, cancellationToken) => work(old, pipeline, cancellationToken));
            return;
        }

        if (Choose(request) is { } choice)
        {
            Run(async (pipeline, cancellationToken) =>
            {
                PathSnapshot snapshot = await ReadAsync(choice, request, AsksCloud, pipeline, cancellationToken).ConfigureAwait(false);
                // Nothing that was read is not nothing that is there.
                if (NeedsCluster && snapshot.Clusters.Length == 0)
                    await pipeline.ErrorAsync(Errors.ConnectionHasFailed("There is no access to a cluster.", "Open one: Connect-TlsPath -ClusterName, or -KubeContext.")).ConfigureAwait(false);
                else
                    await work(snapshot, pipeline, cancellationToken).ConfigureAwait(false);
            });
        }
    }

    /// <summary>The connections for a request; null where one is not open, which has been said.</summary>
    private protected ConnectionChoice? Choose(SnapshotRequest request)
    {
        IPAddress[] addresses = [.. request.Addresses.Select(address => IPAddress.TryParse(address.IPAddress, out IPAddress? parsed) ? parsed : null).OfType<IPAddress>()];
        if (ConnectionChoice.TryMake(Connection, [], addresses, out ConnectionChoice choice, out ErrorRecord? error))
            return choice;
        WriteError(error);
        return null;
    }

    internal static async Task<PathSnapshot> ReadAsync(ConnectionChoice choice, SnapshotRequest request, bool asksCloud, PipelineWriter pipeline, CancellationToken cancellationToken)
    {
        IReadOnlyList<PathAccess> accesses = await choice.OpenAsync(cancellationToken).ConfigureAwait(false);
        foreach (string note in accesses.SelectMany(access => asksCloud ? access.Notes : access.ClusterNotes))
            await pipeline.WarningAsync(note).ConfigureAwait(false);
        var collector = new SnapshotCollector(
            asksCloud ? [.. accesses.Select(access => access.Cloud).OfType<ICloudReader>()] : [],
            [.. accesses.Select(access => access.Cluster).OfType<IClusterReader>()],
            new LoadBalancerNames(choice.Resolver));
        PathSnapshot snapshot = await collector.CollectAsync(request, cancellationToken).ConfigureAwait(false);
        await TellGapsAsync(snapshot.Gaps, pipeline).ConfigureAwait(false);
        return snapshot;
    }

    private static async Task TellGapsAsync(SnapshotGap[] gaps, PipelineWriter pipeline)
    {
        // One permission that is missing shows in many requests.
        var kinds = gaps.GroupBy(gap => (gap.Source, gap.Operation, gap.Kind)).ToList();
        foreach (var kind in kinds.Take(GapsShown))
        {
            SnapshotGap first = kind.First();
            string more = kind.Skip(1).Any() ? $" ({kind.Count()} times)" : "";
            await pipeline.WarningAsync($"{first.Source}: {first.Operation} could not be read{more}: {first.Reason}{(first.Advice is null ? "" : " " + first.Advice)}").ConfigureAwait(false);
        }

        if (kinds.Count > GapsShown)
            await pipeline.WarningAsync($"{kinds.Count - GapsShown} more kinds of requests failed; -Verbose shows them.").ConfigureAwait(false);
        foreach (SnapshotGap gap in gaps)
            await pipeline.VerboseAsync($"Not read: {gap}").ConfigureAwait(false);
    }
}
