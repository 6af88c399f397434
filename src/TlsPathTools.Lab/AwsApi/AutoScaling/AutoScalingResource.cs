using System.Globalization;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi.AutoScaling;

/// <summary>What the operations of Auto Scaling have in common. Under the gate.</summary>
internal static class AutoScalingResource
{
    public static Paging Paging { get; } = new("MaxRecords", "NextToken", 1, 100, 50,
        size => Invalid($"1 validation error detected: Value '{size}' at 'maxRecords' failed to satisfy constraint: Member must have value "
            + (size < 1 ? "greater than or equal to 1" : "less than or equal to 100")),
        token => new AwsException("InvalidNextToken", $"The token '{token}' is invalid."));

    public static AutoScalingGroup Group(AwsCall call, string name) => call.Cloud.AutoScalingGroups.GetValueOrDefault(name)
        ?? throw Invalid($"AutoScalingGroup name not found - AutoScalingGroup '{name}' not found");

    /// <summary>The group that an instance is in, and its membership.</summary>
    public static (AutoScalingGroup Group, GroupMember Member) MemberOf(AwsCall call, string instanceId)
    {
        foreach (AutoScalingGroup group in call.Cloud.AutoScalingGroups.Values)
        {
            if (group.Members.Find(member => member.InstanceId == instanceId) is { } found)
                return (group, found);
        }

        throw Invalid($"Instance Id not found - No managed instance found for instance ID: {instanceId}");
    }

    /// <summary>Begins an activity.</summary>
    /// <param name="call">The call that asked for it.</param>
    /// <param name="group">Of this group.</param>
    /// <param name="instanceId">For this instance.</param>
    /// <param name="doing">Terminating EC2 instance, ….</param>
    /// <param name="done">was taken out of service, ….</param>
    /// <param name="desiredBefore">The capacity before it.</param>
    public static ScalingActivity Begin(AwsCall call, AutoScalingGroup group, string instanceId, string doing, string done, int desiredBefore)
    {
        Instance? instance = call.Cloud.Instances.GetValueOrDefault(instanceId);
        string capacity = group.DesiredCapacity == desiredBefore
            ? ""
            : $", {(group.DesiredCapacity < desiredBefore ? "shrinking" : "increasing")} the capacity from {desiredBefore} to {group.DesiredCapacity}";
        var details = new JsonObject { ["Subnet ID"] = instance?.SubnetId, ["Availability Zone"] = instance?.AvailabilityZone };
        var activity = new ScalingActivity
        {
            ActivityId = Guid.NewGuid().ToString(),
            Description = $"{doing}: {instanceId}",
            Cause = $"At {call.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)} instance {instanceId} {done} in response to a user request{capacity}.",
            StartTime = call.Now,
            Details = details.ToJsonString(),
        };
        group.Activities.Insert(0, activity);
        return activity;
    }

    public static void WriteActivity(AwsCall call, AutoScalingGroup group, ScalingActivity activity) => call.Answer
        .Text("ActivityId", activity.ActivityId).Text("AutoScalingGroupName", group.Name).Text("Description", activity.Description).Text("Cause", activity.Cause)
        .Time("StartTime", activity.StartTime).Time("EndTime", activity.EndTime).Text("StatusCode", activity.StatusCode).Number("Progress", activity.Progress)
        .Text("Details", activity.Details).Text("AutoScalingGroupARN", group.Arn);

    public static string LifecycleState(AwsCall call, GroupMember member) => call.Reads.Shown(member, nameof(member.LifecycleState), member.LifecycleState);

    /// <summary>Moves a member on in its life.</summary>
    public static void Move(AwsCall call, GroupMember member, string lifecycleState)
    {
        call.Reads.Keep(member, nameof(member.LifecycleState), member.LifecycleState);
        member.LifecycleState = lifecycleState;
    }

    /// <summary>Changes how many instances the group wants.</summary>
    public static void Want(AwsCall call, AutoScalingGroup group, int capacity)
    {
        call.Reads.Keep(group, nameof(group.DesiredCapacity), group.DesiredCapacity);
        group.DesiredCapacity = capacity;
    }

    public static AwsException Invalid(string message) => new("ValidationError", message);

    public static (string Type, string Name)[] Resources(AutoScalingGroup group) => [("AWS::AutoScaling::AutoScalingGroup", group.Name)];
}
