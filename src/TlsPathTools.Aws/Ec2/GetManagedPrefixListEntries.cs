using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Ec2;

internal static partial class Ec2Operations
{
    /// <summary>The ranges of a managed prefix list.</summary>
    public static AwsCall<AwsPage<PrefixListEntry>> GetManagedPrefixListEntries(string prefixListId, string? nextToken = null) =>
        Page("GetManagedPrefixListEntries", Filtered([], nextToken, 100).Add("PrefixListId", prefixListId), "entrySet/item", ReadPrefixListEntry) with { About = prefixListId };

    private static PrefixListEntry ReadPrefixListEntry(XmlElement element) => new()
    {
        Cidr = element.Text("cidr"),
        Description = element.Text("description"),
    };
}
