using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Reachability.Rules;

/// <summary>The ranges of prefix lists. A list that was not read is not an empty one.</summary>
internal sealed class PrefixLists
{
    private readonly Dictionary<string, AddressRange[]?> _ranges = new(StringComparer.Ordinal);

    public PrefixLists(IEnumerable<PrefixListEntries> lists)
    {
        foreach (PrefixListEntries list in lists)
        {
            AddressRange?[] ranges = [.. list.Entries.Select(entry => AddressRange.Parse(entry.Cidr))];
            // One range that cannot be understood leaves open what the list holds.
            _ranges.TryAdd(list.PrefixListId, Array.Exists(ranges, range => range is null) ? null : [.. ranges.Select(range => range!.Value)]);
        }
    }

    public static PrefixLists None { get; } = new([]);

    /// <summary>The ranges of a list; null where it was not read.</summary>
    public IReadOnlyList<AddressRange>? Find(string? id) => id is null ? null : _ranges.GetValueOrDefault(id);
}
