namespace TlsPathTools.Topology.Map;

/// <summary>Why something is missing: the gaps of a snapshot by what was asked about.</summary>
internal sealed class GapIndex
{
    private readonly Dictionary<(string Operation, string Resource), SnapshotGap> _ofResource = new();
    private readonly Dictionary<string, List<SnapshotGap>> _ofAll = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<SnapshotGap>> _ofOperation = new(StringComparer.Ordinal);

    public GapIndex(IEnumerable<SnapshotGap> gaps)
    {
        foreach (SnapshotGap gap in gaps.OrderBy(gap => gap.Source, StringComparer.Ordinal).ThenBy(gap => gap.TimeUtc).ThenBy(gap => gap.Reason, StringComparer.Ordinal))
        {
            string operation = Plain(gap.Operation);
            Add(_ofOperation, operation, gap);
            // "ARN and 4 more" is a list, and may be about any.
            if (gap.Resource is { Length: > 0 } resource && !resource.EndsWith(" more", StringComparison.Ordinal))
            {
                _ofResource.TryAdd((operation, resource), gap);
                continue;
            }

            Add(_ofAll, operation, gap);
        }
    }

    /// <summary>Why the answer to an operation about a resource of an account is missing, or not whole; null where nothing says so.</summary>
    public SnapshotGap? Of(CloudState? cloud, string operation, string? resource = null)
    {
        if (resource is not null && _ofResource.TryGetValue((operation, resource), out SnapshotGap? gap))
            return gap;
        return _ofAll.TryGetValue(operation, out List<SnapshotGap>? list) ? list.Find(candidate => cloud is null || IsOf(candidate, cloud)) : null;
    }

    /// <summary>Why a list of Kubernetes objects is missing or not whole: of all, of a namespace, or of what a label selects in it; null where nothing says so.</summary>
    public SnapshotGap? Of(ClusterState cluster, string plural, string? @namespace = null, string? label = null)
    {
        foreach (string resource in ((string?[])[label is null ? null : $"{@namespace}, {label}", @namespace]).OfType<string>())
        {
            if (_ofResource.TryGetValue((plural, resource), out SnapshotGap? gap) && IsOf(gap, cluster))
                return gap;
        }

        return _ofAll.TryGetValue(plural, out List<SnapshotGap>? list) ? list.Find(candidate => IsOf(candidate, cluster)) : null;
    }

    /// <summary>The first gap of a kind of Kubernetes objects, whichever were asked for; null where all were read.</summary>
    public SnapshotGap? AnyOf(ClusterState cluster, string plural) =>
        _ofOperation.TryGetValue(plural, out List<SnapshotGap>? list) ? list.Find(candidate => IsOf(candidate, cluster)) : null;

    /// <summary>"… not read (denied): reason", or "… not read" where nothing says why.</summary>
    public static string Words(string what, SnapshotGap? gap) => gap is null ? $"{what} not read" : $"{what} not read {Why(gap)}";

    /// <summary>"(denied): reason".</summary>
    public static string Why(SnapshotGap gap) => $"({Word(gap.Kind)}): {SafeText.Escape(gap.Reason)}";

    private static void Add(Dictionary<string, List<SnapshotGap>> index, string operation, SnapshotGap gap)
    {
        if (!index.TryGetValue(operation, out List<SnapshotGap>? list))
            index[operation] = list = [];
        list.Add(gap);
    }

    // "elasticloadbalancing:DescribeTargetHealth" → DescribeTargetHealth; "list endpointslices.discovery.k8s.io" → endpointslices.
    private static string Plain(string operation)
    {
        if (!operation.StartsWith("list ", StringComparison.Ordinal))
            return operation[(operation.LastIndexOf(':') + 1)..];
        string plural = operation["list ".Length..];
        int dot = plural.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? plural : plural[..dot];
    }

    // An account whose number could not be told is known by its region alone.
    private static bool IsOf(SnapshotGap gap, CloudState cloud) => gap.Source == cloud.ToString()
        || (gap.Source.EndsWith(cloud.Region, StringComparison.Ordinal) && (cloud.AccountId is null || !gap.Source.Contains('/', StringComparison.Ordinal)));

    private static bool IsOf(SnapshotGap gap, ClusterState cluster) => gap.Source == cluster.Name || gap.Source == cluster.Server;

    private static string Word(GapKind kind) => kind switch
    {
        GapKind.Denied => "denied",
        GapKind.NoCredentials => "no credentials",
        GapKind.BadCredentials => "credentials not valid",
        GapKind.ClockSkew => "the clock is off",
        GapKind.Throttled => "throttled",
        GapKind.NotFound => "not found",
        GapKind.TimedOut => "timed out",
        GapKind.Unreachable => "unreachable",
        GapKind.Untrusted => "not trusted",
        GapKind.ServiceFailed => "the service failed",
        GapKind.Malformed => "the answer was malformed",
        GapKind.NotSupported => "not supported",
        GapKind.TooLarge => "too large",
        _ => "failed",
    };
}
