using TlsPathTools.Lab.AwsApi.Ec2;
using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi.AutoScaling;

/// <summary>Auto Scaling groups, their instances and activities, and the replacement of an instance.</summary>
internal static class GroupOperations
{
    private static readonly Paging s_activityPages = AutoScalingResource.Paging with { Default = 100 };

    public static IEnumerable<AwsOperation> All { get; } =
    [
        new("autoscaling", "DescribeAutoScalingGroups", DescribeGroups),
        new("autoscaling", "DescribeAutoScalingInstances", DescribeInstances),
        new("autoscaling", "DescribeScalingActivities", DescribeActivities),
        new("autoscaling", "TerminateInstanceInAutoScalingGroup", Terminate, Changes: true),
    ];

    private static void DescribeGroups(AwsCall call)
    {
        bool withInstances = call.Input.Flag("IncludeInstances") ?? true;
        Page<AutoScalingGroup> page;
        lock (call.Gate)
        {
            IReadOnlyList<string> names = call.Input.Texts("AutoScalingGroupNames");
            IReadOnlyList<Input> filters = call.Input.Items("Filters");
            page = AutoScalingResource.Paging.Of(call,
            [
                .. call.Cloud.AutoScalingGroups.Values.Where(group => names.Count == 0 || names.Contains(group.Name, StringComparer.Ordinal))
                    .Where(group => filters.All(filter => Passes(group, filter))),
            ]);
        }

        call.List("AutoScalingGroups", page.Items, group => GroupAnswer.Write(call, group, withInstances));
        call.Answer.Text("NextToken", page.Next);
    }

    private static void DescribeInstances(AwsCall call)
    {
        Page<(AutoScalingGroup Group, GroupMember Member)> page;
        lock (call.Gate)
        {
            IReadOnlyList<string> ids = call.Input.Texts("InstanceIds");
            page = AutoScalingResource.Paging.Of(call,
            [
                .. call.Cloud.AutoScalingGroups.Values.SelectMany(group => group.Members.Select(member => (group, member)))
                    .Where(item => ids.Count == 0 || ids.Contains(item.member.InstanceId, StringComparer.Ordinal)),
            ]);
        }

        call.List("AutoScalingInstances", page.Items, item =>
        {
            call.Answer.Text("AutoScalingGroupName", item.Group.Name);
            GroupAnswer.WriteMember(call, item.Group, item.Member, health: item.Member.HealthStatus.ToUpperInvariant());
        });
        call.Answer.Text("NextToken", page.Next);
    }

    private static void DescribeActivities(AwsCall call)
    {
        Page<(AutoScalingGroup Group, ScalingActivity Activity)> page;
        lock (call.Gate)
        {
            IReadOnlyList<string> ids = call.Input.Texts("ActivityIds");
            IEnumerable<AutoScalingGroup> groups = call.Input.Text("AutoScalingGroupName") is { Length: > 0 } name ? [AutoScalingResource.Group(call, name)] : call.Cloud.AutoScalingGroups.Values;
            page = s_activityPages.Of(call,
            [
                .. groups.SelectMany(group => group.Activities.Select(activity => (group, activity)))
                    .Where(item => ids.Count == 0 || ids.Contains(item.activity.ActivityId, StringComparer.Ordinal))
                    .OrderByDescending(item => item.activity.StartTime),
            ]);
        }

        call.List("Activities", page.Items, item => AutoScalingResource.WriteActivity(call, item.Group, item.Activity));
        call.Answer.Text("NextToken", page.Next);
    }

    private static void Terminate(AwsCall call)
    {
        bool decrement = call.Input.Flag("ShouldDecrementDesiredCapacity") ?? throw AutoScalingResource.Invalid("ShouldDecrementDesiredCapacity is required");
        lock (call.Gate)
        {
            (AutoScalingGroup group, GroupMember member) = AutoScalingResource.MemberOf(call, call.Required("InstanceId"));
            if (decrement && group.DesiredCapacity <= group.MinSize)
            {
                throw AutoScalingResource.Invalid($"Currently, desiredSize equals minSize ({group.MinSize}). Terminating instance without replacement will violate group's min size constraint. "
                    + "Either set shouldDecrementDesiredCapacity flag to false or lower group's min size.");
            }

            if (member.LifecycleState.StartsWith("Terminating", StringComparison.Ordinal))
                throw new AwsException("ScalingActivityInProgress", $"Activity is in progress for instance {member.InstanceId}.");
            int before = group.DesiredCapacity;
            if (decrement)
                AutoScalingResource.Want(call, group, before - 1);
            AutoScalingResource.Move(call, member, "Terminating");
            if (call.Cloud.Instances.TryGetValue(member.InstanceId, out Instance? instance))
                InstanceOperations.End(call, instance);
            ScalingActivity activity = AutoScalingResource.Begin(call, group, member.InstanceId, "Terminating EC2 instance", "was taken out of service", before);
            call.Changed($"{member.InstanceId} of {group.Name}", [.. AutoScalingResource.Resources(group), ("AWS::EC2::Instance", member.InstanceId)]);
            call.Answer.Object("Activity", () => AutoScalingResource.WriteActivity(call, group, activity));
        }
    }

    private static bool Passes(AutoScalingGroup group, Input filter)
    {
        string name = filter.Required("Name");
        IReadOnlyList<string> values = filter.Texts("Values");
        return name switch
        {
            "tag-key" => group.Tags.Keys.Any(key => values.Contains(key, StringComparer.Ordinal)),
            "tag-value" => group.Tags.Values.Any(value => values.Contains(value, StringComparer.Ordinal)),
            _ when name.StartsWith("tag:", StringComparison.Ordinal) => group.Tags.TryGetValue(name[4..], out string? value) && values.Contains(value, StringComparer.Ordinal),
            _ => throw AutoScalingResource.Invalid($"Filter type {name} is not correct. Allowed Filter types are: tag-key tag-value tag:<tag-key>"),
        };
    }
}
