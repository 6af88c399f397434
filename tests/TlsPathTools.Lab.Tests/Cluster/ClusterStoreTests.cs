using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.Tests.Cluster;

public class ClusterStoreTests
{
    private readonly ClusterStore _store = new(new object(), TimeProvider.System, keptChanges: 5);

    [Fact]
    public void A_list_is_given_as_it_was_at_any_version_that_is_kept()
    {
        Create("a");
        Create("b");
        long then = _store.Version;
        _store.Update(ResourceKinds.Secrets, "ns", "a", item => item["type"] = "changed");
        _store.Remove(ResourceKinds.Secrets, "ns", "b");
        Create("c");
        _store.Update(ResourceKinds.Secrets, "ns", "c", item => item["type"] = "changed");

        Assert.True(_store.TryListAt(ResourceKinds.Secrets, "ns", then, out IReadOnlyList<JsonObject> items));

        Assert.Equal(["a", "b"], items.Select(KubeObject.Name));
        Assert.Null(items[0]["type"]);
        Assert.Equal(["a", "c"], _store.List(ResourceKinds.Secrets).Select(KubeObject.Name));
    }

    [Fact]
    public void Versions_that_are_compacted_or_not_there_yet_are_not_given()
    {
        Create("a");
        long old = _store.Version;
        for (int count = 0; count < 6; count++)
            _store.Update(ResourceKinds.Secrets, "ns", "a", item => item["type"] = $"{count}");

        Assert.False(_store.TryListAt(ResourceKinds.Secrets, null, old, out _));
        Assert.False(_store.TryListAt(ResourceKinds.Secrets, null, _store.Version + 1, out _));
        Assert.True(_store.TryListAt(ResourceKinds.Secrets, null, _store.Version, out _));
        Assert.False(_store.TryGetChanges(ResourceKinds.Secrets, old, out _, out _));
    }

    [Fact]
    public void A_dry_run_tells_and_leaves_no_trace()
    {
        Create("a");
        long version = _store.Version;

        JsonObject made = _store.Create(ResourceKinds.Secrets, New("b"), dryRun: true);
        JsonObject changed = _store.Update(ResourceKinds.Secrets, "ns", "a", item => item["type"] = "x", dryRun: true);

        Assert.NotEmpty(KubeObject.Uid(made));
        Assert.Equal("x", KubeObject.Text(changed, "type"));
        Assert.Equal(version, _store.Version);
        Assert.Null(_store.Find(ResourceKinds.Secrets, "ns", "b"));
        Assert.Null(_store.Find(ResourceKinds.Secrets, "ns", "a")!["type"]);
    }

    [Fact]
    public void A_change_knows_what_was_before()
    {
        Create("a");
        long version = _store.Version;
        _store.Update(ResourceKinds.Secrets, "ns", "a", item => item["type"] = "x");
        _store.Remove(ResourceKinds.Secrets, "ns", "a");

        _store.TryGetChanges(ResourceKinds.Secrets, version, out IReadOnlyList<StoreChange> changes, out _);

        Assert.Equal([StoreChangeType.Modified, StoreChangeType.Deleted], changes.Select(change => change.Type));
        Assert.Null(changes[0].Before!["type"]);
        Assert.Equal("x", KubeObject.Text(changes[1].Before, "type"));
        Assert.Equal($"{changes[1].Version}", KubeObject.Version(changes[1].Object));
    }

    private void Create(string name) => _store.Create(ResourceKinds.Secrets, New(name));

    private static JsonObject New(string name) => new() { ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "ns" } };
}
