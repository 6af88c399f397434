using Amazon.Runtime;
using TlsPathTools.Aws.AutoScaling;
using TlsPathTools.Aws.Ec2;
using TlsPathTools.Aws.Elbv2;
using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Lab;
using TlsPathTools.Topology.Cloud;
using World = TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Aws.Tests;

/// <summary>The operations that change something, against the lab's AWS API.</summary>
public class LabChangeTests
{
    [Fact]
    public async Task A_dry_run_says_that_it_would_succeed_and_changes_nothing()
    {
        await using TlsPathLab lab = await TestAws.StartLabAsync();
        using AwsConnection connection = TestAws.Connect(lab);
        string id = Member(lab).InstanceId;

        var refused = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => connection.Pipeline.InvokeAsync(Ec2Operations.TerminateInstances([id], dryRun: true), default));

        Assert.Equal("DryRunOperation", refused.ErrorCode);
        lock (lab.World.Gate)
            Assert.Equal("running", lab.World.Cloud.Instances[id].State);
    }

    [Fact]
    public async Task A_target_is_taken_out_and_put_back()
    {
        await using TlsPathLab lab = await TestAws.StartLabAsync();
        using AwsConnection connection = TestAws.Connect(lab);
        (string arn, string id, int port) = Target(lab);
        TargetDescription[] targets = [new() { Id = id, Port = port }];

        await connection.Pipeline.InvokeAsync(Elbv2Operations.DeregisterTargets(arn, targets), default);
        AwsPage<TargetHealthDescription> draining = await connection.Pipeline.InvokeAsync(Elbv2Operations.DescribeTargetHealth(arn), default);
        await connection.Pipeline.InvokeAsync(Elbv2Operations.RegisterTargets(arn, targets), default);
        AwsPage<TargetHealthDescription> back = await connection.Pipeline.InvokeAsync(Elbv2Operations.DescribeTargetHealth(arn), default);

        Assert.True(draining.Items.SingleOrDefault(item => item.Target!.Id == id)?.TargetHealth?.State is null or "draining");
        Assert.Contains(back.Items, item => item.Target!.Id == id && item.TargetHealth!.State is "initial" or "healthy" or "unhealthy");
    }

    [Fact]
    public async Task An_instance_goes_into_standby_and_a_group_is_tagged()
    {
        await using TlsPathLab lab = await TestAws.StartLabAsync();
        using AwsConnection connection = TestAws.Connect(lab);
        World.AutoScalingGroup group;
        string id = Member(lab).InstanceId;
        lock (lab.World.Gate)
        {
            group = lab.World.Cloud.AutoScalingGroups.Values.First(each => each.Members.Any(member => member.InstanceId == id));
            (group.MinSize, group.MaxSize) = (0, 9);
        }

        AwsPage<ScalingActivity> entered = await connection.Pipeline.InvokeAsync(AutoScalingOperations.EnterStandby(group.Name, [id], shouldDecrementDesiredCapacity: true), default);
        await connection.Pipeline.InvokeAsync(AutoScalingOperations.CreateOrUpdateTags(
            [new() { ResourceId = group.Name, ResourceType = "auto-scaling-group", Key = "quarantined", Value = id, PropagateAtLaunch = false }]), default);
        AwsPage<AutoScalingGroup> read = await connection.Pipeline.InvokeAsync(AutoScalingOperations.DescribeAutoScalingGroups([group.Name]), default);
        AwsPage<ScalingActivity> activities = await connection.Pipeline.InvokeAsync(AutoScalingOperations.DescribeScalingActivities(group.Name), default);

        Assert.Contains(id, entered.Items.Single().Description);
        Assert.Contains(activities.Items, activity => activity.ActivityId == entered.Items.Single().ActivityId);
        Assert.Equal(id, read.Items.Single().Tags.Single(tag => tag.Key == "quarantined").Value);
        Assert.Contains(read.Items.Single().Instances, instance => instance.InstanceId == id && instance.LifecycleState is "EnteringStandby" or "Standby");

        await WaitAsync(lab, () => group.Members.Any(member => member.InstanceId == id && member.LifecycleState == "Standby"));
        AwsPage<ScalingActivity> left = await connection.Pipeline.InvokeAsync(AutoScalingOperations.ExitStandby(group.Name, [id]), default);
        Assert.Contains(id, left.Items.Single().Description);
    }

    [Fact]
    public async Task Instances_are_terminated_alone_and_through_their_group()
    {
        await using TlsPathLab lab = await TestAws.StartLabAsync();
        using AwsConnection connection = TestAws.Connect(lab);
        string[] ids;
        lock (lab.World.Gate)
            ids = [.. lab.World.Cloud.AutoScalingGroups.Values.SelectMany(group => group.Members).Select(member => member.InstanceId)];
        Assert.True(ids.Length >= 2);

        AwsPage<InstanceStateChange> changes = await connection.Pipeline.InvokeAsync(Ec2Operations.TerminateInstances([ids[0]], dryRun: false), default);
        ScalingActivity activity = await connection.Pipeline.InvokeAsync(AutoScalingOperations.TerminateInstanceInAutoScalingGroup(ids[1], shouldDecrementDesiredCapacity: false), default);

        Assert.Equal((ids[0], "running", "shutting-down"), (changes.Items.Single().InstanceId, changes.Items.Single().PreviousState!.Name, changes.Items.Single().CurrentState!.Name));
        Assert.Contains(ids[1], activity.Description);
        Assert.NotNull(activity.StartTime);
    }

    private static World.GroupMember Member(TlsPathLab lab)
    {
        lock (lab.World.Gate)
            return lab.World.Cloud.AutoScalingGroups.Values.SelectMany(group => group.Members).First();
    }

    private static (string Arn, string Id, int Port) Target(TlsPathLab lab)
    {
        lock (lab.World.Gate)
        {
            World.TargetGroup group = lab.World.Cloud.TargetGroups.Values.First(each => each.TargetType == "instance" && each.Targets.Count > 0);
            return (group.Arn, group.Targets[0].Id, group.Targets[0].Port);
        }
    }

    private static async Task WaitAsync(TlsPathLab lab, Func<bool> condition)
    {
        for (int round = 0; round < 600; round++)
        {
            lock (lab.World.Gate)
            {
                if (condition())
                    return;
            }

            await Task.Delay(50);
        }

        Assert.Fail("It did not come to pass within 30 s.");
    }
}
