using TlsPathTools.Connections;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Connecting;

/// <summary>What account and cluster say of themselves when a connection is opened.</summary>
internal sealed record ConnectionCheck(TlsPathConnection Record, string? Problem, string? Advice)
{
    internal static async Task<ConnectionCheck> MakeAsync(PathAccess access, CancellationToken cancellationToken)
    {
        Task<Reading<CallerIdentity>>? caller = access.Cloud?.GetCallerIdentityAsync(cancellationToken);
        Task<Reading<string>>? version = access.Cluster?.GetVersionAsync(cancellationToken);
        Task<Reading<string>>? user = access.Cluster?.GetCallerAsync(cancellationToken);
        Reading<CallerIdentity>? identity = caller is null ? null : await caller.ConfigureAwait(false);
        Reading<string>? kubeVersion = version is null ? null : await version.ConfigureAwait(false);
        Reading<string>? kubeUser = user is null ? null : await user.ConfigureAwait(false);

        var notes = new List<string>(access.Notes);
        if (identity?.Gap is { } awsGap)
            notes.Add($"AWS does not answer as it should: {awsGap.Reason}{(awsGap.Advice is null ? "" : " " + awsGap.Advice)}");
        if (kubeVersion?.Gap is { } kubeGap)
            notes.Add($"The cluster does not answer as it should: {kubeGap.Reason}{(kubeGap.Advice is null ? "" : " " + kubeGap.Advice)}");
        else if (kubeUser?.Gap is { Kind: GapKind.BadCredentials or GapKind.NoCredentials } userGap)
            notes.Add($"The cluster does not take the credentials: {userGap.Reason}{(userGap.Advice is null ? "" : " " + userGap.Advice)}");

        // What was named must answer; of what was only found, one is enough.
        bool account = identity is { Items.Count: > 0 }, cluster = kubeVersion is { Items.Count: > 0 };
        bool works = (account || cluster) && (account || !access.NamesAccount) && (cluster || !access.NamesCluster);
        CallerIdentity? who = identity?.Items is [var first, ..] ? first : null;
        var record = new TlsPathConnection
        {
            ConnectionId = 0,
            AccountId = who?.Account,
            Caller = who?.Arn,
            Region = access.Cloud?.Region,
            ProfileName = access.ProfileName,
            EndpointUrl = access.EndpointUrl,
            ClusterName = access.ClusterName,
            KubeContext = access.KubeContext,
            KubeServer = access.Cluster?.Server,
            KubeVersion = kubeVersion?.Items is [var told, ..] ? told : null,
            KubeUser = kubeUser?.Items is [var name, ..] ? name : null,
            Notes = [.. notes],
            OpenedUtc = DateTime.UtcNow,
        };
        return works ? new ConnectionCheck(record, null, null) : new ConnectionCheck(record, notes.Count == 0 ? "Neither an account nor a cluster is named, and none is found." : string.Join(' ', notes), null);
    }
}
