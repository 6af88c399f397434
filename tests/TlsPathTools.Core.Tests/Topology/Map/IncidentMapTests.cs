using TlsPathTools.Probing;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Map;
using static TlsPathTools.Core.Tests.Topology.Map.World;

namespace TlsPathTools.Core.Tests.Topology.Map;

/// <summary>The world that the project was made for (relay-node-fault), row by row.</summary>
public class IncidentMapTests
{
    private readonly World _world = Incident();

    [Fact]
    public void The_chain_of_the_failing_address_is_in_one_row()
    {
        TargetNode row = Assert.Single(_world.Map(), row => row is { IPAddress: AddressA, Reachable: true });
        Assert.Equal(
            (HostName, (int?)443, ZoneA, "eni-0a", BalancerName, "network"),
            (row.HostName, row.Port, row.AvailabilityZone, row.NetworkInterfaceId, row.LoadBalancerName, row.LoadBalancerType));
        Assert.Equal(("TCP", TlsTermination.Target, "default", (double?)1), (row.ListenerProtocol, row.TlsTermination, row.Rule, row.Weight));
        Assert.Equal((GroupName, "instance", InstanceA, (int?)NodePort, NodeA, (bool?)true), (row.TargetGroupName, row.TargetType, row.InstanceId, row.NodePort, row.NodeName, row.NodeReady));
        Assert.Equal(("10.40.11.23", "hutch", "hutch-relay", "Cluster", (int?)0, (int?)1), (row.PrivateIpAddress, row.Namespace, row.ServiceName, row.ExternalTrafficPolicy, row.LocalEndpoints, row.UsableEndpoints));
        Assert.Equal(((bool?)false, "load balancer", (double?)1, AutoScaling), (row.CrossZone, row.CrossZoneSource, row.Share, row.AutoScalingGroupName));
        Assert.Equal(("HTTP :10256/healthz every 10 s", HealthCheckScope.HostProcess, "healthy"), (row.HealthCheck, row.HealthCheckScope, row.TargetHealth));
    }

    [Fact]
    public void The_rows_of_the_failing_address_are_marked_and_those_of_the_other_are_not()
    {
        IReadOnlyList<TargetNode> rows = _world.Map();
        Assert.Equal(4, rows.Count);
        Assert.All(rows, row => Assert.Equal(row.IPAddress == AddressA, row.AddressFailing));
        Assert.All(rows.Where(row => row.IPAddress == AddressA), row => Assert.Equal(((int?)20, (int?)20, (double?)1, (Verdict?)Verdict.Failing), (row.Attempts, row.Failures, row.FailureRate, row.Verdict)));
    }

    [Fact]
    public void Each_address_reaches_the_node_of_its_zone_alone_and_the_other_row_says_why_not()
    {
        TargetNode other = _world.Row(AddressA, InstanceB);
        Assert.Equal(((bool?)false, (double?)0), (other.Reachable, other.Share));
        Assert.Equal("in zone eu-west-2b, not eu-west-2a; cross-zone is off (load balancer)", other.ReachableNote);
        Assert.True(_world.Row(AddressB, InstanceB).Reachable);
    }

    [Fact]
    public void Outer_probes_alone_make_nobody_suspect() => Assert.DoesNotContain(_world.Map(), row => row.Suspect);

    [Fact]
    public void Terraform_made_it_and_only_the_Auto_Scaling_group_registers_what_it_launches()
    {
        TargetNode row = _world.Row(AddressA, InstanceA);
        Assert.Equal("no controller's tags; its tags say Terraform", row.ManagedBy);
        Assert.Equal($"Auto Scaling group {AutoScaling} registers the instances that it launches, but none again that was taken out", row.RevertedBy);
    }

    [Fact]
    public void The_one_note_is_that_healthy_means_a_process_of_the_host() =>
        Assert.Equal(["\"healthy\" means that a process of the host answers: the check meets neither NodePort nor pod"], _world.Row(AddressA, InstanceA).Notes);

    [Fact]
    public void Probes_in_the_VPC_that_fail_at_the_one_node_make_it_suspect_at_the_failing_address_only()
    {
        MapQuery query = Seen with { NodePorts = [NodePortProbe(NodeA, 20, 20), NodePortProbe(NodeB, 20, 0)] };
        TargetNode suspect = Assert.Single(_world.Map(query), row => row.Suspect);
        Assert.Equal((AddressA, InstanceA), (suspect.IPAddress, suspect.InstanceId));
        Assert.StartsWith("NodePort 32080 probed directly from in the VPC: 20 of 20 failed here, 0 of 20 at 1 sibling", suspect.SuspectReason, StringComparison.Ordinal);
    }
}
