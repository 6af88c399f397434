using System.Globalization;

namespace TlsPathTools.Aws.Reading;

/// <summary>
/// An element of an answer, with the elements in it: what a record is made of. A name that is not there gives null or an empty list; a
/// value that is no number, boolean or time where one has to be is a <see cref="FormatException"/>. Valid while its record is made.
/// </summary>
internal readonly struct XmlElement(XmlElementTable table, int index)
{
    /// <summary>Its own text.</summary>
    public string Value => table.Text(index);

    /// <summary>The text of a child; "" where the child is empty.</summary>
    public string? Text(string name) => table.Find(index, name) is { } child ? table.Text(child) : null;

    public int? Int(string name) => Chars(name) is { IsEmpty: false } text
        ? int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : throw Wrong(name, "whole number")
        : null;

    public long? Long(string name) => Chars(name) is { IsEmpty: false } text
        ? long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : throw Wrong(name, "whole number")
        : null;

    public double? Double(string name) => Chars(name) is { IsEmpty: false } text ? ToDouble(text, name) : null;

    public bool? Flag(string name) => Chars(name) is { IsEmpty: false } text
        ? bool.TryParse(text, out bool value) ? value : throw Wrong(name, "boolean")
        : null;

    /// <summary>A time, in UTC.</summary>
    public DateTime? Time(string name) => Chars(name) is { IsEmpty: false } text ? ToTime(text, name) : null;

    /// <summary>A record; null where there is none.</summary>
    public T? Object<T>(string name, Func<XmlElement, T> read)
        where T : class => table.Find(index, name) is { } child ? read(new XmlElement(table, child)) : null;

    /// <summary>A list of records, whatever its items are called: <c>item</c> in EC2, <c>member</c> in the others.</summary>
    public T[] List<T>(string name, Func<XmlElement, T> read)
    {
        if (table.Find(index, name) is not { } list)
            return [];
        var items = new T[table.CountChildren(list)];
        int child = XmlElementTable.FirstChild(list);
        for (int number = 0; number < items.Length; number++, child = table.After(child))
            items[number] = read(new XmlElement(table, child));
        return items;
    }

    /// <summary>A list of texts.</summary>
    public string[] Texts(string name) => List(name, static item => item.Value);

    /// <summary>A list of times, in UTC.</summary>
    public DateTime[] Times(string name) => List(name, static item => ToTime(item.Chars(), "time"));

    /// <summary>A list of numbers.</summary>
    public double[] Doubles(string name) => List(name, static item => ToDouble(item.Chars(), "number"));

    private ReadOnlySpan<char> Chars() => table.Chars(index);

    private ReadOnlySpan<char> Chars(string name) => table.Find(index, name) is { } child ? table.Chars(child) : [];

    private static double ToDouble(ReadOnlySpan<char> text, string name) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : throw Wrong(name, "number");

    private static DateTime ToTime(ReadOnlySpan<char> text, string name) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out DateTime value)
            ? value
            : throw Wrong(name, "time");

    private static FormatException Wrong(string name, string kind) => new($"'{name}' of the answer is no {kind}.");
}
