using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Aws.Tests.Models;

namespace TlsPathTools.Aws.Tests.Operations;

/// <summary>Every operation's parser against answers that are written from botocore's models.</summary>
public class FullAnswerTests
{
    // What the botocore of Debian 12 (1.29) does not know yet.
    private static readonly string[] s_newer =
    [
        "TargetHealthDescription.AnomalyDetection", "TargetHealthDescription.AdministrativeOverride", "LoadBalancer.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic",
        "Listener.MutualAuthentication", "HostHeaderConditionConfig.RegexValues", "PathPatternConditionConfig.RegexValues", "HttpHeaderConditionConfig.RegexValues",
        "Instance.Operator", "Placement.AvailabilityZoneId", "NetworkInterface.AvailabilityZoneId", "NetworkInterface.Operator", "NetworkInterfaceIpv6Address.IsPrimaryIpv6", "InstanceStatus.AttachedEbsStatus",
        "NetworkInfo.ConnectionTrackingConfiguration", "NetworkCardInfo.BaselineBandwidthInGbps", "NetworkCardInfo.PeakBandwidthInGbps", "ProcessorInfo.Manufacturer", "VpcEndpoint.FailureReason",
        "EksCluster.AccessConfig", "EksCluster.ComputeConfig",
    ];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, OperationCases.All.Count)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_property_holds_what_stands_at_its_own_place_in_the_answer(int number)
    {
        OperationCase operation = OperationCases.All[number];
        foreach (BotocoreModel model in BotocoreModel.Of(operation.Model))
        {
            object? answer = operation.Read(new ModelAnswer(model, operation.Operation, path => Special(operation.Operation, path)).Write());
            if (operation.Items is null)
            {
                Assert.IsType<Acknowledgement>(answer);
                continue;
            }

            var walk = new RecordWalk();
            (ModelShape shape, string[] places) = Places(model.Output(operation.Operation)!, operation.Items);
            if (answer!.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(AwsPage<>))
                Page(answer, type, model.Output(operation.Operation)!, shape, places, walk);
            else
                walk.Record(answer, shape, places[0]);

            Assert.True(walk.Faults.Count == 0, $"{operation.Operation} with botocore {model.Version}: {string.Join("; ", walk.Faults.Take(20))}");
            Assert.True(walk.Unknown.Except(model.IsOld ? s_newer : []).ToArray() is [], $"{operation.Operation}: botocore {model.Version} has no {string.Join(", ", walk.Unknown.Except(s_newer))}");
            Assert.True(walk.Leaves > 0);
        }
    }

    [Fact]
    public void No_operation_is_left_out()
    {
        string[] written =
        [
            .. typeof(AwsCloudReader).Assembly.GetTypes().Where(type => type.Name.EndsWith("Operations", StringComparison.Ordinal))
                .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
                .Where(method => method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(AwsCall<>)).Select(method => method.Name),
        ];
        const string needed = "DescribeInstances DescribeInstanceStatus DescribeNetworkInterfaces DescribeSubnets DescribeSecurityGroups DescribeNetworkAcls DescribeRouteTables DescribeVpcs "
            + "TerminateInstances DescribeLoadBalancers DescribeLoadBalancerAttributes DescribeListeners DescribeRules DescribeTargetGroups DescribeTargetGroupAttributes DescribeTargetHealth "
            + "DescribeTags RegisterTargets DeregisterTargets DescribeAutoScalingInstances DescribeAutoScalingGroups TerminateInstanceInAutoScalingGroup DescribeCluster ListClusters GetCallerIdentity "
            + "GetMetricData DescribeScalingActivities DescribeInstanceTypes DescribeManagedPrefixLists GetManagedPrefixListEntries DescribeVpcEndpoints GetConsoleOutput LookupEvents "
            + "EnterStandby ExitStandby CreateOrUpdateTags";

        Assert.Equal(needed.Split(' ').Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
        Assert.Equal(written.Order(StringComparer.Ordinal), OperationCases.All.Select(operation => operation.Operation).Distinct().Order(StringComparer.Ordinal));
    }

    private static void Page(object page, Type type, ModelShape output, ModelShape shape, string[] places, RecordWalk walk)
    {
        walk.Items((ICollection)type.GetProperty("Items")!.GetValue(page)!, shape, places);
        string? token = output.Members.Select(member => member.Name).FirstOrDefault(name => name is "NextToken" or "NextMarker" or "nextToken");
        Assert.Equal(token, type.GetProperty("NextToken")!.GetValue(page));
    }

    // "Reservations.Instances" is four places, and the shape of what is there.
    private static (ModelShape Shape, string[] Places) Places(ModelShape shape, string items)
    {
        string[] places = [""];
        foreach (string name in items.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            ModelMember member = shape.Member(name)!;
            bool list = member.Shape.Type == "list";
            shape = list ? member.Shape.Item.Shape : member.Shape;
            places = [.. places.Select(place => ModelValue.Join(place, member.Name)).SelectMany(place => list ? ModelValue.Items(place) : [place])];
        }

        return (shape, places);
    }

    private static string? Special(string operation, string path) => operation switch
    {
        "GetConsoleOutput" when path == "Output" => Convert.ToBase64String(Encoding.UTF8.GetBytes(path)),
        "LookupEvents" when path.EndsWith(".CloudTrailEvent", StringComparison.Ordinal) => new JsonObject
        {
            ["userIdentity"] = new JsonObject { ["accessKeyId"] = "no", ["arn"] = $"{path}.userIdentity.arn", ["invokedBy"] = $"{path}.userIdentity.invokedBy" },
            ["sourceIPAddress"] = $"{path}.sourceIPAddress", ["userAgent"] = $"{path}.userAgent", ["errorCode"] = $"{path}.errorCode", ["errorMessage"] = $"{path}.errorMessage",
            ["requestParameters"] = new JsonObject { ["a"] = new JsonArray(1, 2) },
        }.ToJsonString(),
        _ => null,
    };
}
