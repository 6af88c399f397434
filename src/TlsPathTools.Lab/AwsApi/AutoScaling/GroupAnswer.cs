using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi.AutoScaling;

/// <summary>How Auto Scaling groups appear in answers. Under the gate.</summary>
internal static class GroupAnswer
{
    public static void Write(AwsCall call, AutoScalingGroup group, bool withInstances)
    {
        AnswerWriter answer = call.Answer;
        answer.Text("AutoScalingGroupName", group.Name).Text("AutoScalingGroupARN", group.Arn);
        WriteTemplate(answer, group);
        answer.Number("MinSize", group.MinSize).Number("MaxSize", group.MaxSize)
            .Number("DesiredCapacity", call.Reads.Shown(group, nameof(group.DesiredCapacity), group.DesiredCapacity)).Number("DefaultCooldown", 300);
        answer.Texts("AvailabilityZones", Zones(call, group)).Texts("LoadBalancerNames", []).Texts("TargetGroupARNs", group.TargetGroupArns);
        answer.Text("HealthCheckType", group.HealthCheckType).Number("HealthCheckGracePeriod", group.HealthCheckGracePeriod);
        answer.List("Instances", withInstances ? group.Members : [], member => WriteMember(call, group, member, member.HealthStatus));
        answer.Time("CreatedTime", group.CreatedTime);
        answer.List("SuspendedProcesses", group.SuspendedProcesses.Order(StringComparer.Ordinal), process => answer
            .Text("ProcessName", process).Text("SuspensionReason", "User suspended"));
        answer.Text("VPCZoneIdentifier", string.Join(',', group.SubnetIds)).Texts("EnabledMetrics", []);
        answer.List("Tags", group.Tags, tag => WriteTag(answer, group, tag.Key, tag.Value));
        answer.Texts("TerminationPolicies", ["Default"]).Flag("NewInstancesProtectedFromScaleIn", false);
        answer.Text("ServiceLinkedRoleARN", $"arn:aws:iam::{call.Cloud.AccountId}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling");
        answer.Flag("CapacityRebalance", false);
        answer.List("TrafficSources", group.TargetGroupArns, arn => answer.Text("Identifier", arn).Text("Type", "elbv2"));
    }

    public static void WriteMember(AwsCall call, AutoScalingGroup group, GroupMember member, string health)
    {
        AnswerWriter answer = call.Answer;
        Instance? instance = call.Cloud.Instances.GetValueOrDefault(member.InstanceId);
        answer.Text("InstanceId", member.InstanceId).Text("InstanceType", instance?.InstanceType).Text("AvailabilityZone", member.AvailabilityZone);
        answer.Text("LifecycleState", AutoScalingResource.LifecycleState(call, member)).Text("HealthStatus", health);
        WriteTemplate(answer, group);
        answer.Flag("ProtectedFromScaleIn", member.ProtectedFromScaleIn);
    }

    public static void WriteTag(AnswerWriter answer, AutoScalingGroup group, string key, string value) => answer
        .Text("ResourceId", group.Name).Text("ResourceType", "auto-scaling-group").Text("Key", key).Text("Value", value).Flag("PropagateAtLaunch", true);

    private static void WriteTemplate(AnswerWriter answer, AutoScalingGroup group) => answer.Object("LaunchTemplate", () => answer
        .Text("LaunchTemplateId", group.LaunchTemplateId).Text("LaunchTemplateName", group.LaunchTemplateName).Text("Version", group.LaunchTemplateVersion));

    private static IEnumerable<string> Zones(AwsCall call, AutoScalingGroup group) => group.SubnetIds
        .Select(id => call.Cloud.Subnets.GetValueOrDefault(id)?.AvailabilityZone).OfType<string>().Distinct(StringComparer.Ordinal);
}
