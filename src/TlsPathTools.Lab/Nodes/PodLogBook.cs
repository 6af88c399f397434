using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Nodes;

/// <summary>The log of a pod: the newest lines. Thread-safe.</summary>
internal sealed class PodLogBook(TimeProvider time)
{
    private const int Most = 5000;

    private readonly Queue<LogLine> _lines = new();

    /// <summary>A copy of them, oldest first.</summary>
    public IReadOnlyList<LogLine> Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    public void Write(string text)
    {
        lock (_lines)
        {
            _lines.Enqueue(new LogLine(time.GetUtcNow(), text));
            if (_lines.Count > Most)
                _lines.Dequeue();
        }
    }
}
