using TlsPathTools.Core.Tests.Reachability.Reference;
using TlsPathTools.Reachability;
using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Core.Tests.Reachability;

public class SecurityGroupReferenceTests
{
    [Fact]
    public void What_is_judged_of_many_packets_is_what_happens_to_each_of_them()
    {
        int[] verdicts = new int[4];
        Sweep.Over(40_000, seed => Interlocked.Increment(ref verdicts[(int)Check(seed)]));
        Assert.All(verdicts, count => Assert.True(count > 500, string.Join(' ', verdicts)));
    }

    private static ReachabilityVerdict Check(int seed)
    {
        var random = new RandomNetwork(seed);
        Traffic packets = random.Packets();
        SecurityGroup[] groups = random.SecurityGroups(packets);
        string[]? peers = random.PeerGroups();
        bool egress = random.Chance(50);
        Ruling ruling = SecurityGroupEvaluator.Judge(groups, egress, packets, peers, random.PrefixLists);
        var reference = new NaiveSecurityGroups(groups, egress, peers, random.Lists);
        RulingCheck.Agrees(packets, ruling, reference.Passes);
        if (ruling.SmallestChange is { } text)
        {
            var change = ProposedChange.Read(text);
            Assert.Equal(egress, change.Egress);
            RulingCheck.Repairs(packets, change, reference.Passes, new NaiveSecurityGroups(change.Make(groups), egress, peers, random.Lists).Passes, random);
        }

        return ruling.Verdict;
    }
}
