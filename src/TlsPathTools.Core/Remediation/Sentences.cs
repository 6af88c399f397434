namespace TlsPathTools.Remediation;

/// <summary>Reasons come from many places, some without their full stop.</summary>
internal static class Sentences
{
    /// <summary>With a full stop at its end.</summary>
    public static string End(string? reason) => reason?.TrimEnd() switch
    {
        null or "" => "nothing more is known.",
        [.., '.' or '!' or '?'] text => text,
        var text => text + ".",
    };
}
