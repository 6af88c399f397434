using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.World;

/// <summary>Activities of Auto Scaling groups in the words of the service.</summary>
internal static class ScalingActivities
{
    public static ScalingActivity Launch(LabWorld world, AutoScalingGroup group, Instance instance, DateTimeOffset start, string cause) =>
        Create(world, group, $"Launching a new EC2 instance: {instance.InstanceId}", instance, start, cause);

    public static ScalingActivity Terminate(LabWorld world, AutoScalingGroup group, Instance instance, DateTimeOffset start, string cause) =>
        Create(world, group, $"Terminating EC2 instance: {instance.InstanceId}", instance, start, cause);

    /// <summary>A time as causes have it: 2026-01-02T03:04:05Z.</summary>
    public static string Time(DateTimeOffset time) => KubeObject.Timestamp(time);

    private static ScalingActivity Create(LabWorld world, AutoScalingGroup group, string description, Instance instance, DateTimeOffset start, string cause) => new()
    {
        ActivityId = world.Ids.Uuid($"activity/{group.Name}/{description}"), Description = description, Cause = cause, StartTime = start,
        Details = new JsonObject { ["Subnet ID"] = instance.SubnetId, ["Availability Zone"] = instance.AvailabilityZone }.ToJsonString(),
    };
}

/// <summary>Management events as CloudTrail keeps them.</summary>
internal static class TrailEvents
{
    public static TrailEvent Create(LabWorld world, DateTimeOffset when, string name, string source, string userName, params (string Type, string Name)[] resources)
    {
        string id = world.Ids.Uuid(world.Ids.Unique("trail"));
        string account = world.Cloud.AccountId;
        var record = new JsonObject
        {
            ["eventVersion"] = "1.10",
            ["userIdentity"] = new JsonObject
            {
                ["type"] = "AssumedRole", ["arn"] = $"arn:aws:sts::{account}:assumed-role/{userName}/{userName}", ["accountId"] = account,
            },
            ["eventTime"] = KubeObject.Timestamp(when), ["eventSource"] = source, ["eventName"] = name, ["awsRegion"] = world.Cloud.Region,
            ["sourceIPAddress"] = userName == "AutoScaling" ? "autoscaling.amazonaws.com" : world.Addresses.PublicAddress(200).ToString(), ["userAgent"] = userName, ["requestParameters"] = null, ["responseElements"] = null,
            ["eventID"] = id, ["readOnly"] = false, ["eventType"] = "AwsApiCall", ["managementEvent"] = true, ["recipientAccountId"] = account,
        };
        return new TrailEvent(id, name, source, when, userName, ReadOnly: false, resources, record.ToJsonString());
    }
}
