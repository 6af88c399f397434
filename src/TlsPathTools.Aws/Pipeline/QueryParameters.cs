using System.Globalization;

namespace TlsPathTools.Aws.Pipeline;

/// <summary>The parameters of a request of the query protocol: <c>Filter.1.Value.2</c> (EC2) or <c>LoadBalancerArns.member.1</c> (the others).</summary>
internal sealed class QueryParameters
{
    private readonly List<KeyValuePair<string, string>> _pairs = [];

    public static QueryParameters None => new();

    public IReadOnlyList<KeyValuePair<string, string>> Pairs => _pairs;

    /// <summary>A parameter; nothing where the value is null.</summary>
    public QueryParameters Add(string name, string? value)
    {
        if (value is not null)
            _pairs.Add(new(name, value));
        return this;
    }

    public QueryParameters Add(string name, int? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    public QueryParameters Add(string name, bool? value) => Add(name, value is { } known ? (known ? "true" : "false") : null);

    /// <summary>A list as EC2 writes it: <c>InstanceId.1</c>.</summary>
    public QueryParameters AddList(string name, IEnumerable<string> values)
    {
        int number = 0;
        foreach (string value in values)
            Add(FormattableString.Invariant($"{name}.{++number}"), value);
        return this;
    }

    /// <summary>A list as the others write it: <c>Names.member.1</c>.</summary>
    public QueryParameters AddMembers(string name, IEnumerable<string> values) => AddList(name + ".member", values);
}
