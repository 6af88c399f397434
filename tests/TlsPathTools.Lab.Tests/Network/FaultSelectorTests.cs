using System.Net;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Tests.Network;

public sealed class FaultSelectorTests : IAsyncDisposable
{
    private readonly HandMadeWorld _world = HandMadeWorld.Create();

    private FaultSelector Selector => _world.Fabric.Faults;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public void Destinations_ports_and_purposes_all_have_to_hold()
    {
        FaultSpec fault = Fault(new FlowSelection { To = ["203.0.113.5"], Port = 443, Of = "healthCheck" });

        // 443 is 8443 where this user may not listen below 1024.
        Assert.Single(Selector.Choose([fault], Flow("203.0.113.5", 8443, FlowPurpose.HealthCheck)));
        Assert.Empty(Selector.Choose([fault], Flow("203.0.113.5", 8443, FlowPurpose.Client)));
        Assert.Empty(Selector.Choose([fault], Flow("203.0.113.6", 8443, FlowPurpose.HealthCheck)));
        Assert.Empty(Selector.Choose([fault], Flow("203.0.113.5", 443, FlowPurpose.HealthCheck)));
    }

    [Fact]
    public void A_share_is_drawn_anew_for_each_flow()
    {
        FaultSpec fault = Fault(new FlowSelection { Share = 0.3 });
        int met = Enumerable.Range(0, 4000).Count(port => Selector.Choose([fault], Flow("203.0.113.5", 8443, from: 7)).Count > 0);

        Assert.InRange(met, 1000, 1400);
    }

    [Fact]
    public void A_hash_gives_the_same_flow_the_same_fate()
    {
        FaultSpec fault = Fault(new FlowSelection { Share = 0.3, ByHash = true });
        bool[] first = [.. Enumerable.Range(10_000, 2000).Select(port => Selector.Choose([fault], Flow("203.0.113.5", 8443, from: port)).Count > 0)];
        bool[] second = [.. Enumerable.Range(10_000, 2000).Select(port => Selector.Choose([fault], Flow("203.0.113.5", 8443, from: port)).Count > 0)];

        Assert.Equal(first, second);
        Assert.InRange(first.Count(met => met), 480, 720);
        // Any flow's odds are the share; those of a certain one are known.
        Assert.Equal(0.3, Selector.Odds([fault], Flow("203.0.113.5", 8443)).Dropped, 6);
        Assert.Equal(first[0] ? 1 : 0, Selector.Odds([fault], Flow("203.0.113.5", 8443, from: 10_000)).Dropped, 6);
    }

    [Fact]
    public void A_rate_counts_the_flows_of_the_last_second()
    {
        FaultSpec fault = Fault(new FlowSelection { AboveRate = 10 });
        for (int i = 0; i < 10; i++)
            Assert.Empty(Selector.Choose([fault], Flow("203.0.113.5", 8443)));
        Assert.Equal(0, Selector.Odds([fault], Flow("203.0.113.5", 8443)).Dropped, 6);

        Assert.Single(Selector.Choose([fault], Flow("203.0.113.5", 8443)));
        Assert.Equal(1, Selector.Odds([fault], Flow("203.0.113.5", 8443)).Dropped, 6);
    }

    [Fact]
    public void Several_faults_of_SYNs_share_what_the_ones_before_left()
    {
        SynOdds odds = Selector.Odds([Fault(new FlowSelection { Share = 0.5 }), Fault(new FlowSelection { Share = 0.5 }) with { Effect = FaultEffect.Refuse }], Flow("203.0.113.5", 8443));

        Assert.Equal((0.25, 0.25, 0.5), (odds.Accepted, odds.Refused, odds.Dropped));
    }

    private Flow Flow(string to, int port, FlowPurpose purpose = FlowPurpose.Client, int from = 0) =>
        new(new IPEndPoint(_world.At("198.51.100.7"), from), _world.At(to, port), purpose);

    private static FaultSpec Fault(FlowSelection flows) => new() { Id = "fault", At = "node:n/ingress", Effect = FaultEffect.Drop, Flows = flows };
}
