using TlsPathTools.Connections.Tests.Labs;
using TlsPathTools.Connections.Tests.Robustness;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Collecting;
using LabCloud = TlsPathTools.Lab.Cloud.CloudState;

namespace TlsPathTools.Connections.Tests.Agreement;

/// <summary>The prefix lists that groups and routes of the path name, read through the real API of the lab.</summary>
public sealed class PrefixListTests : IAsyncLifetime
{
    private const string Offices = "pl-0a000000000000001";
    private const string Storage = "pl-0a000000000000002";
    private const string Nothing = "pl-0a000000000000003";
    private const string Strangers = "pl-0a000000000000004";

    private HardLab _lab = null!;

    public async ValueTask InitializeAsync()
    {
        _lab = await HardLab.StartAsync();
        LabCloud cloud = _lab.Lab.World.Cloud;
        lock (_lab.Lab.World.Gate)
        {
            // More than a page of it.
            cloud.PrefixLists[Offices] = new PrefixList { PrefixListId = Offices, Name = "offices", Entries = [.. Enumerable.Range(0, 150).Select(i => Cidr.Parse($"192.168.{i}.0/24"))] };
            cloud.PrefixLists[Storage] = new PrefixList { PrefixListId = Storage, Name = "com.amazonaws.eu-west-2.s3", Entries = [Cidr.Parse("52.95.148.0/23")] };
            cloud.PrefixLists[Nothing] = new PrefixList { PrefixListId = Nothing, Name = "nobody" };
            cloud.PrefixLists[Strangers] = new PrefixList { PrefixListId = Strangers, Name = "strangers", Entries = [Cidr.Parse("10.9.0.0/16")] };
            cloud.SecurityGroups["sg-0e5d7c9b1a3f24680"].Ingress.AddRange([new SecurityGroupRule("tcp", 443, 443, PrefixListId: Offices), new SecurityGroupRule("tcp", 22, 22, PrefixListId: Offices)]);
            cloud.SecurityGroups["sg-0e5d7c9b1a3f24680"].Egress.Add(new SecurityGroupRule("tcp", 443, 443, PrefixListId: Nothing));
            cloud.SecurityGroups["sg-0a000000000000009"] = new SecurityGroup { GroupId = "sg-0a000000000000009", GroupName = "of-others", Ingress = [new SecurityGroupRule("tcp", 443, 443, PrefixListId: Strangers)] };
            foreach (RouteTable table in cloud.RouteTables.Values)
                table.Routes.Add(new Route(default, "vpce-0a000000000000001", DestinationPrefixListId: Storage));
        }
    }

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Fact]
    public async Task Each_list_that_the_path_names_is_read_once_and_whole()
    {
        ApiRelay aws = _lab.Relay(_lab.Lab.AwsEndpoint);
        Seen seen = await _lab.ReadAsync(aws: aws);
        Assert.Empty(seen.Gaps);
        LabCloud world = _lab.Lab.World.Cloud;
        PrefixListEntries[] lists = seen.Snapshot.Clouds[0].PrefixLists;
        Assert.Equal([Offices, Storage, Nothing], lists.Select(list => list.PrefixListId).Order(StringComparer.Ordinal));
        Assert.All(lists, list => Assert.Equal(world.PrefixLists[list.PrefixListId].Entries.Select(entry => $"{entry}"), list.Entries.Select(entry => entry.Cidr)));
        // Two pages of the offices, and one of each other.
        Assert.Equal(4, aws.Counts["GetManagedPrefixListEntries"]);
        Assert.False(aws.Counts.ContainsKey("DescribeManagedPrefixLists"));
        string json = TlsPathJson.Serialize(seen.Snapshot);
        Assert.Equal(json, TlsPathJson.Serialize(TlsPathJson.Deserialize(json)));
        Assert.Contains(Offices + "\",\"entries\":[{\"cidr\":\"192.168.0.0/24\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_may_not_be_read_is_a_gap_that_names_it()
    {
        _lab.Apis.Aws = new() { Deny = ["ec2:GetManagedPrefixListEntries"] };
        Seen seen = await _lab.ReadAsync();
        Assert.Empty(seen.Snapshot.Clouds[0].PrefixLists);
        Assert.Equal([Offices, Storage, Nothing], seen.Gaps.Select(gap => gap.Resource).Order(StringComparer.Ordinal));
        Assert.All(seen.Gaps, gap => Assert.Equal((GapKind.Denied, "ec2:GetManagedPrefixListEntries"), (gap.Kind, gap.Operation)));
        Assert.All(seen.Gaps, gap => Assert.NotNull(gap.Advice));
    }

    [Fact]
    public async Task A_list_that_is_gone_is_a_gap_and_the_others_are_read()
    {
        lock (_lab.Lab.World.Gate)
            _lab.Lab.World.Cloud.PrefixLists.Remove(Offices);
        Seen seen = await _lab.ReadAsync();
        Assert.Equal([Storage, Nothing], seen.Snapshot.Clouds[0].PrefixLists.Select(list => list.PrefixListId).Order(StringComparer.Ordinal));
        SnapshotGap gap = Assert.Single(seen.Gaps);
        Assert.Equal((GapKind.NotFound, Offices), (gap.Kind, gap.Resource));
    }

    [Fact]
    public async Task Where_the_network_is_not_asked_for_no_list_is_read()
    {
        ApiRelay aws = _lab.Relay(_lab.Lab.AwsEndpoint);
        using PathAccess access = await _lab.OpenAsync(aws: aws);
        await _lab.ReadAsync(access, SnapshotParts.Map);
        Assert.False(aws.Counts.ContainsKey("GetManagedPrefixListEntries"));
    }
}
