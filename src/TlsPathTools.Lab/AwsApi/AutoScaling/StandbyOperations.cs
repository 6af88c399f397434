using TlsPathTools.Lab.AwsApi.Elbv2;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi.AutoScaling;

/// <summary>Standby: an instance goes on to run, and serves nobody.</summary>
internal static class StandbyOperations
{
    public static IEnumerable<AwsOperation> All { get; } =
    [
        new("autoscaling", "EnterStandby", Enter, Changes: true),
        new("autoscaling", "ExitStandby", Exit, Changes: true),
    ];

    private static void Enter(AwsCall call)
    {
        bool decrement = call.Input.Flag("ShouldDecrementDesiredCapacity") ?? throw AutoScalingResource.Invalid("ShouldDecrementDesiredCapacity is required");
        lock (call.Gate)
        {
            (AutoScalingGroup group, GroupMember[] members) = Asked(call, "InService");
            if (decrement && group.DesiredCapacity - members.Length < group.MinSize)
            {
                throw AutoScalingResource.Invalid($"AutoScalingGroup {group.Name} has min-size={group.MinSize}, max-size={group.MaxSize}, and desired-size={group.DesiredCapacity}. "
                    + $"To place into standby {members.Length} instance, please update the AutoScalingGroup sizes appropriately.");
            }

            Write(call, group, members, decrement ? -1 : 0, "EnteringStandby", "Standby", TimeSpan.FromSeconds(call.World.Scenario.Timings.Deregistration),
                "Moving EC2 instance to Standby", "was moved to standby", begin: member =>
                {
                    foreach (TargetGroup targets in TargetGroups(call, group))
                    {
                        foreach (TargetRegistration target in targets.Targets.Where(target => target.Id == member.InstanceId && target.IsRegistered))
                            TargetOperations.Drain(call, targets, target);
                    }
                },
                end: _ => { });
        }
    }

    private static void Exit(AwsCall call)
    {
        lock (call.Gate)
        {
            (AutoScalingGroup group, GroupMember[] members) = Asked(call, "Standby");
            if (group.DesiredCapacity + members.Length > group.MaxSize)
            {
                throw AutoScalingResource.Invalid($"AutoScalingGroup {group.Name} has min-size={group.MinSize}, max-size={group.MaxSize}, and desired-size={group.DesiredCapacity}. "
                    + $"To move {members.Length} instance out of standby, please update the AutoScalingGroup sizes appropriately.");
            }

            Write(call, group, members, 1, "Pending", "InService", TimeSpan.FromSeconds(call.World.Scenario.Timings.InstanceLaunch),
                "Moving EC2 instance out of Standby", "was moved out of standby", begin: _ => { }, end: member =>
                {
                    if (group.SuspendedProcesses.Contains("AddToLoadBalancer"))
                        return;
                    foreach (TargetGroup targets in TargetGroups(call, group))
                        TargetOperations.Add(call, targets, member.InstanceId, targets.Port, member.AvailabilityZone);
                });
        }
    }

    private static void Write(
        AwsCall call, AutoScalingGroup group, GroupMember[] members, int capacity, string during, string after, TimeSpan duration,
        string doing, string done, Action<GroupMember> begin, Action<GroupMember> end) => call.Answer.List("Activities", members, member =>
        {
            int before = group.DesiredCapacity;
            if (capacity != 0)
                AutoScalingResource.Want(call, group, before + capacity);
            AutoScalingResource.Move(call, member, during);
            begin(member);
            ScalingActivity activity = AutoScalingResource.Begin(call, group, member.InstanceId, doing, done, before);
            activity.Progress = 50;
            call.Changed($"{member.InstanceId} of {group.Name}", AutoScalingResource.Resources(group));
            AutoScalingResource.WriteActivity(call, group, activity);
            call.Later(duration, () =>
            {
                // A termination that came between has the last word.
                bool went = member.LifecycleState == during;
                if (went)
                {
                    member.LifecycleState = after;
                    end(member);
                }

                (activity.StatusCode, activity.Progress, activity.EndTime) = (went ? "Successful" : "Cancelled", 100, call.Now);
            });
        });

    private static (AutoScalingGroup Group, GroupMember[] Members) Asked(AwsCall call, string state)
    {
        AutoScalingGroup group = AutoScalingResource.Group(call, call.Required("AutoScalingGroupName"));
        GroupMember[] members =
        [
            .. call.Input.Texts("InstanceIds").Select(id => group.Members.Find(member => member.InstanceId == id)
                ?? throw AutoScalingResource.Invalid($"The instance {id} is not part of Auto Scaling group {group.Name}.")),
        ];
        if (members.Length == 0)
            throw AutoScalingResource.Invalid("At least one instance ID must be specified");
        return Array.Find(members, member => member.LifecycleState != state) is { } other
            ? throw AutoScalingResource.Invalid($"The instance {other.InstanceId} is in {other.LifecycleState}. It must be in {state}.")
            : (group, members);
    }

    private static TargetGroup[] TargetGroups(AwsCall call, AutoScalingGroup group) =>
        [.. group.TargetGroupArns.Select(arn => call.Cloud.TargetGroups.GetValueOrDefault(arn)).OfType<TargetGroup>()];
}
