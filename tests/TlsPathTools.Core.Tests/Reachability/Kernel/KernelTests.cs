using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Core.Tests.Reachability.Kernel;

/// <summary>The evaluators against the packet filter of Linux: the same rules, real packets. Needs root on Linux.</summary>
public sealed class KernelTests(ITestOutputHelper output)
{
    private const int Sets = 2000;
    private const int PacketsPerSet = 40;
    private const int ConnectSets = 120;

    private readonly long _start = Stopwatch.GetTimestamp();

    [Fact]
    public async Task Two_thousand_rule_sets_let_the_same_packets_pass_as_the_kernel_does()
    {
        (RuleSet Rules, Packet[] Packets)[] worlds = [.. Enumerable.Range(0, Sets).Select(number => RandomRules.Make(number, PacketsPerSet))];
        await using KernelRow row = await KernelRow.StartAsync([.. worlds.Select(world => world.Rules)], alive: false);
        Tell("loaded");

        (RuleSet Rules, Packet Packet)[] requests = [.. worlds.SelectMany(world => world.Packets.Select(packet => (world.Rules, packet)))];
        Tally tally = Compare(row, requests);

        Tell($"{tally}");
        Assert.True(tally.Disagreements.Count == 0, $"{tally}");
        // Agreement means little where a control never decides.
        Assert.Equal(2 * 2 * 4, tally.Packets.Count);
        Assert.All(tally.Packets, kind => Assert.All(kind.Value, count => Assert.True(count > 50, $"{kind.Key}: {count}")));
        Assert.True(tally.Remembered > 1000, $"{tally}");
    }

    [Fact]
    public async Task A_connect_succeeds_where_the_evaluators_let_the_request_and_its_answer_pass_and_nowhere_else()
    {
        (RuleSet Rules, Packet[] Packets)[] worlds = [.. Enumerable.Range(0, ConnectSets).Select(number => RandomRules.Make(number, PacketsPerSet))];
        (RuleSet Rules, Packet Packet)[] tries = [.. worlds.SelectMany(world => world.Packets.Where(packet => packet.Protocol == Packet.Tcp).Select(packet => (world.Rules, packet)))];
        HashSet<int> ports = [.. tries.Select(connect => connect.Packet.DestinationPort)];
        // A port that is listened at cannot be a client's.
        tries = [.. tries.Where(connect => !ports.Contains(connect.Packet.SourcePort))];
        bool[] expected = [.. tries.Select(connect => IsExpected(connect.Rules, connect.Packet))];
        await using KernelRow row = await KernelRow.StartAsync([.. worlds.Select(world => world.Rules)], alive: true);
        Tell("loaded");

        List<Socket> sockets = row.Listen(ports);
        try
        {
            Socket[] clients = row.Bind([.. tries.Select(connect => connect.Packet)]);
            sockets.AddRange(clients);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            Task<bool>[] connects = [.. tries.Select((connect, index) => ConnectAsync(clients[index], connect.Packet, patience.Token))];
            // What has to come is waited for; what must not has time for a second SYN, which follows after a second.
            await Task.WhenAll(connects.Where((_, index) => expected[index]));
            await Task.Delay(TimeSpan.FromSeconds(1.5));
            await patience.CancelAsync();
            bool[] connected = await Task.WhenAll(connects);

            Tell($"{connected.Count(open => open)} of {connected.Length} connected");
            Assert.Empty(tries.Where((_, index) => connected[index] != expected[index]).Select((connect, _) => $"rule set {connect.Rules.Number}: {connect.Packet}"));
            Assert.InRange(connected.Count(open => open), connected.Length / 10, connected.Length * 9 / 10);
        }
        finally
        {
            foreach (Socket socket in sockets)
                socket.Dispose();
        }
    }

    [Fact]
    public async Task Kernel_and_evaluators_know_what_AWS_documents()
    {
        RuleSet[] sets =
        [
            // docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html: in is allowed, the way back is not; then it is, for some clients' ports.
            Set(0, acl: [Entry(100, egress: false, "allow", 443, 443)]),
            Set(1, acl: [Entry(100, egress: false, "allow", 443, 443), Entry(100, egress: true, "allow", 32768, 60999)]),
            // The lower number decides.
            Set(2, acl: [Entry(200, egress: false, "allow", 0, 65535), Entry(100, egress: false, "deny", 443, 443)]),
            Set(3, acl: [Entry(200, egress: false, "deny", 443, 443), Entry(100, egress: false, "allow", 0, 65535)]),
            // A group needs no rule for the answer; a port of a rule is not that beside it; a rule names members of a group.
            Set(4, permission: Permission(443, 443) with { IpRanges = [new IpRange { CidrIp = "0.0.0.0/0" }] }),
            Set(5, permission: Permission(444, 65535) with { IpRanges = [new IpRange { CidrIp = "0.0.0.0/0" }] }),
            Set(6, permission: Permission(443, 443) with { UserIdGroupPairs = [new UserIdGroupPair { GroupId = "sg-6-0" }] }),
            Set(7, permission: Permission(443, 443) with { UserIdGroupPairs = [new UserIdGroupPair { GroupId = "sg-7-1" }] }),
        ];
        (int Set, int Port, int Request, int Answer)[] known = [(0, 40000, 4, 1), (1, 40000, 4, 4), (1, 61000, 4, 1), (2, 40000, 2, 1), (3, 40000, 4, 1), (4, 40000, 4, 4), (5, 40000, 3, 0), (6, 40000, 4, 4), (7, 40000, 3, 0)];
        await using KernelRow row = await KernelRow.StartAsync(sets, alive: false);
        Packet[] requests = [.. known.Select(known => Request(known.Set, known.Port))];

        // Unasked, the answer of a guarded host is a packet that no rule allows.
        Assert.Equal(0, Assert.Single(row.Send([Request(4, 50000).Answer()!])));
        int[] requestPassed = row.Send(requests);
        int[] answerPassed = row.Send([.. requests.Select(request => request.Answer()!)]);

        for (int index = 0; index < known.Length; index++)
        {
            Assert.Equal((index, known[index].Request, known[index].Answer), (index, requestPassed[index], answerPassed[index]));
            int passes = Evaluated.Passes(sets[known[index].Set], requests[index], requestPassed: null, out _);
            Assert.Equal((index, known[index].Request, known[index].Answer), (index, passes, Evaluated.Passes(sets[known[index].Set], requests[index].Answer()!, passes, out _)));
        }
    }

    private static Tally Compare(KernelRow row, (RuleSet Rules, Packet Packet)[] requests)
    {
        int[] requestPassed = row.Send([.. requests.Select(request => request.Packet)]);
        // Every request is answered, also one that did not arrive: without its memory a group has to stop the answer.
        int[] answered = [.. Enumerable.Range(0, requests.Length).Where(index => requests[index].Packet.Answer() is not null)];
        int[] answerPassed = row.Send([.. answered.Select(index => requests[index].Packet.Answer()!)]);

        var tally = new Tally();
        int[] expected = [.. requests.Select(request => Evaluated.Passes(request.Rules, request.Packet, requestPassed: null, out _))];
        for (int index = 0; index < requests.Length; index++)
            tally.Add(requests[index].Rules, requests[index].Packet, requestPassed[index], expected[index], memory: 0);
        for (int at = 0; at < answered.Length; at++)
        {
            (RuleSet rules, Packet request) = requests[answered[at]];
            int passes = Evaluated.Passes(rules, request.Answer()!, expected[answered[at]], out int memory);
            tally.Add(rules, request.Answer()!, answerPassed[at], passes, memory);
        }

        return tally;
    }

    private static bool IsExpected(RuleSet rules, Packet packet)
    {
        int passes = Evaluated.Passes(rules, packet, requestPassed: null, out _);
        return passes == Evaluated.Controls && Evaluated.Passes(rules, packet.Answer()!, passes, out _) == Evaluated.Controls;
    }

    private static async Task<bool> ConnectAsync(Socket client, Packet packet, CancellationToken cancellationToken)
    {
        try
        {
            await client.ConnectAsync(new IPEndPoint(packet.Destination, packet.DestinationPort), cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static RuleSet Set(int number, NetworkAclEntry[]? acl = null, IpPermission? permission = null)
    {
        // The near host may send what it likes; the far one has the rule, and none for what it sends.
        string[] groups = permission is null ? [] : [string.Create(CultureInfo.InvariantCulture, $"sg-{number}-0"), string.Create(CultureInfo.InvariantCulture, $"sg-{number}-1")];
        IpPermission everything = new() { IpProtocol = "-1", IpRanges = [new IpRange { CidrIp = "0.0.0.0/0" }] };
        return new RuleSet(
            number,
            new GuardedSubnet(null, [new Card([RuleSet.Address(number, far: false, v6: false, 2)], groups[..(groups.Length / 2)])]),
            new GuardedSubnet(acl is null ? null : new NetworkAcl { NetworkAclId = "acl-1", Entries = acl }, [new Card([RuleSet.Address(number, far: true, v6: false, 2)], groups[(groups.Length / 2)..])]),
            permission is null ? [] : [new SecurityGroup { GroupId = groups[0], IpPermissionsEgress = [everything] }, new SecurityGroup { GroupId = groups[1], IpPermissions = [permission] }],
            []);
    }

    private static Packet Request(int set, int port) =>
        new(FromFar: false, Packet.Tcp, RuleSet.Address(set, far: false, v6: false, 2), port, RuleSet.Address(set, far: true, v6: false, 2), 443);

    private static NetworkAclEntry Entry(int number, bool egress, string action, int from, int to) =>
        new() { RuleNumber = number, Egress = egress, Protocol = "6", RuleAction = action, CidrBlock = "0.0.0.0/0", PortRange = new PortRange { From = from, To = to } };

    private static IpPermission Permission(int from, int to) => new() { IpProtocol = "tcp", FromPort = from, ToPort = to };

    private void Tell(string what) => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(_start).TotalSeconds:F1} s: {what}"));
}
