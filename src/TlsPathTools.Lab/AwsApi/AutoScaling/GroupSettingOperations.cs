using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi.AutoScaling;

/// <summary>What is set for a group or one of its instances: tags, suspended processes, health.</summary>
internal static class GroupSettingOperations
{
    private static readonly string[] s_processes =
        ["Launch", "Terminate", "AddToLoadBalancer", "AlarmNotification", "AZRebalance", "HealthCheck", "InstanceRefresh", "ReplaceUnhealthy", "ScheduledActions"];

    public static IEnumerable<AwsOperation> All { get; } =
    [
        new("autoscaling", "CreateOrUpdateTags", CreateOrUpdateTags, Changes: true, HasResult: false),
        new("autoscaling", "DescribeTags", DescribeTags),
        new("autoscaling", "SetInstanceHealth", SetHealth, Changes: true, HasResult: false),
        new("autoscaling", "SuspendProcesses", call => Switch(call, suspend: true), Changes: true, HasResult: false),
        new("autoscaling", "ResumeProcesses", call => Switch(call, suspend: false), Changes: true, HasResult: false),
    ];

    private static void CreateOrUpdateTags(AwsCall call)
    {
        lock (call.Gate)
        {
            (AutoScalingGroup Group, string Key, string Value)[] tags =
            [
                .. call.Input.Items("Tags").Select(tag => (AutoScalingResource.Group(call, tag.Text("ResourceId") ?? ""), tag.Required("Key"), tag.Text("Value") ?? "")),
            ];
            foreach ((AutoScalingGroup group, string key, string value) in tags)
            {
                group.Tags[key] = value;
                call.Changed($"{group.Name}: {key}={value}", AutoScalingResource.Resources(group));
            }
        }
    }

    private static void DescribeTags(AwsCall call)
    {
        lock (call.Gate)
        {
            IReadOnlyList<Input> filters = call.Input.Items("Filters");
            Page<(AutoScalingGroup Group, string Key, string Value)> page = AutoScalingResource.Paging.Of(call,
            [
                .. call.Cloud.AutoScalingGroups.Values.SelectMany(group => group.Tags.Select(tag => (group, tag.Key, tag.Value)))
                    .Where(item => filters.All(filter => Passes(item, filter))),
            ]);
            call.Answer.List("Tags", page.Items, item => GroupAnswer.WriteTag(call.Answer, item.Group, item.Key, item.Value)).Text("NextToken", page.Next);
        }
    }

    private static void SetHealth(AwsCall call)
    {
        string status = call.Required("HealthStatus");
        if (status is not ("Healthy" or "Unhealthy"))
            throw AutoScalingResource.Invalid($"Invalid health status: {status}. Valid values are Healthy and Unhealthy.");
        lock (call.Gate)
        {
            (AutoScalingGroup group, GroupMember member) = AutoScalingResource.MemberOf(call, call.Required("InstanceId"));
            member.HealthStatus = status;
            call.Changed($"{member.InstanceId} of {group.Name}: {status}", [.. AutoScalingResource.Resources(group), ("AWS::EC2::Instance", member.InstanceId)]);
        }
    }

    private static void Switch(AwsCall call, bool suspend)
    {
        lock (call.Gate)
        {
            AutoScalingGroup group = AutoScalingResource.Group(call, call.Required("AutoScalingGroupName"));
            // None named means all of them.
            IReadOnlyList<string> processes = call.Input.Texts("ScalingProcesses") is { Count: > 0 } named ? named : s_processes;
            if (processes.FirstOrDefault(process => !s_processes.Contains(process, StringComparer.Ordinal)) is { } unknown)
                throw AutoScalingResource.Invalid($"Invalid process type: {unknown}");
            if (suspend)
                group.SuspendedProcesses.UnionWith(processes);
            else
                group.SuspendedProcesses.ExceptWith(processes);
            call.Changed($"{group.Name}: {string.Join(", ", processes)}", AutoScalingResource.Resources(group));
        }
    }

    private static bool Passes((AutoScalingGroup Group, string Key, string Value) tag, Input filter)
    {
        IReadOnlyList<string> values = filter.Texts("Values");
        return filter.Required("Name") switch
        {
            "auto-scaling-group" => values.Contains(tag.Group.Name, StringComparer.Ordinal),
            "key" => values.Contains(tag.Key, StringComparer.Ordinal),
            "value" => values.Contains(tag.Value, StringComparer.Ordinal),
            "propagate-at-launch" => values.Contains("true", StringComparer.Ordinal),
            var name => throw AutoScalingResource.Invalid($"Filter type {name} is not correct. Allowed Filter types are: auto-scaling-group key value propagate-at-launch"),
        };
    }
}
