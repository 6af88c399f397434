using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi.Ec2;

/// <summary>How instances appear in answers. Under the gate.</summary>
internal static class InstanceAnswer
{
    /// <summary>Every instance was launched alone, so its reservation's id can be its own.</summary>
    public static string ReservationId(Instance instance) => "r-" + instance.InstanceId[2..];

    /// <summary>The interfaces that an instance has, the primary one first.</summary>
    public static IEnumerable<NetworkInterface> Interfaces(AwsCall call, Instance instance) =>
        instance.NetworkInterfaceIds.Select(id => call.Cloud.NetworkInterfaces.GetValueOrDefault(id)).OfType<NetworkInterface>();

    public static void WriteReservation(AwsCall call, Instance instance)
    {
        call.Answer.Text("reservationId", ReservationId(instance)).Text("ownerId", call.Cloud.AccountId).Texts("groupSet", []);
        if (instance.AutoScalingGroupName is not null)
            call.Answer.Text("requesterId", "940372691376");
        call.Answer.List("instancesSet", [instance], _ => WriteInstance(call, instance));
    }

    public static void WriteStatus(AwsCall call, Instance instance)
    {
        AnswerWriter answer = call.Answer;
        string state = InstanceOperations.State(call, instance);
        answer.Text("instanceId", instance.InstanceId).Text("availabilityZone", instance.AvailabilityZone);
        InstanceOperations.WriteState(answer, "instanceState", state);
        WriteCheck("systemStatus", instance.SystemStatus);
        WriteCheck("instanceStatus", instance.InstanceStatus);

        void WriteCheck(string name, string status) => answer.Object(name, () =>
        {
            if (state != "running")
            {
                answer.Text("status", "not-applicable");
                return;
            }

            answer.Text("status", status);
            string details = status switch { "ok" => "passed", "impaired" => "failed", _ => status };
            answer.List("details", [details], detail => answer.Text("name", "reachability").Text("status", detail));
        });
    }

    private static void WriteInstance(AwsCall call, Instance instance)
    {
        AnswerWriter answer = call.Answer;
        string state = InstanceOperations.State(call, instance);
        // What is terminated has lost its place in the network.
        bool exists = state != "terminated";
        NetworkInterface[] interfaces = exists ? [.. Interfaces(call, instance)] : [];
        NetworkInterface? primary = interfaces.FirstOrDefault();
        answer.Text("instanceId", instance.InstanceId).Text("imageId", instance.ImageId);
        InstanceOperations.WriteState(answer, "instanceState", state);
        answer.Text("privateDnsName", exists ? instance.PrivateDnsName : "");
        answer.Text("dnsName", primary?.PublicIp is { } address ? InterfaceAnswer.PublicName(call, address) : "");
        answer.Text("reason", instance.StateTransitionReason).Number("amiLaunchIndex", 0).Texts("productCodes", []);
        answer.Text("instanceType", instance.InstanceType).Time("launchTime", instance.LaunchTime);
        answer.Object("placement", () => answer.Text("availabilityZone", instance.AvailabilityZone).Text("groupName", "").Text("tenancy", "default"));
        answer.Object("monitoring", () => answer.Text("state", "disabled"));
        if (exists)
        {
            answer.Text("subnetId", instance.SubnetId).Text("vpcId", call.Cloud.Vpc.VpcId);
            answer.Text("privateIpAddress", instance.PrivateIp.ToString()).Text("ipAddress", primary?.PublicIp?.ToString());
        }

        if (state is "shutting-down" or "terminated")
        {
            answer.Object("stateReason", () => answer
                .Text("code", "Client.UserInitiatedShutdown").Text("message", "Client.UserInitiatedShutdown: User initiated shutdown"));
        }

        answer.Text("architecture", "x86_64").Text("rootDeviceType", "ebs").Text("rootDeviceName", "/dev/xvda");
        answer.List("blockDeviceMapping", exists ? [instance] : Array.Empty<Instance>(), _ => answer.Text("deviceName", "/dev/xvda").Object("ebs", () => answer
            .Text("volumeId", "vol-" + instance.InstanceId[2..]).Text("status", "attached").Time("attachTime", instance.LaunchTime).Flag("deleteOnTermination", true)));
        answer.Text("virtualizationType", "hvm").Text("clientToken", "");
        answer.Tags("tagSet", instance.Tags, "key", "value");
        answer.Text("hypervisor", "xen");
        answer.List("networkInterfaceSet", interfaces, networkInterface => InterfaceAnswer.WriteOfInstance(call, networkInterface));
        InterfaceAnswer.WriteGroups(call, "groupSet", exists ? instance.SecurityGroupIds : []);
        answer.Flag("sourceDestCheck", primary?.SourceDestCheck ?? true).Flag("ebsOptimized", false).Flag("enaSupport", true);
        InstanceTypeInfo type = InstanceTypes.Of(instance.InstanceType);
        answer.Object("cpuOptions", () => answer.Number("coreCount", Math.Max(1, type.VCpus / 2)).Number("threadsPerCore", 2));
        answer.Object("metadataOptions", () => answer.Text("state", "applied").Text("httpTokens", "required")
            .Number("httpPutResponseHopLimit", 2).Text("httpEndpoint", "enabled").Text("httpProtocolIpv6", "disabled").Text("instanceMetadataTags", "disabled"));
        answer.Text("platformDetails", "Linux/UNIX").Text("usageOperation", "RunInstances");
        answer.Object("privateDnsNameOptions", () => answer.Text("hostnameType", "ip-name")
            .Flag("enableResourceNameDnsARecord", false).Flag("enableResourceNameDnsAAAARecord", false));
    }
}
