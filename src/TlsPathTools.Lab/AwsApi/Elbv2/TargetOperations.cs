using System.Globalization;
using System.Net;
using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi.Elbv2;

/// <summary>Targets: their health, their registration and its end.</summary>
internal static class TargetOperations
{
    public static IEnumerable<AwsOperation> All { get; } =
    [
        new("elasticloadbalancing", "DescribeTargetHealth", DescribeHealth),
        new("elasticloadbalancing", "RegisterTargets", Register, Changes: true),
        new("elasticloadbalancing", "DeregisterTargets", Deregister, Changes: true),
    ];

    /// <summary>Registers a target, again where it was being taken out. Under the gate.</summary>
    public static void Add(AwsCall call, TargetGroup group, string id, int port, string zone)
    {
        Keep(call, group);
        group.Targets.RemoveAll(target => target.Id == id && target.Port == port && !target.IsRegistered);
        if (!group.Targets.Exists(target => target.Id == id && target.Port == port))
        {
            group.Targets.Add(new TargetRegistration
            {
                Id = id,
                Port = port,
                AvailabilityZone = zone,
                Reason = "Elb.RegistrationInProgress",
                Description = "Target registration is in progress",
            });
        }
    }

    /// <summary>Begins to take a target out. Under the gate.</summary>
    public static void Drain(AwsCall call, TargetGroup group, TargetRegistration target)
    {
        Keep(call, group);
        target.DeregisteredAt ??= call.Now;
        target.State = "draining";
        target.Reason = "Target.DeregistrationInProgress";
        target.Description = "Target deregistration is in progress";
    }

    private static void DescribeHealth(AwsCall call)
    {
        lock (call.Gate)
        {
            TargetGroup group = Elbv2Resource.TargetGroup(call, call.Required("TargetGroupArn"));
            IReadOnlyList<TargetRegistration> targets = call.Reads.Shown<IReadOnlyList<TargetRegistration>>(group, nameof(group.Targets), group.Targets);
            IReadOnlyList<Input> asked = call.Input.Items("Targets");
            IEnumerable<TargetRegistration> shown = asked.Count == 0 ? targets : asked.SelectMany(item => Asked(group, targets, item));
            call.Answer.List("TargetHealthDescriptions", shown, target => Write(call, group, target));
        }
    }

    // Who asks for a target that is not there is told so.
    private static TargetRegistration[] Asked(TargetGroup group, IReadOnlyList<TargetRegistration> targets, Input asked)
    {
        string id = asked.Required("Id");
        int? port = asked.Number("Port");
        TargetRegistration[] found = [.. targets.Where(target => target.Id == id && target.Port == (port ?? target.Port))];
        return found.Length > 0
            ? found
            :
            [
                new TargetRegistration
                {
                    Id = id,
                    Port = port ?? group.Port,
                    AvailabilityZone = "",
                    State = "unused",
                    Reason = "Target.NotRegistered",
                    Description = "Target is not registered to the target group",
                },
            ];
    }

    private static void Register(AwsCall call)
    {
        lock (call.Gate)
        {
            TargetGroup group = Elbv2Resource.TargetGroup(call, call.Required("TargetGroupArn"));
            (string Id, int Port, string Zone)[] asked = [.. Targets(call).Select(item => (item.Required("Id"), item.Number("Port") ?? group.Port, ZoneOf(call, group, item)))];
            foreach ((string id, int port, string zone) in asked)
                Add(call, group, id, port, zone);
            call.Changed($"{group.Name}: {string.Join(", ", asked.Select(target => target.Id))}", Resources(group));
        }
    }

    private static void Deregister(AwsCall call)
    {
        lock (call.Gate)
        {
            TargetGroup group = Elbv2Resource.TargetGroup(call, call.Required("TargetGroupArn"));
            IReadOnlyList<Input> asked = Targets(call);
            // A target that is not there is taken out already: no error, as in AWS. Without a port all of its registrations are meant.
            TargetRegistration[] found = [.. group.Targets.Where(target => target.IsRegistered
                && asked.Any(item => item.Text("Id") == target.Id && (item.Number("Port") ?? target.Port) == target.Port))];
            foreach (TargetRegistration target in found)
                Drain(call, group, target);
            call.Changed($"{group.Name}: {string.Join(", ", asked.Select(item => item.Text("Id")))}", Resources(group));
        }
    }

    private static IReadOnlyList<Input> Targets(AwsCall call) =>
        call.Input.Items("Targets") is { Count: > 0 } targets ? targets : throw Elbv2Resource.Invalid("At least one target must be specified");

    private static string ZoneOf(AwsCall call, TargetGroup group, Input asked)
    {
        string id = asked.Required("Id");
        switch (group.TargetType)
        {
            case "instance":
                if (!id.StartsWith("i-", StringComparison.Ordinal))
                    throw Elbv2Resource.Invalid($"Instance ID '{id}' is not valid");
                if (!call.Cloud.Instances.TryGetValue(id, out Instance? instance))
                    throw Bad($"The following targets are not in the target group VPC '{call.Cloud.Vpc.VpcId}': '{id}'");
                return instance.State == "running" ? instance.AvailabilityZone : throw Bad($"The following targets are not in a running state and cannot be registered: '{id}'");
            case "ip":
                if (!IPAddress.TryParse(id, out IPAddress? address))
                    throw Elbv2Resource.Invalid($"The IP address '{id}' is not a valid IPv4 address");
                if (call.Cloud.SubnetOf(address) is { } subnet)
                    return subnet.AvailabilityZone;
                return asked.Text("AvailabilityZone") == "all"
                    ? "all"
                    : throw Elbv2Resource.Invalid($"The IP address '{id}' is not within the VPC '{call.Cloud.Vpc.VpcId}': the Availability Zone must be 'all'");
            default:
                return call.Cloud.LoadBalancers.ContainsKey(id) ? "all" : throw Bad($"The following targets do not exist: '{id}'");
        }
    }

    private static void Write(AwsCall call, TargetGroup group, TargetRegistration target)
    {
        AnswerWriter answer = call.Answer;
        string checkPort = group.HealthCheck.Port == "traffic-port" ? target.Port.ToString(CultureInfo.InvariantCulture) : group.HealthCheck.Port;
        answer.Object("Target", () => answer.Text("Id", target.Id).Number("Port", target.Port)
            // Elastic Load Balancing names the zone of addresses only: that of an instance is found in EC2.
            .Text("AvailabilityZone", group.TargetType == "ip" && target.AvailabilityZone.Length > 0 ? target.AvailabilityZone : null));
        answer.Text("HealthCheckPort", checkPort);
        answer.Object("TargetHealth", () => answer.Text("State", target.State)
            .Text("Reason", target.State == "healthy" ? null : target.Reason).Text("Description", target.State == "healthy" ? null : target.Description));
        if (call.Cloud.LoadBalancers.Values.Any(loadBalancer => group.LoadBalancerArns.Contains(loadBalancer.Arn)
            && loadBalancer.Zones.Exists(zone => zone.ZonalShift && zone.ZoneName == target.AvailabilityZone)))
        {
            answer.Object("AdministrativeOverride", () => answer.Text("State", "zonal_shift_active").Text("Reason", "AdministrativeOverride.ZonalShiftActive")
                .Text("Description", "Zonal shift is active for this target"));
        }
    }

    private static void Keep(AwsCall call, TargetGroup group) => call.Reads.Keep<IReadOnlyList<TargetRegistration>>(group, nameof(group.Targets),
    [
        .. group.Targets.Select(target => new TargetRegistration
        {
            Id = target.Id,
            Port = target.Port,
            AvailabilityZone = target.AvailabilityZone,
            State = target.State,
            Reason = target.Reason,
            Description = target.Description,
        }),
    ]);

    private static (string Type, string Name) Resources(TargetGroup group) => ("AWS::ElasticLoadBalancingV2::TargetGroup", group.Arn);

    private static AwsException Bad(string message) => new("InvalidTarget", message);
}
