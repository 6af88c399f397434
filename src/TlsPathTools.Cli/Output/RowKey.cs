using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Output;

/// <summary>What a row of the table stands for: one address under one name over one route.</summary>
internal readonly record struct RowKey(string? HostName, string IPAddress, int Port, string Route, string Variant)
{
    public static RowKey Of(TlsAttempt attempt) =>
        new(attempt.HostName, attempt.IPAddress, attempt.Port, attempt.Route, attempt.Variant);

    public static RowKey Of(TlsPathResult result) =>
        new(result.HostName, result.IPAddress, result.Port, result.Route, result.Variant);
}
