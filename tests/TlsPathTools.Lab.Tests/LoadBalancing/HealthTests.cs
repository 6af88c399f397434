using System.Diagnostics;
using System.Net;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.LoadBalancing;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Tests.LoadBalancing;

public sealed class HealthTests : IAsyncLifetime
{
    private readonly HandMadeWorld _world = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("application", 200, "healthy", null, null)]
    [InlineData("application", 503, "unhealthy", "Target.ResponseCodeMismatch", "Health checks failed with these codes: [503]")]
    [InlineData("application", -1, "unhealthy", "Target.FailedHealthChecks", "Health checks failed")]
    [InlineData("application", -2, "unhealthy", "Target.Timeout", "Request timed out")]
    [InlineData("application", -3, "unhealthy", "Target.Timeout", "Request timed out")]
    [InlineData("application", -4, "unhealthy", "Target.FailedHealthChecks", "Health checks failed")]
    [InlineData("network", 200, "healthy", null, null)]
    [InlineData("network", 503, "unhealthy", "Target.FailedHealthChecks", "Health checks failed")]
    [InlineData("network", -2, "unhealthy", "Target.FailedHealthChecks", "Health checks failed")]
    public async Task The_first_round_tells_at_once_what_is_wrong_in_AWSs_words(string type, int status, string state, string? reason, string? description)
    {
        LoadBalancer balancer = _world.AddLoadBalancer("lb", type);
        Instance instance = _world.AddInstance("i-1", 'a', 10);
        TargetGroup group = _world.AddTargetGroup("tg", balancer, [instance], "HTTP", check: Http("/healthz"));
        TestTarget target = status switch
        {
            -3 => TestTarget.Silent(),
            -4 => new TestTarget((_, _) => Task.CompletedTask),
            _ => TestTarget.Web("i-1", handler: (request, responder, token) => responder.SendAsync(request.Target == "/healthz" && request.Head["User-Agent"] == "ELB-HealthChecker/2.0" ? status : 500, "text/plain", "", token)),
        };
        _world.Run(instance, 32080, target).Syn = status switch { -1 => SynAnswer.Refused, -2 => SynAnswer.Dropped, _ => null };

        await _world.BalanceAsync();

        Assert.Equal((state, reason, description), (group.Targets[0].State, group.Targets[0].Reason, group.Targets[0].Description));
    }

    [Fact]
    public async Task Targets_that_nobody_can_use_are_unused_and_say_why()
    {
        LoadBalancer balancer = _world.AddLoadBalancer("lb", "network", "a");
        Instance here = _world.AddInstance("i-1", 'a', 10), elsewhere = _world.AddInstance("i-2", 'c', 10), stopped = _world.AddInstance("i-3", 'a', 11);
        stopped.State = "stopped";
        TargetGroup group = _world.AddTargetGroup("tg", balancer, [here, elsewhere, stopped]);
        TargetGroup lonely = _world.AddTargetGroup("lonely", balancer, [here]);
        lonely.LoadBalancerArns.Clear();
        _world.Run(here, 32080, TestTarget.Echo("i-1"));
        await _world.BalanceAsync();

        Assert.Equal(["healthy", "unused", "unused"], group.Targets.Select(target => target.State));
        Assert.Equal("Target is in an Availability Zone that is not enabled for the load balancer", group.Targets[1].Description);
        Assert.Equal(("Target.InvalidState", "Target is in the stopped state"), (group.Targets[2].Reason, group.Targets[2].Description));
        Assert.Equal(("unused", "Target.NotInUse"), (lonely.Targets[0].State, lonely.Targets[0].Reason));
    }

    [Fact]
    public async Task Thresholds_decide_when_a_target_falls_and_rises()
    {
        (TargetGroup group, TestTarget target) = await OneTargetAsync();

        target.SynOfChecks = SynAnswer.Refused;
        await HandMadeWorld.UntilAsync(() => group.Targets[0].State == "unhealthy", "it falls");
        Assert.Equal("Target.FailedHealthChecks", group.Targets[0].Reason);
        target.SynOfChecks = null;
        await HandMadeWorld.UntilAsync(() => group.Targets[0].State == "healthy", "it rises");
        Assert.Null(group.Targets[0].Reason);
    }

    [Fact]
    public async Task A_new_target_begins_as_initial_and_gets_flows_when_its_checks_are_good()
    {
        (TargetGroup group, _) = await OneTargetAsync();
        group.HealthCheck.HealthyThreshold = 4;
        Instance instance = _world.AddInstance("i-2", 'a', 11);
        _world.Run(instance, 32080, TestTarget.Echo("i-2"));
        var added = new TargetRegistration { Id = "i-2", Port = 32080, AvailabilityZone = "eu-west-2a" };
        lock (_world.World.Gate)
            group.Targets.Add(added);

        var reasons = new HashSet<string?>();
        await HandMadeWorld.UntilAsync(
            () =>
            {
                lock (_world.World.Gate)
                    reasons.Add(added.State == "initial" ? added.Reason : null);
                return added.State == "healthy";
            },
            "the new one is healthy");

        Assert.Contains("Elb.InitialHealthChecking", reasons);
    }

    [Fact]
    public async Task A_deregistered_target_drains_and_goes()
    {
        (TargetGroup group, _) = await OneTargetAsync();
        TargetRegistration target = group.Targets[0];

        lock (_world.World.Gate)
            target.DeregisteredAt = _world.World.Now;

        await HandMadeWorld.UntilAsync(() => target is { State: "draining", Reason: "Target.DeregistrationInProgress" }, "it drains");
        await HandMadeWorld.UntilAsync(() => group.Targets.Count == 0, "it is gone");
    }

    [Fact]
    public async Task An_instance_that_is_terminated_is_deregistered()
    {
        (TargetGroup group, _) = await OneTargetAsync();

        lock (_world.World.Gate)
            _world.Cloud.Instances["i-1"].State = "shutting-down";

        await HandMadeWorld.UntilAsync(() => group.Targets.Count == 0, "it is gone");
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(503, false)]
    public async Task A_lying_check_is_believed(int said, bool healthy)
    {
        _world.World.Faults.Add(new FaultSpec { Id = "lies", At = "targetGroup:tg", Effect = FaultEffect.HealthLies, Value = said });

        (TargetGroup group, TestTarget target) = await OneTargetAsync();
        target.SynOfChecks = healthy ? SynAnswer.Dropped : null;
        await Task.Delay(400);

        Assert.Equal(healthy ? "healthy" : "unhealthy", group.Targets[0].State);
    }

    [Fact]
    public async Task A_check_of_another_port_says_nothing_about_the_one_for_traffic()
    {
        LoadBalancer balancer = _world.AddLoadBalancer("lb", "network");
        Instance instance = _world.AddInstance("i-1", 'a', 10);
        TargetGroup group = _world.AddTargetGroup("tg", balancer, [instance], check: Http("/healthz", "10256"));
        _world.Run(instance, 10256, TestTarget.Web("kube-proxy"));

        await _world.BalanceAsync();

        Assert.Equal("healthy", group.Targets[0].State);
    }

    [Fact]
    public async Task Each_node_keeps_what_it_finds_and_the_API_shows_one_word()
    {
        LoadBalancer balancer = _world.AddLoadBalancer("lb", "application");
        Instance instance = _world.AddInstance("i-1", 'a', 10);
        TargetGroup group = _world.AddTargetGroup("tg", balancer, [instance], "HTTP");
        _world.Run(instance, 32080, TestTarget.Echo("i-1"));
        // The subnet of the node in zone b lets nothing out.
        _world.Cloud.NetworkAcls.Add("acl-b", new NetworkAcl { NetworkAclId = "acl-b", Entries = [new(100, Egress: false, Allow: true, "-1", Cidr.Any)] });
        _world.Cloud.Subnets["subnet-b"].NetworkAclId = "acl-b";

        await _world.BalanceAsync();

        TargetRegistration target = group.Targets[0];
        Assert.Equal((true, false), (target.HealthyFrom["eu-west-2a"], target.HealthyFrom["eu-west-2b"]));
        Assert.Equal("healthy", target.State);
        Assert.Equal((1, 0), (Hosts("HealthyHostCount", "eu-west-2a"), Hosts("HealthyHostCount", "eu-west-2b")));
        Assert.Equal(1, Hosts("UnHealthyHostCount", "eu-west-2b"));
        Assert.Equal([true, false], balancer.Zones.Select(zone => zone.InDns));

        double? Hosts(string metric, string zone) => _world.Cloud.Metrics.Read(
            "AWS/ApplicationELB", metric, [("LoadBalancer", "app/lb/0123456789abcde0"), ("TargetGroup", "targetgroup/tg/fedcba9876543210"), ("AvailabilityZone", zone)], DateTimeOffset.MinValue, DateTimeOffset.MaxValue)
            .Select(point => (double?)point.Point.Maximum).FirstOrDefault();
    }

    [Fact]
    public async Task DNS_leaves_a_zone_that_is_ill_and_comes_back_to_all_when_none_is_well()
    {
        LoadBalancer balancer = _world.AddLoadBalancer("lb", "network");
        Instance first = _world.AddInstance("i-1", 'a', 10), second = _world.AddInstance("i-2", 'b', 10);
        _world.AddTargetGroup("tg", balancer, [first, second]);
        TestTarget a = _world.Run(first, 32080, TestTarget.Echo("i-1")), b = _world.Run(second, 32080, TestTarget.Echo("i-2"));
        await _world.BalanceAsync();
        Assert.Equal([true, true], InDns());

        a.Syn = SynAnswer.Dropped;
        await HandMadeWorld.UntilAsync(() => InDns() is [false, true], "zone a leaves");
        b.Syn = SynAnswer.Refused;
        await HandMadeWorld.UntilAsync(() => InDns() is [true, true], "all zones are back");
        b.Syn = null;
        await HandMadeWorld.UntilAsync(() => InDns() is [false, true], "zone b is well again");
        a.Syn = null;
        await HandMadeWorld.UntilAsync(() => InDns() is [true, true], "both are well");
        lock (_world.World.Gate)
            balancer.Zones[1].ZonalShift = true;
        await HandMadeWorld.UntilAsync(() => InDns() is [true, false], "zone b was shifted away");

        bool[] InDns()
        {
            lock (_world.World.Gate)
                return [.. balancer.Zones.Select(zone => zone.InDns)];
        }
    }

    [Fact]
    public async Task A_thousand_targets_are_checked_before_the_start_ends()
    {
        for (int i = 0; i < 100; i++)
        {
            LoadBalancer balancer = i % 10 == 0 ? _world.AddLoadBalancer($"lb{i}", "network", index: i / 10) : _world.Cloud.LoadBalancers.Values.Last();
            _world.AddTargetGroup($"tg{i}", balancer, [], targetType: "ip").Targets.AddRange(Enumerable.Range(0, 10).Select(number =>
                new TargetRegistration { Id = _world.Address($"10.0.{(number % 2) + 1}.{200 + number}").ToString(), Port = 20_000 + i, AvailabilityZone = number % 2 == 0 ? "eu-west-2a" : "eu-west-2b" }));
        }

        // Half of the groups are served, the other half is silent.
        foreach (TargetGroup group in _world.Cloud.TargetGroups.Values.Where((_, index) => index % 2 == 0))
        {
            foreach (TargetRegistration target in group.Targets)
                _world.With(_world.Fabric.Listen(new IPEndPoint(IPAddress.Parse(target.Id), target.Port), TestTarget.Echo("x"), opens: false));
        }

        long began = Stopwatch.GetTimestamp();
        await _world.BalanceAsync();
        TimeSpan took = Stopwatch.GetElapsedTime(began);

        TestContext.Current.TestOutputHelper?.WriteLine($"{took.TotalMilliseconds:0} ms");
        Assert.True(took < TimeSpan.FromSeconds(10), $"{took}");
        Assert.Equal(500, _world.Cloud.TargetGroups.Values.SelectMany(group => group.Targets).Count(target => target.State == "healthy"));
        Assert.Equal(500, _world.Cloud.TargetGroups.Values.SelectMany(group => group.Targets).Count(target => target.State == "unhealthy"));
    }

    [Theory]
    [InlineData("200", 200, true)]
    [InlineData("200", 201, false)]
    [InlineData("200-399", 301, true)]
    [InlineData("200,204", 204, true)]
    [InlineData("200, 300-310", 305, true)]
    [InlineData("", 200, false)]
    [InlineData("nonsense", 200, false)]
    public void A_matcher_names_codes_and_ranges(string matcher, int status, bool expected) => Assert.Equal(expected, HealthProbe.Matches(matcher, status));

    [Fact]
    public void A_view_needs_as_many_results_in_a_row_as_the_thresholds_say()
    {
        var view = new TargetView();

        Assert.False(view.Take(HealthResult.Good, 2, 3));
        Assert.Null(view.IsHealthy);
        view.Take(HealthResult.Good, 2, 3);
        Assert.True(view.IsHealthy);
        view.Take(HealthResult.Failed, 2, 3);
        view.Take(HealthResult.Failed, 2, 3);
        view.Take(HealthResult.Good, 2, 3);
        view.Take(HealthResult.Failed, 2, 3);
        view.Take(HealthResult.TimedOut, 2, 3);
        Assert.True(view.IsHealthy);
        Assert.True(view.Take(HealthResult.TimedOut, 2, 3));
        Assert.False(view.IsHealthy);
        Assert.Equal("Target.Timeout", view.Failure!.Reason);
    }

    private async Task<(TargetGroup Group, TestTarget Target)> OneTargetAsync()
    {
        LoadBalancer balancer = _world.AddLoadBalancer("lb", "network");
        Instance instance = _world.AddInstance("i-1", 'a', 10);
        TargetGroup group = _world.AddTargetGroup("tg", balancer, [instance]);
        TestTarget target = _world.Run(instance, 32080, TestTarget.Echo("i-1"));
        await _world.BalanceAsync();
        return (group, target);
    }

    private static HealthCheck Http(string path, string port = "traffic-port") => new()
    {
        Protocol = "HTTP", Port = port, Path = path, Matcher = "200-399", IntervalSeconds = 0.1, TimeoutSeconds = 0.3,
    };
}
