namespace TlsPathTools.Lab;

/// <summary>A world at one moment, for people who watch it.</summary>
/// <param name="When">The moment.</param>
/// <param name="Addresses">The load balancers' addresses.</param>
/// <param name="Targets">The targets and their health, as the load balancer reports it.</param>
/// <param name="Nodes">The nodes, as Kubernetes reports them.</param>
/// <param name="Faults">What is broken: the truth that nothing reports.</param>
/// <param name="Flows">What flowed, by component.</param>
public sealed record LabStatus(
    DateTimeOffset When, IReadOnlyList<LabAddress> Addresses, IReadOnlyList<LabTarget> Targets, IReadOnlyList<LabNode> Nodes,
    IReadOnlyList<LabFault> Faults, IReadOnlyList<LabFlow> Flows);

/// <summary>An address of a load balancer.</summary>
/// <param name="LoadBalancer">Its name.</param>
/// <param name="Zone">The zone.</param>
/// <param name="Address">The address that clients use.</param>
/// <param name="InDns">Whether DNS answers with it.</param>
/// <param name="Flows">Connections that it took.</param>
/// <param name="Failed">Those that ended badly.</param>
public sealed record LabAddress(string LoadBalancer, string Zone, string Address, bool InDns, long Flows, long Failed);

/// <summary>A registered target.</summary>
/// <param name="TargetGroup">The group's name.</param>
/// <param name="Id">The target's id.</param>
/// <param name="Node">The node's name where it is one.</param>
/// <param name="Port">The port.</param>
/// <param name="State">healthy, unhealthy, initial, draining, unused.</param>
/// <param name="Reason">AWS's reason code, or null.</param>
public sealed record LabTarget(string TargetGroup, string Id, string? Node, int Port, string State, string? Reason);

/// <summary>A node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="InstanceId">Its instance.</param>
/// <param name="Zone">Its zone.</param>
/// <param name="Ready">True, False or Unknown.</param>
/// <param name="Schedulable">Whether pods may come.</param>
/// <param name="Pods">Pods of applications on it.</param>
public sealed record LabNode(string Name, string InstanceId, string Zone, string Ready, bool Schedulable, int Pods);

/// <summary>A fault.</summary>
/// <param name="Id">Its name in the scenario.</param>
/// <param name="At">Where.</param>
/// <param name="Effect">What it does.</param>
/// <param name="Active">Whether it is at work now.</param>
/// <param name="EndedBy">What ended it, or null.</param>
public sealed record LabFault(string Id, string At, string Effect, bool Active, string? EndedBy);

/// <summary>What flowed through a component since the start.</summary>
/// <param name="Component">In the form of <see cref="Scenarios.FaultSpec.At"/>.</param>
/// <param name="Flows">Connections.</param>
/// <param name="Failed">Those that ended badly.</param>
public sealed record LabFlow(string Component, long Flows, long Failed);
