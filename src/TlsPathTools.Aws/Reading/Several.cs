namespace TlsPathTools.Aws.Reading;

/// <summary>Names what a request is about in few words.</summary>
internal static class Several
{
    public static string? Of(IReadOnlyList<string> ids) => ids.Count switch
    {
        0 => null,
        1 => ids[0],
        _ => FormattableString.Invariant($"{ids[0]} and {ids.Count - 1} more"),
    };
}
