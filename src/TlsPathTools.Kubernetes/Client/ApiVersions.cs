using System.Collections.Concurrent;
using System.Text.Json;
using TlsPathTools.Kubernetes.Json;
using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Client;

/// <summary>
/// Which version of a kind the cluster has. The wanted one is simply asked for, which costs nothing on today's clusters; where the cluster does
/// not know it, its discovery says what there is. Kept as long as the connection.
/// </summary>
internal sealed class ApiVersions(KubeClient client)
{
    private readonly ConcurrentDictionary<string, string> _found = new(StringComparer.Ordinal);

    /// <summary>Does something with a kind, in the version that the cluster has.</summary>
    public async Task<TResult> UseAsync<T, TResult>(ClusterResource<T> resource, Func<string, Task<TResult>> act, CancellationToken cancellationToken)
    {
        string key = resource.ToString();
        bool known = _found.TryGetValue(key, out string? version);
        version ??= resource.Versions[0];
        string? other;
        try
        {
            TResult result = await act(version).ConfigureAwait(false);
            _found.TryAdd(key, version);
            return result;
        }
        catch (KubeAnswerException unknown) when (unknown.IsPathUnknown && !known && resource.Versions.Count > 1)
        {
            other = await FindAsync(resource, cancellationToken).ConfigureAwait(false);
            if (other is null || other == version)
                throw;
        }

        _found[key] = other;
        return await act(other).ConfigureAwait(false);
    }

    private async Task<string?> FindAsync<T>(ClusterResource<T> resource, CancellationToken cancellationToken)
    {
        ApiGroup? group = await client.SendAsync(
            new KubeRequest($"get /apis/{resource.Group}", $"/apis/{resource.Group}") { Group = resource.Group },
            (body, ending) => JsonSerializer.DeserializeAsync(body, KubeJsonContext.Default.ApiGroup, ending), cancellationToken).ConfigureAwait(false);
        string?[] offered = [.. (group?.Versions ?? []).Select(version => version?.Version)];
        return resource.Versions.FirstOrDefault(version => offered.Contains(version, StringComparer.Ordinal));
    }
}
