using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi.Elbv2;

/// <summary>Target groups and their health checks.</summary>
internal static class TargetGroupOperations
{
    public static IEnumerable<AwsOperation> All { get; } =
    [
        new("elasticloadbalancing", "DescribeTargetGroups", Describe),
        new("elasticloadbalancing", "ModifyTargetGroup", Modify, Changes: true),
    ];

    private static void Describe(AwsCall call)
    {
        Page<TargetGroup> page;
        lock (call.Gate)
        {
            IReadOnlyList<string> arns = Elbv2Resource.AtMostTwenty(call, "TargetGroupArns");
            IReadOnlyList<string> names = Elbv2Resource.AtMostTwenty(call, "Names");
            string? loadBalancer = call.Input.Text("LoadBalancerArn");
            if ((arns.Count > 0 ? 1 : 0) + (names.Count > 0 ? 1 : 0) + (loadBalancer is null ? 0 : 1) > 1)
                throw Elbv2Resource.Invalid("Target group names, target group ARNs and a load balancer ARN cannot be specified at the same time");
            IEnumerable<TargetGroup> chosen = call.Cloud.TargetGroups.Values;
            if (arns.Count > 0)
                chosen = arns.Distinct(StringComparer.Ordinal).Select(arn => Elbv2Resource.TargetGroup(call, arn));
            else if (loadBalancer is not null)
                chosen = chosen.Where(group => group.LoadBalancerArns.Contains(Elbv2Resource.LoadBalancer(call, loadBalancer).Arn));
            else if (names.Count > 0)
                chosen = chosen.Where(group => names.Contains(group.Name, StringComparer.Ordinal));
            TargetGroup[] all = [.. chosen];
            if (names.Except(all.Select(group => group.Name), StringComparer.Ordinal).ToArray() is { Length: > 0 } unknown)
                throw Elbv2Resource.NamesNotFound("TargetGroup", "Target groups", unknown);
            page = Elbv2Resource.PageOf(call, all, arns.Count + names.Count > 0);
        }

        call.List("TargetGroups", page.Items, group => Write(call, group));
        call.Answer.Text("NextMarker", page.Next);
    }

    private static void Modify(AwsCall call)
    {
        lock (call.Gate)
        {
            TargetGroup group = Elbv2Resource.TargetGroup(call, call.Required("TargetGroupArn"));
            HealthCheck check = group.HealthCheck;
            int interval = call.Input.Number("HealthCheckIntervalSeconds") ?? check.ShownIntervalSeconds;
            int timeout = call.Input.Number("HealthCheckTimeoutSeconds") ?? check.ShownTimeoutSeconds;
            int healthy = call.Input.Number("HealthyThresholdCount") ?? check.HealthyThreshold;
            int unhealthy = call.Input.Number("UnhealthyThresholdCount") ?? check.UnhealthyThreshold;
            if (interval is < 5 or > 300)
                throw Elbv2Resource.Invalid("Health check interval must be between 5 and 300 seconds");
            // Network Load Balancers may wait as long as their interval.
            if (timeout < 2 || timeout > interval || (timeout == interval && group.Protocol is "HTTP" or "HTTPS"))
                throw Elbv2Resource.Invalid("Health check interval must be greater than the timeout.");
            if (healthy is < 2 or > 10 || unhealthy is < 2 or > 10)
                throw Elbv2Resource.Invalid("Health check thresholds must be between 2 and 10");
            if (call.Input.Text("HealthCheckPort") is { } port && port != "traffic-port" && !(ushort.TryParse(port, out ushort number) && number > 0))
                throw Elbv2Resource.Invalid($"Health check port '{port}' must be in the range of 1-65535 or 'traffic-port'");

            // The lab checks faster than it shows, and goes on to do so by the same factor.
            check.IntervalSeconds *= (double)interval / check.ShownIntervalSeconds;
            check.TimeoutSeconds *= (double)timeout / check.ShownTimeoutSeconds;
            (check.ShownIntervalSeconds, check.ShownTimeoutSeconds) = (interval, timeout);
            (check.HealthyThreshold, check.UnhealthyThreshold) = (healthy, unhealthy);
            check.Protocol = call.Input.Text("HealthCheckProtocol") ?? check.Protocol;
            check.Port = call.Input.Text("HealthCheckPort") ?? check.Port;
            check.Path = call.Input.Text("HealthCheckPath") ?? check.Path;
            check.Matcher = call.Input.Object("Matcher").Text("HttpCode") ?? check.Matcher;
            call.Changed($"{group.Name}: health check {check.Protocol} :{check.Port}{check.Path}", ("AWS::ElasticLoadBalancingV2::TargetGroup", group.Arn));
            call.Answer.List("TargetGroups", [group], _ => Write(call, group));
        }
    }

    private static void Write(AwsCall call, TargetGroup group)
    {
        AnswerWriter answer = call.Answer;
        HealthCheck check = group.HealthCheck;
        bool http = group.Protocol is "HTTP" or "HTTPS";
        answer.Text("TargetGroupArn", group.Arn).Text("TargetGroupName", group.Name).Text("Protocol", group.Protocol).Number("Port", group.Port);
        answer.Text("VpcId", call.Cloud.Vpc.VpcId).Text("HealthCheckProtocol", check.Protocol).Text("HealthCheckPort", check.Port).Flag("HealthCheckEnabled", true);
        answer.Number("HealthCheckIntervalSeconds", check.ShownIntervalSeconds).Number("HealthCheckTimeoutSeconds", check.ShownTimeoutSeconds);
        answer.Number("HealthyThresholdCount", check.HealthyThreshold).Number("UnhealthyThresholdCount", check.UnhealthyThreshold);
        if (check.Protocol is "HTTP" or "HTTPS")
            answer.Text("HealthCheckPath", check.Path).Object("Matcher", () => answer.Text("HttpCode", check.Matcher));
        answer.Texts("LoadBalancerArns", group.LoadBalancerArns).Text("TargetType", group.TargetType);
        answer.Text("ProtocolVersion", http ? group.ProtocolVersion : null).Text("IpAddressType", "ipv4");
    }
}
