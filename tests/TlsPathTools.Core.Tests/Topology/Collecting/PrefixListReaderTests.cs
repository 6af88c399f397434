using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Collecting;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Core.Tests.Topology.Collecting;

public class PrefixListReaderTests
{
    private readonly CloudDraft _draft = new();
    private readonly GapList _gaps = new();
    private readonly ICloudReader _reader;
    private readonly CountingReader _counts;

    public PrefixListReaderTests()
    {
        (_reader, _counts) = CountingReader.Make<ICloudReader>();
        _counts.Answer("GetManagedPrefixListEntries", arguments => new[] { new PrefixListEntry { Cidr = $"10.0.0.0/8 of {arguments[0]}" } });
    }

    [Fact]
    public async Task Each_list_on_the_path_is_read_once_whichever_group_or_route_names_it()
    {
        _draft.Add([new NetworkInterface { NetworkInterfaceId = "eni-lb", SubnetId = "subnet-lb", Groups = [new() { GroupId = "sg-eni" }] }]);
        _draft.Add([new LoadBalancer { LoadBalancerArn = "lb", SecurityGroups = ["sg-lb"], AvailabilityZones = [new() { SubnetId = "subnet-zone" }] }]);
        var instance = new Instance { SubnetId = "subnet-node", SecurityGroups = [new() { GroupId = "sg-node" }], NetworkInterfaces = [new() { SubnetId = "subnet-second", Groups = [new() { GroupId = "sg-second" }] }] };
        SecurityGroup[] groups =
        [
            Group("sg-eni", "pl-1"), Group("sg-lb", "pl-2"), Group("sg-node", "pl-3", "pl-1"), new() { GroupId = "sg-second", IpPermissionsEgress = [new() { PrefixListIds = [new() { Id = "pl-4" }, new() { Id = "pl-1" }] }] },
            Group("sg-of-others", "pl-stranger"),
        ];
        RouteTable[] tables = [Table("subnet-lb", "pl-5"), Table("subnet-zone", "pl-6"), Table("subnet-node", "pl-7"), Table("subnet-second", "pl-2"), Table("subnet-of-others", "pl-stranger"), MainTable("pl-stranger")];

        IReadOnlyList<PrefixListEntries> lists = await ReadAsync([instance], groups, tables);

        Assert.Equal(["pl-1", "pl-2", "pl-3", "pl-4", "pl-5", "pl-6", "pl-7"], lists.Select(list => list.PrefixListId).Order(StringComparer.Ordinal));
        Assert.All(lists, list => Assert.Equal($"10.0.0.0/8 of {list.PrefixListId}", Assert.Single(list.Entries).Cidr));
        Assert.Equal(["GetManagedPrefixListEntries 7"], _counts.Calls);
        Assert.Empty(_gaps.Gaps);
    }

    [Fact]
    public async Task A_subnet_without_a_table_of_its_own_has_the_routes_of_the_main_one()
    {
        IReadOnlyList<PrefixListEntries> lists = await ReadAsync([new() { SubnetId = "subnet-node" }], [], [MainTable("pl-1"), Table("subnet-of-others", "pl-2")]);
        Assert.Equal(["pl-1"], lists.Select(list => list.PrefixListId));
    }

    [Fact]
    public async Task Without_lists_nothing_is_asked()
    {
        Assert.Empty(await ReadAsync([new() { SubnetId = "subnet-node", SecurityGroups = [new() { GroupId = "sg-1" }] }], [Group("sg-1")], [Table("subnet-node")]));
        Assert.Empty(_counts.Calls);
    }

    [Theory]
    [InlineData(PrefixListReader.Most, null)]
    [InlineData(PrefixListReader.Most + 1, "pl-0050")]
    [InlineData(PrefixListReader.Most + 30, "pl-0050 and 29 more")]
    public async Task Of_too_many_lists_the_first_are_read_and_a_gap_says_that_there_are_others(int count, string? resource)
    {
        string[] ids = [.. Enumerable.Range(0, count).Select(i => $"pl-{i:d4}")];
        IReadOnlyList<PrefixListEntries> lists = await ReadAsync([new() { SecurityGroups = [new() { GroupId = "sg-1" }] }], [Group("sg-1", ids)], []);

        Assert.Equal(ids.Take(PrefixListReader.Most), lists.Select(list => list.PrefixListId));
        Assert.Equal([$"GetManagedPrefixListEntries {PrefixListReader.Most}"], _counts.Calls);
        Assert.Equal(resource, _gaps.Gaps.SingleOrDefault()?.Resource);
        if (resource is null)
            return;
        var cloud = new CloudState { AccountId = "123456789012", Region = "eu-west-2", BeganUtc = DateTime.UnixEpoch, EndedUtc = DateTime.UnixEpoch };
        SnapshotGap? why = new GapIndex(_gaps.Gaps).Of(cloud, "GetManagedPrefixListEntries", ids[PrefixListReader.Most]);
        Assert.Equal((GapKind.TooLarge, $"Only 50 of {count} prefix lists of the path were read."), (why!.Kind, why.Reason));
    }

    [Fact]
    public async Task A_list_that_is_not_read_whole_is_not_there_and_its_gap_names_it()
    {
        _counts.AnswerWith("GetManagedPrefixListEntries", arguments => (string)arguments[0]! == "pl-2"
            ? new Reading<PrefixListEntry>([new() { Cidr = "10.0.0.0/8" }], new SnapshotGap { Source = "123456789012/eu-west-2", Operation = "ec2:GetManagedPrefixListEntries", Resource = "pl-2", Kind = GapKind.Throttled, Reason = "Slow down.", TimeUtc = DateTime.UnixEpoch })
            : new Reading<PrefixListEntry>([], null));
        IReadOnlyList<PrefixListEntries> lists = await ReadAsync([new() { SecurityGroups = [new() { GroupId = "sg-1" }] }], [Group("sg-1", "pl-1", "pl-2")], []);

        // An empty list is an answer, too.
        Assert.Equal(["pl-1"], lists.Select(list => list.PrefixListId));
        Assert.Equal("pl-2", Assert.Single(_gaps.Gaps).Resource);
    }

    private Task<IReadOnlyList<PrefixListEntries>> ReadAsync(Instance[] instances, SecurityGroup[] groups, RouteTable[] tables) =>
        new PrefixListReader(_reader, _draft, new InstanceReading(instances, [], []), _gaps, "123456789012/eu-west-2", TimeProvider.System).ReadAsync(groups, tables, TestContext.Current.CancellationToken);

    private static SecurityGroup Group(string id, params string[] lists) => new() { GroupId = id, IpPermissions = [new() { PrefixListIds = [.. lists.Select(list => new PrefixListId { Id = list })] }] };

    private static RouteTable Table(string subnet, params string[] lists) => new() { Associations = [new() { SubnetId = subnet }], Routes = [new() { DestinationCidrBlock = "10.0.0.0/16" }, .. lists.Select(list => new Route { DestinationPrefixListId = list })] };

    private static RouteTable MainTable(string list) => new() { Associations = [new() { Main = true }], Routes = [new() { DestinationPrefixListId = list }] };
}
