namespace TlsPathTools.Topology.Permissions;

/// <summary>Tries every permission that the module uses, without effect.</summary>
public static class PermissionTester
{
    private const int AtOnce = 8;

    /// <summary>Checks of an account's permissions.</summary>
    /// <param name="reader">Who reads it.</param>
    /// <param name="source">What the account is called.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<PermissionCheck[]> TestAsync(ICloudReader reader, string source, CancellationToken cancellationToken) =>
        AllAsync(PermissionSystem.Aws, need => CloudPermissionProbes.TryAsync(reader, need, source, cancellationToken), cancellationToken);

    /// <summary>Checks of a cluster's permissions (SelfSubjectAccessReview).</summary>
    /// <param name="reader">Who reads it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<PermissionCheck[]> TestAsync(IClusterReader reader, CancellationToken cancellationToken) =>
        AllAsync(PermissionSystem.Kubernetes, need => ReviewAsync(reader, need, cancellationToken), cancellationToken);

    private static async Task<PermissionCheck> ReviewAsync(IClusterReader reader, PermissionNeed need, CancellationToken cancellationToken)
    {
        Reading<bool> review = await reader.MayAsync(need.Verb ?? "", need.Group ?? "", need.Resource ?? "", need.Subresource, need.Namespace, cancellationToken).ConfigureAwait(false);
        return review switch
        {
            { Items: [true] } => PermissionCheck.Of(need, PermissionState.Granted, "The cluster says yes.", reader.Name),
            { Items: [false] } => PermissionCheck.Of(need, PermissionState.Denied, "The cluster says no.", reader.Name),
            { Gap: { } gap } => PermissionCheck.Of(need, PermissionState.Untestable, $"{gap.Reason}{(gap.Advice is null ? "" : " " + gap.Advice)}", reader.Name),
            _ => PermissionCheck.Of(need, PermissionState.Untestable, "The cluster did not say.", reader.Name),
        };
    }

    private static async Task<PermissionCheck[]> AllAsync(PermissionSystem system, Func<PermissionNeed, Task<PermissionCheck>> test, CancellationToken cancellationToken)
    {
        using var gate = new SemaphoreSlim(AtOnce);
        return await Task.WhenAll(KnownPermissions.All.Where(need => need.System == system).Select(async need =>
        {
            await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await test(need).ConfigureAwait(false);
            }
            finally
            {
                gate.Release();
            }
        })).ConfigureAwait(false);
    }
}
