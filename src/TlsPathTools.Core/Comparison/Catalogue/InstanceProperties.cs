using TlsPathTools.Topology.Cloud;
using static TlsPathTools.Comparison.CanExplain;
using static TlsPathTools.Comparison.ValueKind;
using Property = TlsPathTools.Comparison.PropertyDefinition<TlsPathTools.Comparison.ComparedNode>;

namespace TlsPathTools.Comparison.Catalogue;

/// <summary>The catalogue's lines about the instance, its place, its status checks and its Auto Scaling group.</summary>
internal static class InstanceProperties
{
    private const string Instances = "ec2:DescribeInstances";
    private const string Statuses = "ec2:DescribeInstanceStatus";
    private const string Groups = "autoscaling:DescribeAutoScalingInstances";
    private const string Transient = "A node that comes or goes looks like a faulty one for a while.";
    private const string OkProvesLittle = "An ok proves little: a node that drops forwarded packets passes it.";

    public static readonly Property[] All =
    [
        Text("InstanceState", ConfigGroup.Instance, Yes, "Only a running instance forwards.", one => PropertyValue.Of(one.State?.Name)),
        Text("InstanceType", ConfigGroup.Instance, CorrelationOnly, "A type brings its own limits and idle timeout: 350 s on newer types, 5 days on older ones.", one => PropertyValue.Of(one.InstanceType)),
        Text("Architecture", ConfigGroup.Instance, CorrelationOnly, "It goes along with another image.", one => PropertyValue.Of(one.Architecture)),
        Text("Hypervisor", ConfigGroup.Instance, CorrelationOnly, "Nitro and Xen differ in limits and timeouts.", one => PropertyValue.Of(one.Hypervisor)),
        Text("ImageId", ConfigGroup.Instance, CorrelationOnly, "An image brings kernel, kubelet and settings; strong where only the failing node has another one.", one => PropertyValue.Of(one.ImageId)),
        Text("Lifecycle", ConfigGroup.Instance, CorrelationOnly, "A spot instance can be on its way out.", one => PropertyValue.Of(one.InstanceLifecycle, "on-demand")),
        Text("IamInstanceProfile", ConfigGroup.Instance, CorrelationOnly, "The CNI plugin attaches interfaces by its rights, unless it has a role of its own.", one => PropertyValue.Of(one.IamInstanceProfile?.Arn, "(none)")),
        Text("MetadataOptions", ConfigGroup.Instance, CorrelationOnly, "The CNI plugin asks the metadata service for its interfaces.", Metadata),
        Text("ManagedBy", ConfigGroup.Instance, CorrelationOnly, "What AWS manages is set up in another way.", one => PropertyValue.Of(one.Operator?.Principal, "(nobody)")),
        new("InstanceAge", ConfigGroup.Instance, Number, CorrelationOnly, Transient, Instances, node => node.OfInstance(one => PropertyValue.Age(one.LaunchTime, node.CloudRead))) { Slack = 3600, Ratio = 0.5, Show = Quantity.Span },

        Text("AvailabilityZone", ConfigGroup.Placement, CorrelationOnly, "Whatever the load balancer or the network has per zone splits the nodes in this way: look at the load balancer's subnets.", one => PropertyValue.Of(one.Placement?.AvailabilityZone)),
        Text("Vpc", ConfigGroup.Placement, Yes, "Routes and groups are those of the VPC.", one => PropertyValue.Of(one.VpcId)),
        Text("Tenancy", ConfigGroup.Placement, No, "It has no part in forwarding.", one => PropertyValue.Of(one.Placement?.Tenancy, "default")),
        new("PrivateIpAddress", ConfigGroup.Placement, Own, No, "Every node has its own; whether the right one is registered, the target rows say.", Instances, node => node.OfInstance(one => PropertyValue.Of(one.PrivateIpAddress))),

        Status("SystemStatus", "An impaired host explains it.", status => status.SystemStatus),
        Status("InstanceStatus", "An impaired instance explains it.", status => status.Status),
        Status("AttachedEbsStatus", "A disk that hangs stops whatever needs it.", status => status.AttachedEbsStatus),
        new("ScheduledEvents", ConfigGroup.Status, Set, CorrelationOnly, "Maintenance that is near; it has no effect before it begins.", Statuses, node => OfStatus(node, status => PropertyValue.Set(status.Events.Select(one => one.Code)))),

        Member("AutoScalingGroup", "Nodes of another group come from another template.", one => one.AutoScalingGroupName),
        Member("LifecycleState", Transient, one => one.LifecycleState),
        Member("AutoScalingHealth", "The group's own check; it says what EC2's checks say.", one => one.HealthStatus),
        Member("LaunchTemplate", "Another version brings another image, other groups, other user data.", one => one.LaunchTemplate is { } template ? $"{template.LaunchTemplateName ?? template.LaunchTemplateId} {template.Version}" : one.LaunchConfigurationName ?? "(none)"),
    ];

    private static Property Text(string name, ConfigGroup group, CanExplain explains, string reason, Func<Instance, PropertyValue> read) =>
        new(name, group, ValueKind.Text, explains, reason, Instances, node => node.OfInstance(read));

    private static Property Status(string name, string reason, Func<InstanceStatus, InstanceStatusSummary?> summary) =>
        new(name, ConfigGroup.Status, ValueKind.Text, Yes, reason, Statuses, node => OfStatus(node, status => PropertyValue.Of(summary(status)?.Status))) { WhenSame = OkProvesLittle };

    private static Property Member(string name, string reason, Func<AutoScalingInstanceDetails, string?> read) =>
        new(name, ConfigGroup.AutoScaling, ValueKind.Text, CorrelationOnly, reason, Groups, node =>
            node.InstanceId is { } id && node.Index.Memberships.TryGetValue(id, out AutoScalingInstanceDetails? member) ? PropertyValue.Of(read(member)) : node.Missing("its Auto Scaling group", "DescribeAutoScalingInstances"));

    private static PropertyValue OfStatus(ComparedNode node, Func<InstanceStatus, PropertyValue> read) =>
        node.InstanceId is { } id && node.Index.Statuses.TryGetValue(id, out InstanceStatus? status) ? read(status) : node.Missing("its status checks", "DescribeInstanceStatus");

    private static PropertyValue Metadata(Instance instance) => instance.MetadataOptions is { } options
        ? PropertyValue.Of($"endpoint {options.HttpEndpoint ?? "?"}, tokens {options.HttpTokens ?? "?"}, hop limit {options.HttpPutResponseHopLimit?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?"}")
        : PropertyValue.Of((string?)null);
}
