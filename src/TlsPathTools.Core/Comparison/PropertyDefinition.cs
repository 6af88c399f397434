namespace TlsPathTools.Comparison;

/// <summary>A line of the catalogue: a property, how it is read and compared, and whether it can explain a fault.</summary>
/// <typeparam name="T">What has the property.</typeparam>
/// <param name="Name">Its name.</param>
/// <param name="Group">What it belongs to.</param>
/// <param name="Kind">How its values are compared.</param>
/// <param name="Explains">Whether it can explain a fault of one node's NodePort.</param>
/// <param name="Reason">Why.</param>
/// <param name="Source">What is asked for it: the operation of AWS, or the objects of Kubernetes.</param>
/// <param name="Read">Reads it.</param>
internal sealed record PropertyDefinition<T>(string Name, ConfigGroup Group, ValueKind Kind, CanExplain Explains, string Reason, string Source, Func<T, PropertyValue> Read)
{
    /// <summary>What equal values do not prove; null where equal means equal.</summary>
    public string? WhenSame { get; init; }

    /// <summary>What is to be known of values that differ; null where it is nothing more than what the nodes have.</summary>
    public string? WhenDifferent { get; init; }

    /// <summary>Numbers that differ by no more are alike.</summary>
    public double Slack { get; init; }

    /// <summary>Numbers that differ by no more than this share of the larger are alike.</summary>
    public double Ratio { get; init; }

    /// <summary>How a difference of numbers is shown.</summary>
    public Func<double, string> Show { get; init; } = Quantity.Plain;

    /// <summary>What the nodes at hand make of "can explain"; null where that is the same for all.</summary>
    public Func<IReadOnlyList<T>, (CanExplain Explains, string Reason)?>? Circumstances { get; init; }
}
