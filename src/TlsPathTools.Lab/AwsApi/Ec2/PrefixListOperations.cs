using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi.Ec2;

/// <summary>Managed prefix lists.</summary>
internal static class PrefixListOperations
{
    private static readonly Paging s_entryPages = Ec2Resource.Paging with { Minimum = 1, Maximum = 100, Default = 100 };

    private static readonly Filters<PrefixList> s_filters = new()
    {
        { "prefix-list-id", (_, list) => list.PrefixListId },
        { "prefix-list-name", (_, list) => list.Name },
        { "owner-id", Owner },
    };

    public static IEnumerable<AwsOperation> All { get; } =
    [
        new("ec2", "DescribeManagedPrefixLists", Describe),
        new("ec2", "GetManagedPrefixListEntries", GetEntries),
    ];

    private static void Describe(AwsCall call)
    {
        lock (call.Gate)
        {
            List<PrefixList> chosen = s_filters.Apply(call, Ec2Resource.PrefixList.Select(call, "PrefixListId", call.Cloud.PrefixLists));
            Page<PrefixList> page = Ec2Resource.PageOf(call, chosen, "PrefixListId", "prefixListIdSet");
            call.Answer.List("prefixListSet", page.Items, list => call.Answer
                .Text("prefixListId", list.PrefixListId).Text("prefixListName", list.Name).Text("addressFamily", "IPv4").Text("state", "create-complete")
                .Text("prefixListArn", $"arn:aws:ec2:{call.Cloud.Region}:{(IsOfAws(list) ? "aws" : call.Cloud.AccountId)}:prefix-list/{list.PrefixListId}")
                .Number("maxEntries", Math.Max(10, list.Entries.Count)).Number("version", 1).Text("ownerId", Owner(call, list)).Texts("tagSet", []));
            call.Answer.Text("nextToken", page.Next);
        }
    }

    private static void GetEntries(AwsCall call)
    {
        lock (call.Gate)
        {
            PrefixList list = Ec2Resource.PrefixList.Get(call.Cloud.PrefixLists, call.Input.Required("PrefixListId"));
            Page<Cidr> page = s_entryPages.Of(call, list.Entries);
            call.Answer.List("entrySet", page.Items, cidr => call.Answer.Text("cidr", cidr.ToString())).Text("nextToken", page.Next);
        }
    }

    private static bool IsOfAws(PrefixList list) => list.Name.StartsWith("com.amazonaws.", StringComparison.Ordinal);

    private static string Owner(AwsCall call, PrefixList list) => IsOfAws(list) ? "AWS" : call.Cloud.AccountId;
}
