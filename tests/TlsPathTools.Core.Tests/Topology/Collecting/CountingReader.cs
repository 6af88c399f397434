using System.Reflection;
using TlsPathTools.Topology;

namespace TlsPathTools.Core.Tests.Topology.Collecting;

/// <summary>A reader that answers from functions by operation, counts what it is asked, and fails the test for what it was not told of.</summary>
public class CountingReader : DispatchProxy
{
    private readonly Dictionary<string, Func<object?[], object>> _answers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _calls = new(StringComparer.Ordinal);

    /// <summary>Operations with the number of calls, in the order of names.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_calls)
                return [.. _calls.Select(call => $"{call.Key} {call.Value}")];
        }
    }

    /// <summary>A reader, and what it counts.</summary>
    public static (T Reader, CountingReader Counts) Make<T>()
        where T : class
    {
        T reader = Create<T, CountingReader>();
        return (reader, (CountingReader)(object)reader);
    }

    /// <summary>Answers an operation (of a list: the operation and the kind).</summary>
    public CountingReader Answer<T>(string operation, Func<object?[], IEnumerable<T>> items) => AnswerWith(operation, arguments => new Reading<T>([.. items(arguments)], null));

    /// <summary>Answers an operation, gaps included.</summary>
    public CountingReader AnswerWith<T>(string operation, Func<object?[], Reading<T>> reading)
    {
        _answers[operation] = arguments => Task.FromResult(reading(arguments));
        return this;
    }

    /// <summary>Answers an operation that may fail.</summary>
    public CountingReader Answer<T>(string operation, Func<object?[], Reading<T>> reading)
    {
        _answers[operation] = arguments => Task.FromResult(reading(arguments));
        return this;
    }

    /// <summary>Answers a property.</summary>
    public CountingReader Value(string property, object value)
    {
        _answers["get_" + property] = _ => value;
        return this;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        string name = targetMethod!.Name;
        if (name.StartsWith("get_", StringComparison.Ordinal))
            return _answers[name]([]);
        name = name.Replace("Async", "", StringComparison.Ordinal);
        if (name == "List")
            name = $"List {args![0]}";
        lock (_calls)
            _calls[name] = _calls.GetValueOrDefault(name) + 1;
        return _answers.TryGetValue(name, out Func<object?[], object>? answer) ? answer(args!) : throw new InvalidOperationException($"Nobody said what {name} answers.");
    }
}
