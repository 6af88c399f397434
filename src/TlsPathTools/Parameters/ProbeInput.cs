using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using TlsPathTools.Dns;
using TlsPathTools.Probing;

namespace TlsPathTools.Parameters;

/// <summary>
/// What to probe, collected row by row from the command line and the pipeline. A row has a name, an address or both; a
/// name alone is resolved later. Order is kept, and what is named twice is probed once.
/// </summary>
internal sealed class ProbeInput
{
    internal const int DefaultPort = 443;

    private readonly List<Entry> _entries = [];

    /// <summary>A name to resolve, or a target that is complete.</summary>
    private sealed record Entry(EndpointName? Unresolved, ProbeTarget? Target);

    /// <summary>The names for which no address was given, each once.</summary>
    internal IEnumerable<EndpointName> Unresolved => _entries.Select(entry => entry.Unresolved).OfType<EndpointName>().Distinct();

    /// <summary>The addresses that are given.</summary>
    internal IEnumerable<IPAddress> Addresses => _entries.Select(entry => entry.Target?.Address).OfType<IPAddress>().Distinct();

    /// <summary>Adds a row: every address with every name.</summary>
    /// <returns>What cannot be used; the rest of the row is added.</returns>
    internal IEnumerable<ErrorRecord> Add(string?[]? hostNames, string?[]? addresses, int? port)
    {
        int usedPort = port ?? DefaultPort;
        if (PortProblem(usedPort) is { } portError)
            return [portError];

        string[] names = Given(hostNames);
        string[] literals = Given(addresses);
        if (names.Length == 0 && literals.Length == 0)
            return [Errors.NothingIsToProbe()];

        var errors = new List<ErrorRecord>();
        List<IPAddress> parsedAddresses = ParseAddresses(literals, errors);
        if (names.Length == 0)
            parsedAddresses.ForEach(address => Add(new ProbeTarget(null, address, usedPort)));

        foreach (string text in names)
        {
            if (!EndpointName.TryParse(text, usedPort, out EndpointName? name, out string? problem))
                errors.Add(Errors.NameIsNotUsable(text, problem));
            else if (literals.Length > 0)
                parsedAddresses.ForEach(address => Add(new ProbeTarget(ServerName(name), address, name.Port)));
            else if (name.Address is { } literal)
                Add(new ProbeTarget(null, literal, name.Port));
            else
                _entries.Add(new Entry(name, null));
        }

        return errors;
    }

    /// <summary>The targets in order, each once, with the names resolved.</summary>
    internal List<ProbeTarget> Targets(IReadOnlyDictionary<EndpointName, Resolution> resolutions) =>
        _entries.SelectMany(entry => entry.Target is { } target ? [target] : TargetsOf(entry.Unresolved!, resolutions)).Distinct().ToList();

    /// <summary>Those of a family; null for both.</summary>
    internal static List<ProbeTarget> OfFamily(List<ProbeTarget> targets, IPFamily? family) =>
        family is null ? targets : targets.FindAll(target => FamilyOf(target.Address) == family);

    /// <summary>The targets for a proxy that is asked for names: it picks the address, so none is needed here.</summary>
    internal List<ProbeTarget> TargetsByName() =>
        _entries.Select(entry => entry.Target ?? new ProbeTarget(entry.Unresolved!.HostName, IPAddress.Any, entry.Unresolved.Port)).Distinct().ToList();

    /// <summary>The error of a port that is none; null for a port.</summary>
    internal static ErrorRecord? PortProblem(int port) => port is > 0 and <= IPEndPoint.MaxPort ? null : Errors.PortIsNotUsable(port);

    /// <summary>Reads an address strictly: .NET would also take "1" and "10.1" for addresses.</summary>
    internal static bool TryParseAddress(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        if (!IPAddress.TryParse(text, out address))
            return false;
        return address.AddressFamily != AddressFamily.InterNetwork || text.Count(c => c == '.') == 3;
    }

    private static string[] Given(string?[]? values) =>
        values?.Where(value => !string.IsNullOrWhiteSpace(value)).Select(value => value!.Trim()).ToArray() ?? [];

    private static List<IPAddress> ParseAddresses(string[] literals, List<ErrorRecord> errors)
    {
        var addresses = new List<IPAddress>();
        foreach (string literal in literals)
        {
            if (TryParseAddress(literal, out IPAddress? address))
                addresses.Add(address);
            else
                errors.Add(Errors.AddressIsNotUsable(literal));
        }

        return addresses;
    }

    private static IEnumerable<ProbeTarget> TargetsOf(EndpointName name, IReadOnlyDictionary<EndpointName, Resolution> resolutions) =>
        resolutions.TryGetValue(name, out Resolution? resolution)
            ? resolution.Addresses.Select(address => new ProbeTarget(name.HostName, IPAddress.Parse(address.IPAddress), address.Port))
            : [];

    // An address literal never goes into SNI (RFC 6066 section 3).
    private static string? ServerName(EndpointName name) => name.Address is null ? name.HostName : null;

    private static IPFamily FamilyOf(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? IPFamily.IPv6 : IPFamily.IPv4;

    private void Add(ProbeTarget target) => _entries.Add(new Entry(null, target));
}
