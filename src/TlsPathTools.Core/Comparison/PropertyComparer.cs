namespace TlsPathTools.Comparison;

/// <summary>Compares one property of all nodes after the other, each in one pass.</summary>
/// <typeparam name="T">What is compared.</typeparam>
/// <param name="subjects">The nodes.</param>
/// <param name="names">What they are called.</param>
/// <param name="split">Which of them fail.</param>
/// <param name="template">What is common to all rows.</param>
internal sealed class PropertyComparer<T>(IReadOnlyList<T> subjects, string[] names, FaultSplit split, NodeConfigComparison template)
{
    private readonly string[] _short = ShortNames.Of(names);
    private readonly string[] _faulty = [.. split.IsKnown ? split.Faulty.Select(node => names[node]) : []];

    public NodeConfigComparison Compare(PropertyDefinition<T> property, DateTime? readUtc)
    {
        var values = new PropertyValue[subjects.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = property.Read(subjects[i]);
        var compared = new ComparedValues(values, property.Kind, property.Slack, property.Ratio);
        (CanExplain explains, string reason) = property.Circumstances?.Invoke(subjects) ?? (property.Explains, property.Reason);
        var words = new DifferenceWords(_short, names, compared, split, property.Show);
        bool? same = property.Kind == ValueKind.Own ? null : compared.Same;
        bool? linesUp = property.Kind == ValueKind.Own || !split.IsKnown ? null : LinesUp(compared);
        (string[] outliers, string[] deviations) = words.Outliers();
        int[] onlyFaulty = linesUp == true ? Known(compared, split.Faulty) : same == false && linesUp == false ? OnlyFaulty(compared) : [];
        return template with
        {
            Property = property.Name,
            Group = property.Group,
            Values = [.. values.Select(value => value.Text)],
            Same = same,
            LinesUpWithFault = linesUp,
            ChanceOfAccident = linesUp == true ? Chance(compared) : null,
            FaultyNodes = _faulty,
            OnlyFaulty = [.. onlyFaulty.Select(node => names[node])],
            CanExplain = explains,
            Reason = reason,
            Outliers = outliers,
            Deviations = deviations,
            Source = property.Source,
            ReadUtc = readUtc,
            Unknown = compared.Unknown,
            Detail = words.Detail(same),
            Note = ComparisonNote.Of(compared, same, linesUp, onlyFaulty.Length < _faulty.Length ? onlyFaulty.Length : 0, split, same == true ? property.WhenSame : same == false ? property.WhenDifferent : null),
        };
    }

    // Null where one of the sides is unknown altogether: half a split lines up with nothing.
    private bool? LinesUp(ComparedValues compared)
    {
        int[] faulty = Known(compared, split.Faulty);
        int[] working = Known(compared, split.Working);
        if (faulty.Length == 0 || working.Length == 0)
            return null;
        if (compared.Same != false)
            return false;
        if (compared.Numbers is { } numbers)
            return numbers.LieApart([.. faulty.Select(compared.Number)], [.. working.Select(compared.Number)]);
        int bad = compared.ClassOf(faulty[0]);
        int good = compared.ClassOf(working[0]);
        return bad != good && Array.TrueForAll(faulty, node => compared.ClassOf(node) == bad) && Array.TrueForAll(working, node => compared.ClassOf(node) == good);
    }

    // Behind a failing address most nodes are innocent. So a value that some of them have, and no working node has, counts too.
    private int[] OnlyFaulty(ComparedValues compared)
    {
        int[] faulty = Known(compared, split.Faulty);
        if (compared.Numbers is { } numbers)
            return Known(compared, split.Working).Any(node => numbers.StandsOut(compared.Number(node))) ? [] : [.. faulty.Where(node => numbers.StandsOut(compared.Number(node)))];
        HashSet<int> good = [.. Known(compared, split.Working).Select(compared.ClassOf)];
        return good.Count == 1 ? [.. faulty.Where(node => !good.Contains(compared.ClassOf(node)))] : [];
    }

    private double Chance(ComparedValues compared)
    {
        int faulty = Known(compared, split.Faulty).Length;
        return FaultSplit.ChanceOfAccident(faulty + Known(compared, split.Working).Length, faulty, eitherSide: compared.Numbers is not null);
    }

    private static int[] Known(ComparedValues compared, IReadOnlyList<int> nodes) => [.. nodes.Where(compared.IsKnown)];
}
