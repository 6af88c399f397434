namespace TlsPathTools.Comparison;

/// <summary>The values of one property, put into classes of equal ones.</summary>
internal sealed class ComparedValues
{
    private readonly PropertyValue[] _values;
    private readonly int[] _classes;
    private readonly List<List<int>> _members = [];

    public ComparedValues(PropertyValue[] values, ValueKind kind, double slack, double ratio)
    {
        _values = values;
        _classes = new int[values.Length];
        Kind = kind;
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < values.Length; i++)
        {
            _classes[i] = -1;
            if (values[i].IsUnknown)
                Unknown++;
            if (!values[i].IsKnown)
                continue;
            if (!known.TryGetValue(values[i].Key, out int at))
            {
                known[values[i].Key] = at = _members.Count;
                _members.Add([]);
            }

            _classes[i] = at;
            _members[at].Add(i);
            Known++;
        }

        if (kind == ValueKind.Number)
            Numbers = new SiblingNumbers(values.Where(value => value.IsKnown).Select(value => value.Number ?? 0), slack, ratio);
    }

    public ValueKind Kind { get; }

    public int Count => _values.Length;

    /// <summary>Nodes whose value is known.</summary>
    public int Known { get; }

    /// <summary>Nodes of which it could not be read.</summary>
    public int Unknown { get; }

    /// <summary>The numbers; null of other kinds.</summary>
    public SiblingNumbers? Numbers { get; }

    /// <summary>Nodes by equal value, in the order of the first.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Classes => _members;

    /// <summary>Null where fewer than two are known.</summary>
    public bool? Same => Known < 2 ? null : Numbers?.AllAlike ?? _members.Count == 1;

    public PropertyValue this[int node] => _values[node];

    public bool IsKnown(int node) => _values[node].IsKnown;

    public int ClassOf(int node) => _classes[node];

    public double Number(int node) => _values[node].Number ?? 0;
}
