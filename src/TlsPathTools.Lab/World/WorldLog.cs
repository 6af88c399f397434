namespace TlsPathTools.Lab.World;

/// <summary>Something that happened in the world, for people who watch it.</summary>
internal sealed record WorldEntry(DateTimeOffset When, string Component, string Text);

/// <summary>What happened in the world, the newest thousand things. Thread-safe.</summary>
internal sealed class WorldLog
{
    private readonly Queue<WorldEntry> _entries = new();

    /// <summary>Raised for each, on the thread that tells it.</summary>
    public event Action<WorldEntry>? Told;

    public void Tell(DateTimeOffset when, string component, string text)
    {
        var entry = new WorldEntry(when, component, text);
        lock (_entries)
        {
            _entries.Enqueue(entry);
            if (_entries.Count > 1000)
                _entries.Dequeue();
        }

        Told?.Invoke(entry);
    }

    /// <summary>A copy of them, oldest first.</summary>
    public IReadOnlyList<WorldEntry> Entries
    {
        get
        {
            lock (_entries)
                return [.. _entries];
        }
    }
}
