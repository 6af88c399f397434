using System.Management.Automation;
using TlsPathTools.Dns;
using TlsPathTools.Probing;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Parameters;

/// <summary>Addresses whose path is read, collected row by row with what was measured at them. A name without an address is resolved later.</summary>
internal sealed class PathAddresses
{
    private readonly List<MapAddress> _addresses = [];

    /// <summary>Names for which no address was given.</summary>
    internal List<EndpointName> Unresolved { get; } = [];

    internal IReadOnlyList<MapAddress> Addresses => _addresses;

    internal bool IsEmpty => _addresses.Count == 0 && Unresolved.Count == 0;

    /// <summary>Adds a row.</summary>
    /// <returns>What cannot be used; the rest of the row is added.</returns>
    internal IEnumerable<ErrorRecord> Add(MeasuredRow row)
    {
        if (row.Port is { } port && ProbeInput.PortProblem(port) is { } portError)
        {
            yield return portError;
            yield break;
        }

        string? hostName = string.IsNullOrWhiteSpace(row.HostName) ? null : row.HostName.Trim();
        EndpointName? name = null;
        if (hostName is not null && !EndpointName.TryParse(hostName, row.Port ?? ProbeInput.DefaultPort, out name, out string? problem))
            yield return Errors.NameIsNotUsable(hostName, problem);

        string[] literals = [.. (row.IPAddresses ?? []).Where(text => !string.IsNullOrWhiteSpace(text)).Select(text => text!.Trim())];
        if (literals.Length == 0 && name is not null)
        {
            if (name.Address is { } literal)
                Add(new MapAddress(literal.ToString(), row.Port));
            else
                Unresolved.Add(name);
        }

        foreach (string text in literals)
        {
            if (!ProbeInput.TryParseAddress(text, out System.Net.IPAddress? address))
            {
                yield return Errors.AddressIsNotUsable(text);
                continue;
            }

            Add(new MapAddress(address.ToString(), row.Port, name is { Address: null } ? name.HostName : null, row.CnameChain)
            {
                Attempts = row.Attempts,
                Failures = row.Failures,
                FailureRate = row.FailureRate,
                Verdict = row.Verdict,
                FailureKinds = row.FailureKinds ?? [],
            });
        }
    }

    // An address that is piped twice (once resolved, once probed, or over two routes) is one; what was measured stays.
    internal void Add(MapAddress address)
    {
        int known = _addresses.FindIndex(one => one.IPAddress == address.IPAddress && one.Port == address.Port && one.HostName == address.HostName);
        if (known < 0)
            _addresses.Add(address);
        else
            _addresses[known] = Merge(_addresses[known], address);
    }

    private static MapAddress Merge(MapAddress one, MapAddress other)
    {
        MapAddress chained = one with { CnameChain = one.CnameChain is { Count: > 0 } ? one.CnameChain : other.CnameChain };
        if (one.Attempts is null)
            return chained with { Attempts = other.Attempts, Failures = other.Failures, FailureRate = other.FailureRate, Verdict = other.Verdict, FailureKinds = other.FailureKinds };
        // Of two routes, the one that fails says more.
        return (other.FailureRate ?? -1) > (one.FailureRate ?? -1)
            ? chained with { Attempts = other.Attempts, Failures = other.Failures, FailureRate = other.FailureRate, Verdict = other.Verdict, FailureKinds = other.FailureKinds }
            : chained;
    }
}

/// <summary>A row of input: the scalars of the pipeline's contract.</summary>
internal sealed record MeasuredRow(string? HostName, string?[]? IPAddresses, int? Port)
{
    public string[]? CnameChain { get; init; }

    public int? Attempts { get; init; }

    public int? Failures { get; init; }

    public double? FailureRate { get; init; }

    public Verdict? Verdict { get; init; }

    public string[]? FailureKinds { get; init; }

    /// <summary>A result of a bundle.</summary>
    internal static MeasuredRow Of(TlsPathResult result) => new(result.HostName, [result.IPAddress], result.Port)
    {
        Attempts = result.Attempts,
        Failures = result.Failures,
        FailureRate = result.FailureRate,
        Verdict = result.Verdict,
        FailureKinds = result.FailureKinds,
    };

    /// <summary>An address of a bundle.</summary>
    internal static MeasuredRow Of(EndpointAddress address) => new(address.HostName, [address.IPAddress], address.Port) { CnameChain = address.CnameChain };
}
