using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Tests.AwsApi;

/// <summary>What an API does beside answering: it refuses, slows down, cuts lists into pages and lags behind.</summary>
public sealed class BehaviourTests(AwsLabFixture fixture) : IClassFixture<AwsLabFixture>, IDisposable
{
    private AwsLab Lab => fixture.Lab;

    private Botocore Botocore => fixture.Botocore;

    private TargetGroup Nodes => Lab.Cloud.TargetGroups.Values.First();

    public void Dispose() => Lab.World.Apis.Aws = new AwsApiSpec();

    [Fact]
    public async Task What_is_denied_is_refused_in_the_words_of_each_protocol()
    {
        Lab.World.Apis.Aws = new AwsApiSpec { Deny = ["ec2:*", "elasticloadbalancing:DescribeTarget*", "eks:DescribeCluster", "cloudtrail:*", "sts:*", "cloudwatch:GetMetricData"] };
        const string user = "User: arn:aws:iam::123456789012:user/lab is not authorized to perform: ";

        var acls = await Botocore.FailAsync(Lab, "ec2", "DescribeNetworkAcls");
        var termination = await Botocore.FailAsync(Lab, "ec2", "TerminateInstances", new() { ["InstanceIds"] = new JsonArray(RichLab.NodeA) });
        var health = await Botocore.FailAsync(Lab, "elbv2", "DescribeTargetHealth", new() { ["TargetGroupArn"] = Nodes.Arn });
        var cluster = await Botocore.FailAsync(Lab, "eks", "DescribeCluster", new() { ["name"] = "lab" });
        var trail = await Botocore.FailAsync(Lab, "cloudtrail", "LookupEvents");
        var metrics = await Botocore.FailAsync(Lab, "cloudwatch", "GetMetricData", RichLab.MetricData(Lab));
        var role = await Botocore.FailAsync(Lab, "sts", "AssumeRole", new() { ["RoleArn"] = "arn:aws:iam::123456789012:role/x", ["RoleSessionName"] = "me" });

        Assert.Equal(("UnauthorizedOperation", 403), (acls.Code, acls.Status));
        Assert.StartsWith($"You are not authorized to perform this operation. {user}ec2:DescribeNetworkAcls", acls.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Encoded", acls.Message, StringComparison.Ordinal);
        Assert.Contains("Encoded authorization failure message: ", termination.Message, StringComparison.Ordinal);
        Assert.Equal("running", Lab.Cloud.Instances[RichLab.NodeA].State);
        Assert.Equal(("AccessDenied", 403), (health.Code, health.Status));
        Assert.StartsWith(user + "elasticloadbalancing:DescribeTargetHealth", health.Message, StringComparison.Ordinal);
        Assert.Equal(("AccessDeniedException", 403), (cluster.Code, cluster.Status));
        Assert.Equal(("AccessDeniedException", 400), (trail.Code, trail.Status));
        Assert.Contains("AccessDenied", metrics.Code, StringComparison.Ordinal);
        Assert.Equal("AccessDenied", role.Code);
        Assert.Equal("123456789012", (string)(await Botocore.CallAsync(Lab, "sts", "GetCallerIdentity"))["Account"]!);
        await Botocore.CallAsync(Lab, "elbv2", "DescribeLoadBalancers");
    }

    [Fact]
    public async Task Throttling_has_its_code_in_each_protocol_and_hits_the_share_that_was_asked_for()
    {
        Lab.World.Apis.Aws = new AwsApiSpec { ThrottleShare = 1 };
        Assert.Equal(("RequestLimitExceeded", "Request limit exceeded.", 503), await Botocore.FailAsync(Lab, "ec2", "DescribeInstances"));
        Assert.Equal(("Throttling", "Rate exceeded", 400), await Botocore.FailAsync(Lab, "elbv2", "DescribeLoadBalancers"));
        Assert.Equal(("TooManyRequestsException", "Too Many Requests", 429), await Botocore.FailAsync(Lab, "eks", "ListClusters"));
        Assert.Equal(("ThrottlingException", "Rate exceeded", 400), await Botocore.FailAsync(Lab, "cloudtrail", "LookupEvents"));

        Lab.World.Apis.Aws = new AwsApiSpec { ThrottleShare = 0.25 };
        int throttled = 0;
        for (int i = 0; i < 16; i++)
            throttled += (await Botocore.AskAsync(Lab, "eks", "ListClusters")).ContainsKey("code") ? 1 : 0;
        Assert.Equal(4, throttled);
    }

    [Fact]
    public async Task Wrong_keys_are_told_apart_from_unknown_ones()
    {
        string key = Lab.World.Credentials.AccessKeyId;
        string secret = Lab.World.Credentials.SecretAccessKey;
        string?[] wrong = [key, "wrong", null];
        string?[] unknown = ["AKIAUNKNOWN", secret, null];
        string?[] token = [key, secret, "bm90aGluZw=="];

        Assert.Equal("SignatureDoesNotMatch", (await Botocore.FailAsync(Lab, "ec2", "DescribeVpcs", keys: wrong)).Code);
        Assert.Equal("SignatureDoesNotMatch", (await Botocore.FailAsync(Lab, "sts", "GetCallerIdentity", keys: wrong)).Code);
        Assert.Equal("InvalidSignatureException", (await Botocore.FailAsync(Lab, "eks", "ListClusters", keys: wrong)).Code);
        Assert.Equal("InvalidSignatureException", (await Botocore.FailAsync(Lab, "cloudtrail", "LookupEvents", keys: wrong)).Code);
        Assert.Equal(("AuthFailure", "AWS was not able to validate the provided access credentials", 401), await Botocore.FailAsync(Lab, "ec2", "DescribeVpcs", keys: unknown));
        Assert.Equal(("InvalidClientTokenId", "The security token included in the request is invalid.", 403), await Botocore.FailAsync(Lab, "elbv2", "DescribeLoadBalancers", keys: unknown));
        Assert.Equal(("UnrecognizedClientException", 403), await CodeOf(Botocore.FailAsync(Lab, "eks", "ListClusters", keys: unknown)));
        Assert.Equal("InvalidClientTokenId", (await Botocore.FailAsync(Lab, "sts", "GetCallerIdentity", keys: token)).Code);
    }

    [Fact]
    public async Task An_assumed_role_signs_with_what_it_was_given()
    {
        JsonNode role = await Botocore.CallAsync(Lab, "sts", "AssumeRole", new() { ["RoleArn"] = "arn:aws:iam::123456789012:role/ops/reader", ["RoleSessionName"] = "me", ["DurationSeconds"] = 900 });
        JsonNode issued = role["Credentials"]!;
        string?[] keys = [(string)issued["AccessKeyId"]!, (string)issued["SecretAccessKey"]!, (string)issued["SessionToken"]!];

        JsonNode caller = await Botocore.CallAsync(Lab, "sts", "GetCallerIdentity", keys: keys);

        Assert.Equal("arn:aws:sts::123456789012:assumed-role/reader/me", (string)caller["Arn"]!);
        Assert.Equal((string)role["AssumedRoleUser"]!["AssumedRoleId"]!, (string)caller["UserId"]!);
        await Botocore.CallAsync(Lab, "eks", "ListClusters", keys: keys);
        Assert.Equal("InvalidClientTokenId", (await Botocore.FailAsync(Lab, "sts", "GetCallerIdentity", keys: [keys[0], keys[1], null])).Code);
        Assert.Equal("InvalidClientTokenId", (await Botocore.FailAsync(Lab, "sts", "GetCallerIdentity", keys: [Lab.World.Credentials.AccessKeyId, keys[1], keys[2]])).Code);
    }

    [Theory]
    [InlineData("ec2", "DescribeInstances", "NextToken", "NextToken", "Reservations", 3)]
    [InlineData("ec2", "DescribeNetworkInterfaces", "NextToken", "NextToken", "NetworkInterfaces", 6)]
    [InlineData("ec2", "DescribeSubnets", "NextToken", "NextToken", "Subnets", 2)]
    [InlineData("elbv2", "DescribeLoadBalancers", "Marker", "NextMarker", "LoadBalancers", 2)]
    [InlineData("elbv2", "DescribeTargetGroups", "Marker", "NextMarker", "TargetGroups", 2)]
    [InlineData("autoscaling", "DescribeAutoScalingInstances", "NextToken", "NextToken", "AutoScalingInstances", 2)]
    [InlineData("cloudwatch", "GetMetricData", "NextToken", "NextToken", "MetricDataResults", 3)]
    public async Task Lists_come_in_pages_of_the_worlds_size(string service, string operation, string token, string next, string list, int count)
    {
        Lab.World.Apis.Aws = new AwsApiSpec { PageSize = 1 };
        JsonObject parameters = operation == "GetMetricData" ? RichLab.MetricData(Lab) : [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        int pages = 0;
        for (string? mark = null; pages < 10; pages++)
        {
            var asked = (JsonObject)parameters.DeepClone();
            if (mark is not null)
                asked[token] = mark;
            JsonNode page = await Botocore.CallAsync(Lab, service, operation, asked);
            seen.Add(Assert.Single(page[list]!.AsArray())!.ToJsonString());
            mark = (string?)page[next];
            if (mark is null)
                break;
        }

        Assert.Equal((count, count), (seen.Count, pages + 1));
    }

    [Fact]
    public async Task A_token_of_another_operation_or_of_nobody_is_an_error()
    {
        Lab.World.Apis.Aws = new AwsApiSpec { PageSize = 1 };
        string token = (string)(await Botocore.CallAsync(Lab, "ec2", "DescribeInstances"))["NextToken"]!;

        Assert.Equal("InvalidParameterValue", (await Botocore.FailAsync(Lab, "ec2", "DescribeSubnets", new() { ["NextToken"] = token })).Code);
        Assert.Equal("InvalidParameterValue", (await Botocore.FailAsync(Lab, "ec2", "DescribeInstances", new() { ["NextToken"] = "2" })).Code);
        Assert.Equal("ValidationError", (await Botocore.FailAsync(Lab, "elbv2", "DescribeTargetGroups", new() { ["Marker"] = token })).Code);
        Assert.Equal("InvalidNextToken", (await Botocore.FailAsync(Lab, "autoscaling", "DescribeAutoScalingGroups", new() { ["NextToken"] = token })).Code);
        Assert.Equal("InvalidParameterException", (await Botocore.FailAsync(Lab, "eks", "ListClusters", new() { ["nextToken"] = token })).Code);
        Assert.Equal("InvalidNextTokenException", (await Botocore.FailAsync(Lab, "cloudtrail", "LookupEvents", new() { ["NextToken"] = token })).Code);
    }

    [Fact]
    public async Task Sizes_and_numbers_of_names_have_the_limits_of_AWS()
    {
        Assert.Equal("Value ( 4 ) for parameter maxResults is invalid. Expecting a value greater than 5.",
            (await Botocore.FailAsync(Lab, "ec2", "DescribeInstances", new() { ["MaxResults"] = 4 })).Message);
        Assert.Equal("InvalidParameterCombination",
            (await Botocore.FailAsync(Lab, "ec2", "DescribeInstances", new() { ["MaxResults"] = 5, ["InstanceIds"] = new JsonArray(RichLab.NodeA) })).Code);
        var tags = await Botocore.FailAsync(Lab, "elbv2", "DescribeTags", new() { ["ResourceArns"] = new JsonArray([.. Enumerable.Range(0, 21).Select(_ => (JsonNode)Nodes.Arn)]) });
        Assert.Equal("ValidationError", tags.Code);
        Assert.EndsWith("at 'resourceArns' failed to satisfy constraint: Member must have length less than or equal to 20", tags.Message, StringComparison.Ordinal);
        Assert.Equal("ValidationError", (await Botocore.FailAsync(Lab, "autoscaling", "DescribeAutoScalingGroups", new() { ["MaxRecords"] = 101 })).Code);
    }

    [Fact]
    public async Task Reads_lag_behind_changes_as_long_as_the_world_says()
    {
        Lab.World.Apis.Aws = new AwsApiSpec { ConsistencyDelaySeconds = 3 };
        JsonObject group = new() { ["TargetGroupArn"] = Nodes.Arn };
        await Botocore.CallAsync(Lab, "elbv2", "DeregisterTargets", new() { ["TargetGroupArn"] = Nodes.Arn, ["Targets"] = new JsonArray(new JsonObject { ["Id"] = RichLab.NodeB }) });

        Assert.NotNull(Nodes.Targets.Find(target => target.Id == RichLab.NodeB)!.DeregisteredAt);
        Assert.Equal("unhealthy", await StateAsync());
        await Wait.UntilAsync(async () => await StateAsync() == "draining", TimeSpan.FromSeconds(15));

        async Task<string> StateAsync() => (string)(await Botocore.CallAsync(Lab, "elbv2", "DescribeTargetHealth", (JsonObject)group.DeepClone()))["TargetHealthDescriptions"]!
            .AsArray().Single(target => (string)target!["Target"]!["Id"]! == RichLab.NodeB)!["TargetHealth"]!["State"]!;
    }

    private static async Task<(string Code, int Status)> CodeOf(Task<(string Code, string Message, int Status)> failure)
    {
        (string code, _, int status) = await failure;
        return (code, status);
    }
}
