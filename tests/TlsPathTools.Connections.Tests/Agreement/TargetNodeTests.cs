using System.Globalization;
using System.Text.Json.Nodes;
using TlsPathTools.Connections.Tests.Labs;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.LoadBalancing;
using TlsPathTools.Lab.Nodes;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Connections.Tests.Agreement;

/// <summary>Get-TargetNodeMap against the world: the registrations, what the load balancer's node would choose among, and the cluster's store.</summary>
public class TargetNodeTests(MappedScenarios scenarios)
{
    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task The_rows_are_the_targets_of_the_groups_that_a_rule_can_choose(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        string[] expected = [.. scenario.Addresses.SelectMany(address => Choices(scenario, address).SelectMany(choice => scenario.View.Targets[choice.GroupArn] switch
        {
            // What leads to nobody is said, in a row of its own.
            { Count: 0 } => [$"{address.IPAddress} {choice.GroupArn} -"],
            var targets => targets.Select(target => $"{address.IPAddress} {choice.GroupArn} {target.Id}:{target.Port}"),
        }).DefaultIfEmpty($"{address.IPAddress} - -")).Order(StringComparer.Ordinal)];
        Assert.Equal(expected, scenario.Rows.Select(row => $"{row.IPAddress} {row.TargetGroupArn ?? "-"} {(row.TargetId is null ? "-" : $"{row.TargetId}:{row.TargetPort}")}").Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task Every_row_has_the_chain_from_its_address_to_its_group(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        Assert.All(scenario.Rows, row =>
        {
            MapAddress address = scenario.Addresses.Single(address => address.IPAddress == row.IPAddress);
            Assert.Equal((address.HostName, address.Port), (row.HostName, row.Port));
            if (Front.Of(scenario, address) is not { } front)
            {
                Assert.Equal((AddressOwner.NotFound, null, null, null), (row.Owner, row.LoadBalancerArn, row.TargetGroupArn, row.Reachable));
                return;
            }

            Choice choice = front.Choices(scenario.Scenario.Endpoint.Name).Single(choice => choice.GroupArn == row.TargetGroupArn);
            TargetGroup group = scenario.World.Cloud.TargetGroups[choice.GroupArn];
            EndpointLoadBalancer balancer = scenario.Balancers.Single(balancer => balancer.IPAddress == row.IPAddress);
            Assert.Equal(
                (balancer.Owner, balancer.AvailabilityZone, balancer.NetworkInterfaceId, balancer.LoadBalancerArn, balancer.LoadBalancerName, balancer.LoadBalancerType, balancer.ListenerArn),
                (row.Owner, row.AvailabilityZone, row.NetworkInterfaceId, row.LoadBalancerArn, row.LoadBalancerName, row.LoadBalancerType, row.ListenerArn));
            Assert.Equal((balancer.ListenerProtocol, balancer.TlsTermination), (row.ListenerProtocol, row.TlsTermination));
            Assert.Equal((group.Name, group.TargetType), (row.TargetGroupName, row.TargetType));
            Assert.Equal(TargetRouting.IsCrossZone(front.Balancer, group), row.CrossZone);
            Assert.Equal(choice.Weight, row.Weight);
        });
    }

    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task A_target_is_reachable_where_the_load_balancers_node_would_send_a_flow_to_it_now(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        Assert.All(Targets(scenario), at =>
        {
            IReadOnlySet<(string, int)> routable = scenario.View.Routable[(at.Front.Balancer.Arn, at.Front.Zone.ZoneName, at.Choice.GroupArn)];
            bool gets = at.Choice is { Met: true, Weight: not 0 } && routable.Contains((at.Target.Id, at.Target.Port));
            Assert.Equal(gets, at.Row.Reachable);
            Assert.Equal(!gets ? 0 : at.Choice.Share / routable.Count, at.Row.Share);
            Assert.Equal((at.Target.State, at.Target.Zone), (at.Row.TargetHealth, at.Row.TargetZone));
            Assert.Equal(at.Target.State == "healthy" ? null : at.Target.Reason, at.Row.TargetHealthReason?.Split(": ")[0]);
        });
    }

    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task Every_target_has_its_instance_node_and_Auto_Scaling_group(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        Assert.All(Targets(scenario), at =>
        {
            Instance instance = scenario.World.Cloud.Instances[at.Target.Id];
            JsonObject? node = scenario.View.Find(ResourceKinds.Nodes, @namespace: null, instance.NodeName);
            Assert.Equal((instance.InstanceId, $"{instance.PrivateIp}", at.Target.Port, at.Target.Port), (at.Row.InstanceId, at.Row.PrivateIpAddress, at.Row.NodePort, at.Row.TargetPort));
            Assert.Equal(node is null ? null : instance.NodeName, at.Row.NodeName);
            Assert.Equal(node is null ? null : KubeObject.Holds(node, "Ready"), at.Row.NodeReady);
            Assert.EndsWith($"/{at.Row.InstanceId}", node is null ? $"/{at.Row.InstanceId}" : KubeObject.Text(node, "spec", "providerID"), StringComparison.Ordinal);

            string? group = scenario.View.Instances[at.Target.Id].Group;
            Assert.Equal(group, at.Row.AutoScalingGroupName);
            bool attached = group is not null && scenario.World.Cloud.AutoScalingGroups[group].TargetGroupArns.Contains(at.Choice.GroupArn, StringComparer.Ordinal);
            Assert.Equal(attached, at.Row.RevertedBy?.Contains($"Auto Scaling group {group}", StringComparison.Ordinal) == true);
        });
    }

    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task Every_NodePort_has_its_service_and_the_endpoints_that_a_flow_can_meet_there(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        Assert.All(Targets(scenario), at =>
        {
            NodePortRule rule = scenario.View.Services.NodePorts[at.Target.Port];
            string[] service = rule.Service.Split('/');
            Assert.Equal((service[0], service[1], rule.IsLocal ? "Local" : "Cluster", rule.Affinity is null ? null : "ClientIP"), (at.Row.Namespace, at.Row.ServiceName, at.Row.ExternalTrafficPolicy, at.Row.SessionAffinity));
            if (at.Row.NodeName is not { } node)
                return;
            Assert.Equal(rule.LocalReady(node), at.Row.LocalEndpoints);
            Assert.Equal(rule.Candidates(node, at.Target.Zone).Count, at.Row.UsableEndpoints);
        });
    }

    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task Every_row_says_what_the_check_asks(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        Assert.All(Targets(scenario), at =>
        {
            HealthCheck check = scenario.World.Cloud.TargetGroups[at.Choice.GroupArn].HealthCheck;
            int port = check.Port == "traffic-port" ? at.Target.Port : int.Parse(check.Port, CultureInfo.InvariantCulture);
            bool isHost = port is NodeMachine.KubeletPort or NodeMachine.KubeProxyHealthPort or NodeMachine.KubeProxyMetricsPort || scenario.View.Services.HealthPorts.ContainsKey(port);
            HealthCheckScope scope = isHost ? HealthCheckScope.HostProcess
                : port != at.Target.Port ? HealthCheckScope.OtherPort
                : check.Protocol == "TCP" ? HealthCheckScope.TcpConnect : HealthCheckScope.OnePodSomewhere;
            Assert.Equal(scope, at.Row.HealthCheckScope);
            Assert.Equal($"{check.Protocol} :{port}{(check.Protocol == "TCP" ? "" : check.Path)} every {check.ShownIntervalSeconds} s", at.Row.HealthCheck);
        });
    }

    private static IReadOnlyList<Choice> Choices(MappedScenario scenario, MapAddress address) => Front.Of(scenario, address)?.Choices(scenario.Scenario.Endpoint.Name) ?? [];

    private static IEnumerable<TargetAt> Targets(MappedScenario scenario) => scenario.Rows.Where(row => row.TargetId is not null).Select(row =>
    {
        Front front = Front.Of(scenario, scenario.Addresses.Single(address => address.IPAddress == row.IPAddress))!;
        Choice choice = front.Choices(scenario.Scenario.Endpoint.Name).Single(choice => choice.GroupArn == row.TargetGroupArn);
        return new TargetAt(row, front, choice, scenario.View.Targets[choice.GroupArn].Single(target => target.Id == row.TargetId && target.Port == row.TargetPort));
    });

    private sealed record TargetAt(TargetNode Row, Front Front, Choice Choice, Registration Target);
}
