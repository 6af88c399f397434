namespace TlsPathTools.Internal;

// What the views of comparisons compute.
public static partial class _Format
{
    private const int NamesShown = 10;

    /// <summary>Whether a difference splits the nodes as the fault does: "part" where only some of the failing nodes have it, and no working one; "?" where the fault's split is not known.</summary>
    public static string LinesUp(bool? same, bool? linesUp, object? onlyFaulty) =>
        same != false ? "" : linesUp != true && Texts(onlyFaulty).Length > 0 ? "part" : YesNo(linesUp);

    /// <summary>Whether a property can explain a fault, in a word.</summary>
    public static string Explains(string? canExplain) => canExplain switch
    {
        "Yes" => "can",
        "CorrelationOnly" => "hint",
        _ => "no",
    };

    /// <summary>A difference, with what it would mean where it goes along with the fault; what is equal, with what that does not prove.</summary>
    public static string Difference(string? detail, bool? same, bool? linesUp, object? onlyFaulty, string? reason, string? note) =>
        same == true ? $"{detail} {note}".TrimEnd()
        : same == false && (linesUp == true || Texts(onlyFaulty).Length > 0) ? $"{detail} {reason}".TrimEnd()
        : detail ?? "";

    /// <summary>Names, of thousands the first.</summary>
    public static string Few(object? names)
    {
        string[] all = Texts(names);
        return string.Join(", ", all.Take(NamesShown)) + (all.Length > NamesShown ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $" and {all.Length - NamesShown} more") : "");
    }

    /// <summary>"name: value" a line.</summary>
    public static string Pairs(object? names, object? values) =>
        string.Join(Environment.NewLine, Texts(names).Zip(Texts(values), (name, value) => $"{name}: {value}"));
}
