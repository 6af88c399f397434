namespace TlsPathTools.Parameters;

/// <summary>Numbers of seconds, as users write them → durations.</summary>
internal static class Durations
{
    /// <summary>Never throws: what is no duration is below, and what is too long above every range that is checked later.</summary>
    internal static TimeSpan FromSeconds(double seconds) => seconds switch
    {
        double.NaN or < 0 => TimeSpan.MinValue,
        > 1e9 => TimeSpan.MaxValue,
        _ => TimeSpan.FromSeconds(seconds),
    };
}
