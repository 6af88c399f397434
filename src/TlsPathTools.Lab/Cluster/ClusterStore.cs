using System.Globalization;
using System.Text.Json.Nodes;

namespace TlsPathTools.Lab.Cluster;

/// <summary>What became of an object.</summary>
internal enum StoreChangeType
{
    Added,
    Modified,
    Deleted,
}

/// <summary>A change, with the object as it is afterwards (deleted: as it was, under the version of its deletion) and as it was before (null when it was not there).</summary>
internal sealed record StoreChange(StoreChangeType Type, ResourceKind Kind, long Version, JsonObject Object, JsonObject? Before);

/// <summary>
/// The objects of the cluster, each under a version as in etcd. An object that is in the store is never changed: a change makes another
/// one, so that whoever has one may read it outside the gate. Changes are kept for watches until they are compacted.
/// </summary>
internal sealed class ClusterStore(object gate, TimeProvider time, int keptChanges = 20_000)
{
    private readonly Dictionary<ResourceKind, SortedDictionary<string, JsonObject>> _objects =
        ResourceKinds.All.ToDictionary(kind => kind, _ => new SortedDictionary<string, JsonObject>(StringComparer.Ordinal));

    private readonly Queue<StoreChange> _changes = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _version = 1000;
    private long _compacted = 1000;

    /// <summary>The version of the newest change.</summary>
    public long Version
    {
        get
        {
            lock (gate)
                return _version;
        }
    }

    /// <summary>An object, or null.</summary>
    public JsonObject? Find(ResourceKind kind, string? @namespace, string name)
    {
        lock (gate)
            return _objects[kind].GetValueOrDefault(Key(kind, @namespace, name));
    }

    /// <summary>The objects of a kind, of one namespace or of all, by namespace and name.</summary>
    public IReadOnlyList<JsonObject> List(ResourceKind kind, string? @namespace = null)
    {
        lock (gate)
        {
            return @namespace is null || !kind.Namespaced
                ? [.. _objects[kind].Values]
                : [.. _objects[kind].Values.Where(item => KubeObject.Namespace(item) == @namespace)];
        }
    }

    /// <summary>The objects of a kind as they were at a version: the changes since then are taken back.</summary>
    /// <returns>False when they are not kept any more, or the version is not there yet.</returns>
    public bool TryListAt(ResourceKind kind, string? @namespace, long version, out IReadOnlyList<JsonObject> items)
    {
        lock (gate)
        {
            items = [];
            if (version < _compacted || version > _version)
                return false;
            List<StoreChange> since = [.. _changes.Where(change => change.Version > version && change.Kind == kind)];
            if (since.Count == 0)
            {
                items = List(kind, @namespace);
                return true;
            }

            var then = new SortedDictionary<string, JsonObject>(_objects[kind], StringComparer.Ordinal);
            foreach (StoreChange change in Enumerable.Reverse(since))
            {
                string key = Key(kind, KubeObject.Namespace(change.Object), KubeObject.Name(change.Object));
                if (change.Before is null)
                    then.Remove(key);
                else
                    then[key] = change.Before;
            }

            items = [.. then.Values.Where(item => @namespace is null || !kind.Namespaced || KubeObject.Namespace(item) == @namespace)];
            return true;
        }
    }

    /// <summary>Takes a new object, and gives it a uid, a version and a time of creation where it has none.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="content">Its content; copied.</param>
    /// <param name="dryRun">Only says what would be there.</param>
    /// <exception cref="StoreException">There is one of this name.</exception>
    public JsonObject Create(ResourceKind kind, JsonObject content, bool dryRun = false)
    {
        lock (gate)
        {
            var created = (JsonObject)content.DeepClone();
            created["apiVersion"] = kind.ApiVersion;
            created["kind"] = kind.Kind;
            JsonObject metadata = KubeObject.Metadata(created);
            string key = Key(kind, KubeObject.Namespace(created), KubeObject.Name(created));
            if (_objects[kind].ContainsKey(key))
                throw new StoreException(StoreRefusal.AlreadyExists, $"{kind.Plural} \"{KubeObject.Name(created)}\" already exists");
            metadata["uid"] ??= Guid.NewGuid().ToString();
            metadata["creationTimestamp"] ??= KubeObject.Timestamp(time.GetUtcNow());
            if (!dryRun)
                Put(StoreChangeType.Added, kind, key, created, before: null);
            return created;
        }
    }

    /// <summary>Changes an object. A change that changes nothing makes no new version.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="namespace">Its namespace, or null.</param>
    /// <param name="name">Its name.</param>
    /// <param name="change">Changes a copy.</param>
    /// <param name="expectedVersion">The version that it must have, or null.</param>
    /// <param name="dryRun">Only says what would become of it.</param>
    /// <returns>The object as it is now.</returns>
    /// <exception cref="StoreException">There is none, or it has another version.</exception>
    public JsonObject Update(ResourceKind kind, string? @namespace, string name, Action<JsonObject> change, string? expectedVersion = null, bool dryRun = false)
    {
        lock (gate)
        {
            string key = Key(kind, @namespace, name);
            JsonObject before = _objects[kind].GetValueOrDefault(key) ?? throw new StoreException(StoreRefusal.NotFound, $"{kind.Plural} \"{name}\" not found");
            if (expectedVersion is not null && KubeObject.Version(before) != expectedVersion)
                throw new StoreException(StoreRefusal.Conflict, $"Operation cannot be fulfilled on {kind.Plural} \"{name}\": the object has been modified; please apply your changes to the latest version and try again");
            var after = (JsonObject)before.DeepClone();
            change(after);
            if (JsonNode.DeepEquals(before, after))
                return before;
            if (!dryRun)
                Put(StoreChangeType.Modified, kind, key, after, before);
            return after;
        }
    }

    /// <summary>Takes an object out.</summary>
    /// <returns>The object as it was; null when there is none.</returns>
    public JsonObject? Remove(ResourceKind kind, string? @namespace, string name)
    {
        lock (gate)
        {
            string key = Key(kind, @namespace, name);
            if (!_objects[kind].Remove(key, out JsonObject? before))
                return null;
            var last = (JsonObject)before.DeepClone();
            Tell(StoreChangeType.Deleted, kind, last, before);
            return last;
        }
    }

    /// <summary>The changes of a kind after a version.</summary>
    /// <returns>False when they are not kept any more.</returns>
    public bool TryGetChanges(ResourceKind kind, long after, out IReadOnlyList<StoreChange> changes, out long upTo)
    {
        lock (gate)
        {
            upTo = _version;
            changes = after < _compacted ? [] : after >= _version ? [] : [.. _changes.Where(change => change.Version > after && change.Kind == kind)];
            return after >= _compacted;
        }
    }

    /// <summary>The changes of all kinds after a version, oldest first; those that are not kept any more are left out.</summary>
    public IReadOnlyList<StoreChange> ChangesAfter(long after, out long upTo)
    {
        lock (gate)
        {
            upTo = _version;
            return after >= _version ? [] : [.. _changes.Where(change => change.Version > after)];
        }
    }

    /// <summary>Ends when there is a change after a version.</summary>
    public Task WaitForChangeAsync(long after, CancellationToken cancellationToken)
    {
        lock (gate)
            return _version > after ? Task.CompletedTask : _changed.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Forgets the changes up to a version, as etcd does from time to time.</summary>
    public void Compact(long version)
    {
        lock (gate)
        {
            while (_changes.TryPeek(out StoreChange? oldest) && oldest.Version <= version)
                _changes.Dequeue();
            _compacted = Math.Max(_compacted, Math.Min(version, _version));
        }
    }

    private static string Key(ResourceKind kind, string? @namespace, string name) => kind.Namespaced ? $"{@namespace}/{name}" : name;

    private void Put(StoreChangeType type, ResourceKind kind, string key, JsonObject item, JsonObject? before)
    {
        _objects[kind][key] = item;
        Tell(type, kind, item, before);
    }

    private void Tell(StoreChangeType type, ResourceKind kind, JsonObject item, JsonObject? before)
    {
        _version++;
        KubeObject.Metadata(item)["resourceVersion"] = _version.ToString(CultureInfo.InvariantCulture);
        _changes.Enqueue(new StoreChange(type, kind, _version, item, before));
        if (_changes.Count > keptChanges)
            _compacted = _changes.Dequeue().Version;
        TaskCompletionSource changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }
}
