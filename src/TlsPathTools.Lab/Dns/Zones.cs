using System.Collections.Concurrent;
using System.Net;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Dns;

/// <summary>
/// What the name service holds, as one resolver sees it: the scenario's records, and the names that AWS makes: those of load balancers (each zone's
/// with its zone before it), of instances, and the reverse ones. Nothing else exists, so that no question leaves the lab.
/// </summary>
internal sealed class Zones
{
    private const int LoadBalancerTtl = 60;
    private const int MaxHops = 16;

    // Second-level labels under which people register: example.co.uk is a zone, co.uk is not theirs.
    private static readonly string[] s_registries = ["co", "com", "org", "net", "gov", "ac"];

    private readonly LabWorld _world;
    private readonly IPAddress _authority;
    private readonly ILookup<string, DnsRecordSpec> _records;
    private readonly HashSet<string> _zones = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<(string Name, DnsType Type), int> _rotations = new();

    /// <summary>Sorts the records by what this resolver sees of them.</summary>
    /// <param name="world">The world.</param>
    /// <param name="resolver">Whose view; null for the authorities' own.</param>
    /// <param name="authority">The address of the authorities of all zones.</param>
    public Zones(LabWorld world, string? resolver, IPAddress authority)
    {
        _world = world;
        _authority = authority;
        IReadOnlyList<DnsRecordSpec> all = world.Scenario.Dns.Records;
        HashSet<(string, string)> own = [.. all.Where(IsOwn).Select(Set)];
        _records = all.Where(record => IsOwn(record) || (record.Resolvers.Count == 0 && !own.Contains(Set(record))))
            .ToLookup(record => Trimmed(record.Name), StringComparer.OrdinalIgnoreCase);
        _zones.UnionWith(all.Select(record => ZoneOf(Trimmed(record.Name))));
        _zones.Add($"elb.{world.Cloud.Region}.amazonaws.com");
        _zones.Add($"{world.Cloud.Region}.compute.amazonaws.com");
        _zones.Add($"{world.Cloud.Region}.compute.internal");
        _zones.Add("127.in-addr.arpa");

        bool IsOwn(DnsRecordSpec record) => resolver is not null && record.Resolvers.Contains(resolver, StringComparer.Ordinal);

        // A set of the resolver's own takes the place of everybody's, also where one has addresses and the other an alias.
        static (string Name, string Kind) Set(DnsRecordSpec record) =>
            (Trimmed(record.Name).ToUpperInvariant(), record.Type is "A" or "ALIAS" or "CNAME" ? "A" : record.Type);
    }

    /// <summary>Whether the scenario has records of this name.</summary>
    public bool IsOfScenario(string name) => Written(name).Any();

    /// <summary>Whether one of the zones is responsible for a name.</summary>
    public bool Covers(string name) => Apex(name).Length > 0;

    /// <summary>Answers a question, CNAMEs followed.</summary>
    public DnsAnswer Answer(string name, DnsType type)
    {
        var chain = new List<DnsRecord>();
        string current = Trimmed(name);
        for (int hop = 0; hop < MaxHops; hop++)
        {
            IReadOnlyList<DnsRecord>? there = At(current);
            if (there is null)
                return new(DnsCode.NameError, chain, [Authority(current)]);
            DnsRecord[] found = [.. there.Where(record => type == DnsType.Any || record.Type == type)];
            if (found.Length > 0)
                return new(DnsCode.NoError, [.. chain, .. Rotated(current, type, found)], []);
            if (there.FirstOrDefault(record => record.Type == DnsType.Cname) is not { Target: { } target } alias)
                return new(DnsCode.NoError, chain, [Authority(current)]);
            chain.Add(alias);
            current = target;
        }

        return DnsAnswer.Bare(DnsCode.ServerFailure);
    }

    /// <summary>The records at a name; empty for a name that has only others below it, null for one that does not exist.</summary>
    private List<DnsRecord>? At(string name)
    {
        var records = new List<DnsRecord>();
        bool exists = false;
        foreach (DnsRecordSpec record in Written(name))
        {
            exists = true;
            records.AddRange(Records(name, record));
        }

        if (_zones.Contains(name))
        {
            exists = true;
            records.Add(Authority(name));
            records.Add(new(name, DnsType.Ns, 172_800, Target: $"ns1.{name}"));
        }

        if (name.StartsWith("ns1.", StringComparison.OrdinalIgnoreCase) && _zones.Contains(name[4..]))
            records.Add(new(name, DnsType.A, 172_800, _authority));
        lock (_world.Gate)
            records.AddRange(MadeByAws(name));
        return exists || records.Count > 0 || HasNamesBelow(name) ? records : null;
    }

    private IEnumerable<DnsRecordSpec> Written(string name)
    {
        if (_records.Contains(name))
            return _records[name];
        // RFC 4592: a wildcard stands for what does not exist below its parent.
        for (int dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = name.IndexOf('.', dot + 1))
        {
            if (_records.Contains("*" + name[dot..]))
                return _records["*" + name[dot..]];
        }

        return [];
    }

    private IEnumerable<DnsRecord> Records(string owner, DnsRecordSpec record) => record.Type switch
    {
        "ALIAS" => record.Values.SelectMany(value => FrontAddresses(value)).Select(address => new DnsRecord(owner, DnsType.A, LoadBalancerTtl, address)),
        "CNAME" => record.Values.Take(1).Select(value => new DnsRecord(owner, DnsType.Cname, record.Ttl, Target: Trimmed(NameOf(value)))),
        "TXT" => record.Values.Select(value => new DnsRecord(owner, DnsType.Txt, record.Ttl, Text: value)),
        "AAAA" => record.Values.Select(value => new DnsRecord(owner, DnsType.Aaaa, record.Ttl, _world.Addresses.Map(value))),
        _ => record.Values.Select(value => AddressOf(value)).OfType<IPAddress>().Select(address => new DnsRecord(owner, DnsType.A, record.Ttl, address)),
    };

    private List<IPAddress> FrontAddresses(string loadBalancer)
    {
        lock (_world.Gate)
            return Named(loadBalancer) is { } found ? [.. found.Zones.Where(zone => zone.InDns).Select(zone => zone.FrontAddress)] : [];
    }

    /// <summary>An address as written, or <c>lb:NAME/ZONE</c>: whoever wrote that into a record meant the address that it had, healthy or not.</summary>
    private IPAddress? AddressOf(string value)
    {
        if (!value.StartsWith("lb:", StringComparison.Ordinal))
            return _world.Addresses.Map(value);
        lock (_world.Gate)
            return Zone(value) is var (_, zone) ? zone.FrontAddress : null;
    }

    /// <summary>A name as written, or that of a load balancer (<c>lb:NAME</c>) or of its node in one zone (<c>lb:NAME/ZONE</c>).</summary>
    private string NameOf(string value)
    {
        if (!value.StartsWith("lb:", StringComparison.Ordinal))
            return value;
        lock (_world.Gate)
            return Zone(value) is var (balancer, zone) ? $"{zone.ZoneName}.{balancer.DnsName}" : Named(value[3..])?.DnsName ?? value[3..];
    }

    private (LoadBalancer Balancer, LoadBalancerZone Zone)? Zone(string value) =>
        value[3..].Split('/') is [var name, var zoneName] && Named(name) is { } balancer && balancer.Zones.Find(zone => zone.ZoneName == zoneName) is { } zone
            ? (balancer, zone) : null;

    private LoadBalancer? Named(string name) => _world.Cloud.LoadBalancers.Values.FirstOrDefault(balancer => balancer.Name == name);

    private IEnumerable<DnsRecord> MadeByAws(string name)
    {
        foreach (LoadBalancer balancer in _world.Cloud.LoadBalancers.Values)
        {
            if (!name.EndsWith(balancer.DnsName, StringComparison.OrdinalIgnoreCase))
                continue;
            foreach (LoadBalancerZone zone in balancer.Zones)
            {
                // The name of one zone's node (network load balancers have them) answers whether or not the zone is well.
                bool asked = name.Length == balancer.DnsName.Length ? zone.InDns
                    : balancer.IsNetwork && string.Equals(name, $"{zone.ZoneName}.{balancer.DnsName}", StringComparison.OrdinalIgnoreCase);
                if (asked)
                    yield return new(name, DnsType.A, LoadBalancerTtl, zone.FrontAddress);
            }
        }

        foreach (DnsRecord record in AwsNames.At(name, _world.Cloud))
            yield return record;
    }

    private bool HasNamesBelow(string name)
    {
        string below = "." + name;
        if (name.Length == 0 || _records.Any(group => group.Key.EndsWith(below, StringComparison.OrdinalIgnoreCase)) || _zones.Any(zone => zone.EndsWith(below, StringComparison.OrdinalIgnoreCase)))
            return true;
        lock (_world.Gate)
            return _world.Cloud.LoadBalancers.Values.Any(balancer => balancer.DnsName.EndsWith(below, StringComparison.OrdinalIgnoreCase));
    }

    // Resolvers give the addresses in another order each time; clients take the first.
    private IEnumerable<DnsRecord> Rotated(string name, DnsType type, DnsRecord[] records)
    {
        if (records.Length == 1 || type == DnsType.Any)
            return records;
        int turn = _rotations.AddOrUpdate((name.ToUpperInvariant(), type), 0, (_, turn) => turn + 1) % records.Length;
        return records.Skip(turn).Concat(records.Take(turn));
    }

    private DnsRecord Authority(string name)
    {
        string apex = Apex(name);
        return new(apex, DnsType.Soa, LoadBalancerTtl, Target: apex.Length > 0 ? $"ns1.{apex}" : "a.root-servers.net");
    }

    private string Apex(string name) =>
        _zones.Where(zone => name.EndsWith(zone, StringComparison.OrdinalIgnoreCase) && (name.Length == zone.Length || name[^(zone.Length + 1)] == '.')).MaxBy(zone => zone.Length) ?? "";

    private static string ZoneOf(string name)
    {
        string[] labels = name.Split('.');
        int count = labels.Length > 2 && labels[^1].Length == 2 && s_registries.Contains(labels[^2], StringComparer.OrdinalIgnoreCase) ? 3 : 2;
        return string.Join('.', labels.TakeLast(count));
    }

    private static string Trimmed(string name) => name.TrimEnd('.');
}
