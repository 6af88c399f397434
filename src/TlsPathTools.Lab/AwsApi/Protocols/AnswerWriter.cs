namespace TlsPathTools.Lab.AwsApi.Protocols;

/// <summary>
/// Writes an answer member by member, in the form of one protocol, as it comes to be: no operation knows which one, and no list is ever
/// held as a whole. Members without a value are left out.
/// </summary>
internal abstract class AnswerWriter : IDisposable
{
    /// <summary>The media type of what is written.</summary>
    public abstract string ContentType { get; }

    /// <summary>Ends the answer and gives its bytes, which are good until it is disposed.</summary>
    public abstract ReadOnlyMemory<byte> End();

    public abstract void Dispose();

    public AnswerWriter Text(string name, string? value)
    {
        if (value is not null)
            Value(name, value);
        return this;
    }

    public AnswerWriter Number(string name, long? value)
    {
        if (value is { } number)
            Value(name, number);
        return this;
    }

    public AnswerWriter Flag(string name, bool? value)
    {
        if (value is { } flag)
            Value(name, flag);
        return this;
    }

    public AnswerWriter Time(string name, DateTimeOffset? value)
    {
        if (value is { } time)
            Value(name, time);
        return this;
    }

    /// <summary>A structure.</summary>
    public AnswerWriter Object(string name, Action content)
    {
        OpenObject(name);
        content();
        CloseObject();
        return this;
    }

    /// <summary>A list of structures.</summary>
    public AnswerWriter List<T>(string name, IEnumerable<T> items, Action<T> content)
    {
        OpenList(name);
        foreach (T item in items)
        {
            OpenObject(null);
            content(item);
            CloseObject();
        }

        CloseList();
        return this;
    }

    public AnswerWriter Texts(string name, IEnumerable<string> items)
    {
        OpenList(name);
        foreach (string item in items)
            Value(null, item);
        CloseList();
        return this;
    }

    public AnswerWriter Times(string name, IEnumerable<DateTimeOffset> items)
    {
        OpenList(name);
        foreach (DateTimeOffset item in items)
            Value(null, item);
        CloseList();
        return this;
    }

    public AnswerWriter Reals(string name, IEnumerable<double> items)
    {
        OpenList(name);
        foreach (double item in items)
            Value(null, item);
        CloseList();
        return this;
    }

    /// <summary>Tags as EC2 and Elastic Load Balancing have them: a list of keys and values.</summary>
    public AnswerWriter Tags(string name, IReadOnlyDictionary<string, string> tags, string key, string value) =>
        List(name, tags, tag => Text(key, tag.Key).Text(value, tag.Value));

    protected abstract void OpenObject(string? name);

    protected abstract void CloseObject();

    protected abstract void OpenList(string? name);

    protected abstract void CloseList();

    protected abstract void Value(string? name, string value);

    protected abstract void Value(string? name, long value);

    protected abstract void Value(string? name, double value);

    protected abstract void Value(string? name, bool value);

    protected abstract void Value(string? name, DateTimeOffset value);
}
