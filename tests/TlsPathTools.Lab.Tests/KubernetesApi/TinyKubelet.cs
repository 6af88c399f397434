using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.Tests.KubernetesApi;

/// <summary>Removes pods that are to go, as kubelets do, until it is disposed.</summary>
internal sealed class TinyKubelet : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;

    public TinyKubelet(ClusterStore store) => _work = WorkAsync(store);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
    }

    private async Task WorkAsync(ClusterStore store)
    {
        try
        {
            while (true)
            {
                long version = store.Version;
                foreach (JsonObject pod in store.List(ResourceKinds.Pods).Where(KubeObject.IsTerminating))
                    store.Remove(ResourceKinds.Pods, KubeObject.Namespace(pod), KubeObject.Name(pod));
                await store.WaitForChangeAsync(Math.Max(version, store.Version), _stop.Token);
                await Task.Delay(100, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
