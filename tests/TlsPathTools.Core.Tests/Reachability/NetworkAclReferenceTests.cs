using TlsPathTools.Core.Tests.Reachability.Reference;
using TlsPathTools.Reachability;
using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Core.Tests.Reachability;

public class NetworkAclReferenceTests
{
    [Fact]
    public void What_is_judged_of_many_packets_is_what_happens_to_each_of_them()
    {
        int[] verdicts = new int[4];
        Sweep.Over(40_000, seed => Interlocked.Increment(ref verdicts[(int)Check(seed)]));
        // No verdict is so rare that the sweep would say little of it.
        Assert.All(verdicts, count => Assert.True(count > 500, string.Join(' ', verdicts)));
    }

    private static ReachabilityVerdict Check(int seed)
    {
        var random = new RandomNetwork(seed);
        Traffic packets = random.Packets();
        NetworkAcl acl = random.NetworkAcl(packets);
        bool egress = random.Chance(50);
        Ruling ruling = NetworkAclEvaluator.Judge(acl, egress, packets);
        var reference = new NaiveNetworkAcl(acl.Entries, egress);
        RulingCheck.Agrees(packets, ruling, reference.Passes);
        if (ruling.SmallestChange is { } text)
        {
            var change = ProposedChange.Read(text);
            Assert.Equal(egress, change.Egress);
            Assert.Equal("acl-1", change.Control);
            RulingCheck.Repairs(packets, change, reference.Passes, new NaiveNetworkAcl(change.Make(acl, random).Entries, egress).Passes, random);
        }

        return ruling.Verdict;
    }
}
