namespace TlsPathTools.Reachability.Policies;

/// <summary>Yes, no, or not known and why: what is missing in one place does not matter where another decides.</summary>
/// <param name="Value">Null where it is not known.</param>
/// <param name="Missing">What would have to be known.</param>
internal readonly record struct Match(bool? Value, string? Missing = null)
{
    public static Match Yes => new(true);

    public static Match No => new(false);

    public static Match Unknown(string missing) => new(null, missing);

    public static Match Of(bool value) => new(value);

    public Match And(Match other) => Value == false || other.Value == false ? No : Value is null ? this : other;

    public Match Or(Match other) => Value == true || other.Value == true ? Yes : Value is null ? this : other;

    /// <summary>Whether any of several matches.</summary>
    public static Match Any<T>(IEnumerable<T> items, Func<T, Match> match)
    {
        Match all = No;
        foreach (T item in items)
        {
            all = all.Or(match(item));
            if (all.Value == true)
                break;
        }

        return all;
    }
}
