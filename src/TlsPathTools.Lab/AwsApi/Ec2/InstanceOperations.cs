using System.Globalization;
using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi.Ec2;

/// <summary>Instances: what they are, how they are, and their end.</summary>
internal static class InstanceOperations
{
    private static readonly Filters<Instance> s_filters = new(instance => instance.Tags)
    {
        { "instance-id", (_, instance) => instance.InstanceId },
        { "instance-state-name", State },
        { "instance-state-code", (call, instance) => Code(State(call, instance)).ToString(CultureInfo.InvariantCulture) },
        { "instance-type", (_, instance) => instance.InstanceType },
        { "image-id", (_, instance) => instance.ImageId },
        { "availability-zone", (_, instance) => instance.AvailabilityZone },
        { "subnet-id", (_, instance) => instance.SubnetId },
        { "vpc-id", (call, _) => call.Cloud.Vpc.VpcId },
        { "private-dns-name", (_, instance) => instance.PrivateDnsName },
        { "private-ip-address", (_, instance) => instance.PrivateIp.ToString() },
        { "network-interface.addresses.private-ip-address", (call, instance) => InstanceAnswer.Interfaces(call, instance).SelectMany(eni => eni.PrivateIpAddresses).Select(ip => ip.ToString()) },
        { "network-interface.network-interface-id", (_, instance) => instance.NetworkInterfaceIds },
        { "ip-address", (call, instance) => InstanceAnswer.Interfaces(call, instance).FirstOrDefault()?.PublicIp?.ToString() },
        { "instance.group-id", (_, instance) => instance.SecurityGroupIds },
        { "network-interface.group-id", (call, instance) => InstanceAnswer.Interfaces(call, instance).SelectMany(eni => eni.SecurityGroupIds) },
        { "owner-id", (call, _) => call.Cloud.AccountId },
        { "reservation-id", (_, instance) => InstanceAnswer.ReservationId(instance) },
    };

    private static readonly Filters<Instance> s_statusFilters = new()
    {
        { "availability-zone", (_, instance) => instance.AvailabilityZone },
        { "instance-state-name", State },
        { "instance-state-code", (call, instance) => Code(State(call, instance)).ToString(CultureInfo.InvariantCulture) },
        { "instance-status.status", (_, instance) => instance.InstanceStatus },
        { "system-status.status", (_, instance) => instance.SystemStatus },
    };

    public static IEnumerable<AwsOperation> All { get; } =
    [
        new("ec2", "DescribeInstances", Describe),
        new("ec2", "DescribeInstanceStatus", DescribeStatus),
        new("ec2", "DescribeInstanceTypes", InstanceTypes.Describe),
        new("ec2", "GetConsoleOutput", GetConsoleOutput),
        new("ec2", "TerminateInstances", Terminate, Changes: true),
    ];

    /// <summary>The state that a read shows.</summary>
    public static string State(AwsCall call, Instance instance) => call.Reads.Shown(instance, nameof(Instance.State), instance.State);

    /// <summary>A state with its code.</summary>
    public static void WriteState(AnswerWriter answer, string name, string state) =>
        answer.Object(name, () => answer.Number("code", Code(state)).Text("name", state));

    /// <summary>Ends an instance as a call asks for. Under the gate.</summary>
    public static void End(AwsCall call, Instance instance)
    {
        call.Reads.Keep(instance, nameof(Instance.State), instance.State);
        if (instance.State is not ("shutting-down" or "terminated"))
        {
            instance.State = "shutting-down";
            instance.StateTransitionReason = $"User initiated ({call.Now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} GMT)";
        }
    }

    private static void Describe(AwsCall call)
    {
        Page<Instance> page;
        lock (call.Gate)
            page = Ec2Resource.PageOf(call, s_filters.Apply(call, Ec2Resource.Instance.Select(call, "InstanceId", call.Cloud.Instances)), "InstanceId", "instancesSet");
        call.List("reservationSet", page.Items, instance => InstanceAnswer.WriteReservation(call, instance));
        call.Answer.Text("nextToken", page.Next);
    }

    private static void DescribeStatus(AwsCall call)
    {
        bool all = call.Input.Flag("IncludeAllInstances") == true;
        Page<Instance> page;
        lock (call.Gate)
        {
            IEnumerable<Instance> chosen = Ec2Resource.Instance.Select(call, "InstanceId", call.Cloud.Instances).Where(instance => all || State(call, instance) == "running");
            page = Ec2Resource.PageOf(call, s_statusFilters.Apply(call, chosen), "InstanceId", "instancesSet");
        }

        call.List("instanceStatusSet", page.Items, instance => InstanceAnswer.WriteStatus(call, instance));
        call.Answer.Text("nextToken", page.Next);
    }

    private static void GetConsoleOutput(AwsCall call)
    {
        lock (call.Gate)
        {
            Instance instance = Ec2Resource.Instance.Get(call.Cloud.Instances, call.Input.Required("InstanceId"));
            call.Answer.Text("instanceId", instance.InstanceId).Time("timestamp", instance.LaunchTime);
            if (instance.ConsoleOutput.Length > 0)
                call.Answer.Text("output", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(instance.ConsoleOutput)));
        }
    }

    private static void Terminate(AwsCall call)
    {
        if (call.Input.Texts("InstanceId").Count == 0)
            throw Input.Missing("InstanceId");
        lock (call.Gate)
        {
            Instance[] instances = [.. Ec2Resource.Instance.Select(call, "InstanceId", call.Cloud.Instances)];
            call.Proceed();
            call.Answer.List("instancesSet", instances, instance =>
            {
                string before = instance.State;
                End(call, instance);
                call.Answer.Text("instanceId", instance.InstanceId);
                WriteState(call.Answer, "currentState", instance.State);
                WriteState(call.Answer, "previousState", before);
                call.Changed(instance.InstanceId, ("AWS::EC2::Instance", instance.InstanceId));
            });
        }
    }

    private static int Code(string state) => state switch
    {
        "pending" => 0,
        "running" => 16,
        "shutting-down" => 32,
        "terminated" => 48,
        "stopping" => 64,
        _ => 80,
    };
}
