using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Topology.Collecting;

/// <summary>The entries of the prefix lists on the path: those that a security group of its interfaces names, or a route of its subnets.</summary>
internal sealed class PrefixListReader(ICloudReader reader, CloudDraft draft, InstanceReading instances, GapList gaps, string source, TimeProvider time)
{
    // A request each. A path has a handful; an account with hundreds of groups can name hundreds of lists.
    internal const int Most = 50;

    private const string Operation = "ec2:GetManagedPrefixListEntries";

    public async Task<IReadOnlyList<PrefixListEntries>> ReadAsync(IReadOnlyList<SecurityGroup> groups, IReadOnlyList<RouteTable> tables, CancellationToken cancellationToken)
    {
        string[] ids = [.. InGroups(groups).Order(StringComparer.Ordinal).Concat(InRoutes(tables).Order(StringComparer.Ordinal)).Distinct(StringComparer.Ordinal)];
        if (ids.Length > Most)
            gaps.Add(TooMany(ids));
        var read = await Task.WhenAll(ids.Take(Most).Select(async id => (Id: id, Reading: await gaps.TakeAsync(reader.GetManagedPrefixListEntriesAsync(id, cancellationToken)).ConfigureAwait(false)))).ConfigureAwait(false);
        // A part of a list would deny what the rest of it allows.
        return [.. read.Where(one => one.Reading.IsComplete).Select(one => new PrefixListEntries(one.Id, [.. one.Reading.Items]))];
    }

    private IEnumerable<string> InGroups(IReadOnlyList<SecurityGroup> groups)
    {
        var own = instances.Instances.SelectMany(one => one.SecurityGroups.Concat(one.NetworkInterfaces.SelectMany(card => card.Groups))).Concat(draft.Interfaces.SelectMany(one => one.Groups))
            .Select(group => group.GroupId).Concat(draft.Balancers.SelectMany(one => one.SecurityGroups)).ToHashSet(StringComparer.Ordinal);
        return groups.Where(group => own.Contains(group.GroupId)).SelectMany(group => group.IpPermissions.Concat(group.IpPermissionsEgress))
            .SelectMany(rule => rule.PrefixListIds).Select(list => list.Id).OfType<string>();
    }

    private IEnumerable<string> InRoutes(IReadOnlyList<RouteTable> tables)
    {
        var subnets = instances.Instances.SelectMany(one => one.NetworkInterfaces.Select(card => card.SubnetId).Append(one.SubnetId)).Concat(draft.Interfaces.Select(one => one.SubnetId))
            .Concat(draft.Balancers.SelectMany(one => one.AvailabilityZones).Select(zone => zone.SubnetId)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var served = tables.SelectMany(table => table.Associations).Select(one => one.SubnetId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        // A subnet without a table of its own has the main one.
        bool needsMain = !subnets.IsSubsetOf(served);
        return tables.Where(table => Array.Exists(table.Associations, one => one.SubnetId is { } subnet ? subnets.Contains(subnet) : needsMain && one.Main == true))
            .SelectMany(table => table.Routes).Select(route => route.DestinationPrefixListId).OfType<string>();
    }

    private SnapshotGap TooMany(string[] ids) => new()
    {
        Source = source,
        Operation = Operation,
        // As readers name several.
        Resource = ids.Length == Most + 1 ? ids[Most] : $"{ids[Most]} and {ids.Length - Most - 1} more",
        Kind = GapKind.TooLarge,
        Reason = $"Only {Most} of {ids.Length} prefix lists of the path were read.",
        Advice = "Name the addresses or nodes that matter.",
        ItemsRead = Most,
        TimeUtc = time.GetUtcNow().UtcDateTime,
    };
}
