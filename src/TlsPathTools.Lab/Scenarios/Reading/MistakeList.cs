namespace TlsPathTools.Lab.Scenarios.Reading;

/// <summary>The mistakes found so far: one for each place, because what follows from a mistake is no other one.</summary>
internal sealed class MistakeList
{
    // A file that is something else altogether says so in its first ones.
    private const int Most = 500;

    private readonly Dictionary<string, ScenarioMistake> _byPath = new(StringComparer.Ordinal);

    public int Count => _byPath.Count;

    /// <summary>Whether there are so many that more say nothing.</summary>
    public bool IsFull => _byPath.Count >= Most;

    /// <summary>Whether something is not what it has to be, so that nothing can be said of what it refers to.</summary>
    public bool AnyOfShape { get; private set; }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<ScenarioMistake> All => [.. _byPath.Values.OrderBy(mistake => mistake.Line)];

    public void Add(int line, string path, string reason)
    {
        if (!IsFull)
            _byPath.TryAdd(path, new ScenarioMistake(line, path, reason));
    }

    /// <summary>Adds one after which the document cannot be taken for a scenario: a type, a missing property, a value that means nothing.</summary>
    public void AddOfShape(SourceNode node, string path, string reason)
    {
        AnyOfShape = true;
        Add(node.Line, path, reason);
    }

    public void Add(Place place, string reason) => Add(place.Line, place.Path, reason);
}

/// <summary>A place in a scenario file. What is not written there stands where its owner does.</summary>
/// <param name="Node">What is written there, or null.</param>
/// <param name="Path">Its path.</param>
/// <param name="Line">Its line, or its owner's.</param>
internal readonly record struct Place(SourceNode? Node, string Path, int Line)
{
    public Place(SourceNode root)
        : this(root, "", root.Line)
    {
    }

    /// <summary>Whether something is written there.</summary>
    public bool IsWritten => Node is not null;

    /// <summary>A property.</summary>
    public Place this[string name]
    {
        get
        {
            SourceNode? node = Node?.Property(name);
            return new(node, SourceNode.PropertyPath(Path, name), node?.Line ?? Line);
        }
    }

    /// <summary>An item.</summary>
    public Place this[int index]
    {
        get
        {
            SourceNode? node = Node is not null && index < Node.Items.Count ? Node.Items[index] : null;
            return new(node, SourceNode.ItemPath(Path, index), node?.Line ?? Line);
        }
    }

    /// <summary>The items of a list property, each with its place.</summary>
    public IEnumerable<(T Item, Place At)> Each<T>(string name, IReadOnlyList<T> items)
    {
        Place list = this[name];
        for (int index = 0; index < items.Count; index++)
            yield return (items[index], list[index]);
    }
}
