using System.Globalization;

namespace TlsPathTools.Comparison;

/// <summary>What a node has of a property: a value, or why there is none.</summary>
internal sealed class PropertyValue
{
    private const int ItemLength = 200;
    private const int TextLength = 4000;
    private const string None = "(none)";

    private PropertyValue(string text, bool isKnown)
    {
        Text = text;
        Key = text;
        IsKnown = isKnown;
    }

    /// <summary>The value as it is shown.</summary>
    public string Text { get; }

    /// <summary>What is compared, whole, where what is shown is cut; of numbers, <see cref="Number"/> is.</summary>
    public string Key { get; private init; }

    /// <summary>The items of a set, sorted, or of a list, in order.</summary>
    public IReadOnlyList<string> Items { get; private init; } = [];

    public double? Number { get; private init; }

    public bool IsKnown { get; }

    /// <summary>It could not be read, which is another thing than that it does not apply.</summary>
    public bool IsUnknown { get; private init; }

    /// <summary>A text; null means that the answer did not say.</summary>
    public static PropertyValue Of(string? text) => string.IsNullOrEmpty(text) ? Unknown("the answer does not say") : new(SafeText.Escape(text, ItemLength)!, isKnown: true) { Key = text };

    /// <summary>What holds where nothing is set: the same as where just that is set.</summary>
    public static PropertyValue Default(string value) => new(value + " (default)", isKnown: true) { Key = value };

    public static PropertyValue Of(string? text, string otherwise) => Of(string.IsNullOrEmpty(text) ? otherwise : text);

    public static PropertyValue Of(bool? value, string yes = "yes", string no = "no") => value is { } told ? new(told ? yes : no, isKnown: true) : Unknown("the answer does not say");

    /// <summary>A number: of seconds where it is an age.</summary>
    public static PropertyValue Of(double? number, Func<double, string> show) =>
        number is { } value ? new(show(value), isKnown: true) { Number = value } : Unknown("the answer does not say");

    public static PropertyValue Of(int? number) => Of(number, static value => value.ToString("0.###", CultureInfo.InvariantCulture));

    /// <summary>How long ago something was when it was read.</summary>
    public static PropertyValue Age(DateTime? since, DateTime? read) =>
        Of(since is { } start && read is { } end ? Math.Max(0, (end - start).TotalSeconds) : null, Quantity.Span);

    /// <summary>Items whose order says nothing.</summary>
    public static PropertyValue Set(IEnumerable<string?> items)
    {
        string[] sorted = [.. items.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        string[] shown = Shown(sorted);
        return new(Join(shown), isKnown: true) { Items = shown, Key = string.Join('\n', sorted) };
    }

    /// <summary>Items that count in their order; they may be shown with more than what is compared.</summary>
    public static PropertyValue Ordered(IEnumerable<(string Compared, string Shown)> items)
    {
        (string Compared, string Shown)[] list = [.. items];
        return new(Join(Shown(list.Select(item => item.Shown))), isKnown: true)
        {
            Items = Shown(list.Select(item => item.Compared)),
            Key = string.Join('\n', list.Select(item => item.Compared)),
        };
    }

    public static PropertyValue Unknown(string because) => new("unknown: " + because, isKnown: false) { IsUnknown = true };

    public static PropertyValue DoesNotApply(string because) => new("does not apply: " + because, isKnown: false);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static string[] Shown(IEnumerable<string> items) => [.. items.Select(item => SafeText.Escape(item, ItemLength)!)];

    private static string Join(string[] items)
    {
        if (items.Length == 0)
            return None;
        string text = string.Join("; ", items);
        return text.Length <= TextLength ? text : text[..TextLength] + "…";
    }
}

/// <summary>How a property's values are compared.</summary>
internal enum ValueKind
{
    /// <summary>As a text, a word of yes and no included.</summary>
    Text,

    /// <summary>As a set.</summary>
    Set,

    /// <summary>As a list.</summary>
    Ordered,

    /// <summary>As a number or an age: against the siblings.</summary>
    Number,

    /// <summary>Not at all: every node has its own.</summary>
    Own,
}

/// <summary>Amounts in words.</summary>
internal static class Quantity
{
    /// <summary>"12", "3.5".</summary>
    public static string Plain(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>"1.5 s", "70 min", "30 h", "12 days".</summary>
    public static string Span(double seconds) => Math.Abs(seconds) switch
    {
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#} s"),
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min"),
        < 48 * 3600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.#} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86400:0.#} days"),
    };

    /// <summary>"7.5 GiB".</summary>
    public static string Bytes(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 30):0.##} GiB");
}
