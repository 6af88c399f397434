namespace TlsPathTools.Comparison;

/// <summary>A difference in words: short where there are thousands of nodes, and by its items where the values are sets or lists.</summary>
internal sealed class DifferenceWords(string[] names, string[] fullNames, ComparedValues values, FaultSplit split, Func<double, string> show)
{
    private const int ClassesShown = 4;
    private const int NamesShown = 3;
    private const int ItemsShown = 6;
    private const int ValueLength = 160;

    public string Detail(bool? same)
    {
        if (values.Known == 0)
            return values.Count == 0 ? "Nothing to compare." : $"No value is known ({Short(values[0].Text)}).";
        if (same == true)
            return values.Numbers is { } alike && values.Classes.Count > 1 ? $"About the same: {show(alike.Median)} in the middle." : $"The same: {Short(values[values.Classes[0][0]].Text)}.";
        if (same is null)
            return values.Known == 1 ? $"Only {names[values.Classes[0][0]]} says it: {Short(values[values.Classes[0][0]].Text)}." : "Each has its own.";
        if (values.Numbers is { } numbers)
            return OfNumbers(numbers);
        return values.Kind is ValueKind.Set or ValueKind.Ordered ? OfItems() : OfTexts();
    }

    /// <summary>What stands out from a majority, and how.</summary>
    public (string[] Nodes, string[] Deviations) Outliers()
    {
        if (values.Known < 3 || values.Kind == ValueKind.Own)
            return ([], []);
        if (values.Numbers is { } numbers)
        {
            int[] far = [.. All().Where(node => numbers.StandsOut(values.Number(node)))];
            return ([.. far.Select(node => fullNames[node])], [.. far.Select(node => Deviation(node, numbers.Median))]);
        }

        IReadOnlyList<int> most = values.Classes.MaxBy(members => members.Count)!;
        if (values.Classes.Count < 2 || most.Count * 2 <= values.Known)
            return ([], []);
        string usual = Short(values[most[0]].Text);
        int[] odd = [.. values.Classes.Where(members => members != most).SelectMany(members => members).Order()];
        return ([.. odd.Select(node => fullNames[node])], [.. odd.Select(node => Items ? Against(values[node], values[most[0]]) : $"{Short(values[node].Text)} instead of {usual}")]);
    }

    private bool Items => values.Kind is ValueKind.Set or ValueKind.Ordered;

    private IEnumerable<int> All() => Enumerable.Range(0, values.Count).Where(values.IsKnown);

    private string Deviation(int node, double median)
    {
        double by = values.Number(node) - median;
        return $"{values[node].Text}, {show(Math.Abs(by))} {(by > 0 ? "more" : "less")} than the median of {show(median)}";
    }

    private string OfNumbers(SiblingNumbers numbers)
    {
        int[] odd = [.. All().Where(node => numbers.StandsOut(values.Number(node)))];
        if (odd.Length > 0)
            return string.Join("; ", odd.Take(NamesShown).Select(node => $"{names[node]}: {Deviation(node, numbers.Median)}")) + (odd.Length > NamesShown ? $"; and {odd.Length - NamesShown} more" : "") + ".";
        int low = All().MinBy(values.Number);
        int high = All().MaxBy(values.Number);
        return $"{names[low]}: {values[low].Text}; {names[high]}: {values[high].Text}{(values.Known > 2 ? $"; {show(numbers.Median)} in the middle" : "")}.";
    }

    private string OfTexts() =>
        string.Join("; ", BySize().Take(ClassesShown).Select(members => $"{Names(members)}: {Short(values[members[0]].Text)}"))
        + (values.Classes.Count > ClassesShown ? $"; and {values.Classes.Count - ClassesShown} other values" : "") + ".";

    // Against what the working nodes have, else what most have; where nothing is common, each as it is.
    private string OfItems()
    {
        IReadOnlyList<int>[] classes = [.. BySize()];
        IReadOnlyList<int> norm = classes[0];
        if (classes.Skip(1).All(members => !values[members[0]].Items.Intersect(values[norm[0]].Items, StringComparer.Ordinal).Any()))
            return OfTexts();
        return string.Join("; ", classes.Skip(1).Take(ClassesShown).Select(members => $"{Names(members)} {Against(values[members[0]], values[norm[0]])}"))
            + (classes.Length > ClassesShown + 1 ? $"; and {classes.Length - ClassesShown - 1} other values" : "") + $" (compared with {Names(norm)}).";
    }

    private IEnumerable<IReadOnlyList<int>> BySize() => values.Classes
        .OrderByDescending(members => members.Count).ThenBy(members => members.Any(node => split.IsFaulty(node) == true)).ThenBy(members => members[0]);

    private static string Against(PropertyValue value, PropertyValue norm)
    {
        string[] lacks = [.. norm.Items.Except(value.Items, StringComparer.Ordinal)];
        string[] besides = [.. value.Items.Except(norm.Items, StringComparer.Ordinal)];
        if (lacks.Length + besides.Length == 0)
            return value.Items.Count != norm.Items.Count ? $"has {value.Items.Count} entries instead of {norm.Items.Count}"
                : value.Items.SequenceEqual(norm.Items, StringComparer.Ordinal) ? "differs in what is too long to show" : "has the same entries in another order";
        return besides.Length == 0 ? $"lacks {List(lacks)}" : lacks.Length == 0 ? $"has {List(besides)} in addition" : $"has {List(besides)} instead of {List(lacks)}";
    }

    private static string List(string[] items) =>
        string.Join(", ", items.Take(ItemsShown).Select(item => $"'{item}'")) + (items.Length > ItemsShown ? $" and {items.Length - ItemsShown} more" : "");

    private string Names(IReadOnlyList<int> nodes) =>
        nodes.Count <= NamesShown ? string.Join(", ", nodes.Select(node => names[node])) : $"{names[nodes[0]]} and {nodes.Count - 1} others";

    private static string Short(string text) => text.Length <= ValueLength ? text : text[..ValueLength] + "…";
}

/// <summary>Names without the domain that they share: "ip-10-40-11-23" of "ip-10-40-11-23.eu-west-2.compute.internal".</summary>
internal static class ShortNames
{
    public static string[] Of(string[] names)
    {
        string[] bare = [.. names.Select(name => name.Split('.')[0])];
        bool clear = bare.Distinct(StringComparer.Ordinal).Count() == bare.Length && !Array.Exists(bare, name => name.Length == 0 || char.IsAsciiDigit(name[0]));
        return clear ? bare : names;
    }
}

/// <summary>How far a comparison can be trusted.</summary>
internal static class ComparisonNote
{
    public static string? Of(ComparedValues values, bool? same, bool? linesUp, int partly, FaultSplit split, string? ofProperty)
    {
        var notes = new List<string>();
        if (ofProperty is not null)
            notes.Add(ofProperty);
        if (same == false && linesUp == true && split.Faulty.Count + split.Working.Count == 2)
            notes.Add("Of two, every difference lines up with the fault; even where one of the values is known to be the bad one, it falls on the failing one by chance half of the time.");
        if (same == false && linesUp == false && partly > 0)
            notes.Add("Some of those behind failing addresses have it, and none that works.");
        if (same is not null && values.Unknown > 0)
            notes.Add($"Of {values.Count - values.Unknown} of {values.Count} only; of the others it could not be read.");
        return notes.Count == 0 ? null : string.Join(' ', notes);
    }
}
