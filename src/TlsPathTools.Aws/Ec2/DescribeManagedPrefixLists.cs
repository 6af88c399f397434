using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Ec2;

internal static partial class Ec2Operations
{
    /// <summary>Managed prefix lists.</summary>
    public static AwsCall<AwsPage<ManagedPrefixList>> DescribeManagedPrefixLists(IReadOnlyList<string> prefixListIds, string? nextToken = null) =>
        Page("DescribeManagedPrefixLists", Filtered([], nextToken, prefixListIds.Count == 0 ? 100 : null).AddList("PrefixListId", prefixListIds), "prefixListSet/item", ReadManagedPrefixList) with { About = Several.Of(prefixListIds) };

    private static ManagedPrefixList ReadManagedPrefixList(XmlElement element) => new()
    {
        PrefixListId = element.Text("prefixListId"),
        PrefixListName = element.Text("prefixListName"),
        PrefixListArn = element.Text("prefixListArn"),
        AddressFamily = element.Text("addressFamily"),
        State = element.Text("state"),
        StateMessage = element.Text("stateMessage"),
        MaxEntries = element.Int("maxEntries"),
        Version = element.Long("version"),
        OwnerId = element.Text("ownerId"),
        Tags = element.List("tagSet", ReadTag),
    };
}
