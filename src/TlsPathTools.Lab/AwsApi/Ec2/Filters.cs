using System.Collections;
using System.IO.Enumeration;
using TlsPathTools.Lab.AwsApi.Protocols;

namespace TlsPathTools.Lab.AwsApi.Ec2;

/// <summary>
/// The filters of one operation of EC2: each has to hold with one of its values, in which * and ? are wildcards. Upper and lower case
/// differ. A filter that the operation does not have is an error.
/// </summary>
internal sealed class Filters<T>(Func<T, IReadOnlyDictionary<string, string>>? tags = null) : IEnumerable<string>
{
    private const int MaxValues = 200;

    private readonly Dictionary<string, Func<AwsCall, T, IEnumerable<string?>>> _read = new(StringComparer.Ordinal);

    /// <summary>A filter on one value.</summary>
    public void Add(string name, Func<AwsCall, T, string?> read) => _read.Add(name, (call, item) => [read(call, item)]);

    /// <summary>A filter on any of several values.</summary>
    public void Add(string name, Func<AwsCall, T, IEnumerable<string?>> read) => _read.Add(name, read);

    /// <summary>The items that pass the call's filters. Called under the gate; what is returned is a list of its own.</summary>
    public List<T> Apply(AwsCall call, IEnumerable<T> items)
    {
        var conditions = new List<(Func<AwsCall, T, IEnumerable<string?>> Read, IReadOnlyList<string> Values)>();
        foreach (Input filter in call.Input.Items("Filter"))
        {
            string name = filter.Text("Name") ?? throw new AwsException("InvalidParameterValue", "The filter 'null' is invalid");
            IReadOnlyList<string> values = filter.Texts("Value");
            if (values.Count > MaxValues)
                throw new AwsException("FilterLimitExceeded", $"The maximum number of filter values specified on a single call is {MaxValues}");
            conditions.Add((Reader(name), values));
        }

        return [.. items.Where(item => conditions.TrueForAll(condition => condition.Read(call, item).Any(actual => Matches(condition.Values, actual))))];
    }

    public IEnumerator<string> GetEnumerator() => _read.Keys.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool Matches(IReadOnlyList<string> patterns, string? actual) =>
        actual is not null && patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, actual, ignoreCase: false));

    private Func<AwsCall, T, IEnumerable<string?>> Reader(string name)
    {
        if (_read.TryGetValue(name, out Func<AwsCall, T, IEnumerable<string?>>? read))
            return read;
        if (tags is not null && name.StartsWith("tag:", StringComparison.Ordinal))
            return (_, item) => [tags(item).GetValueOrDefault(name[4..])];
        if (tags is not null && name == "tag-key")
            return (_, item) => tags(item).Keys;
        if (tags is not null && name == "tag-value")
            return (_, item) => tags(item).Values;
        throw new AwsException("InvalidParameterValue", $"The filter '{name}' is invalid");
    }
}
