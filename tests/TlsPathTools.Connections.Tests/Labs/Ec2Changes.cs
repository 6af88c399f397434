using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using TlsPathTools.Lab;

namespace TlsPathTools.Connections.Tests.Labs;

/// <summary>Does what a smallest change says, through a lab's EC2 API. What this cannot read, nobody can do.</summary>
internal static partial class Ec2Changes
{
    public static Task ApplyAsync(TlsPathLab lab, string change, CancellationToken cancellationToken)
    {
        if (Rule().Match(change) is { Success: true } rule)
        {
            string peer = rule.Groups["peer"].Value;
            string[] ports = rule.Groups["ports"].Value.Split('-');
            return CallAsync(
                lab,
                new()
                {
                    ["Action"] = rule.Groups["direction"].Value == "inbound" ? "AuthorizeSecurityGroupIngress" : "AuthorizeSecurityGroupEgress",
                    ["GroupId"] = rule.Groups["group"].Value,
                    ["IpPermissions.1.IpProtocol"] = rule.Groups["protocol"].Value,
                    ["IpPermissions.1.FromPort"] = ports[0],
                    ["IpPermissions.1.ToPort"] = ports[^1],
                    [peer.StartsWith("sg-", StringComparison.Ordinal) ? "IpPermissions.1.Groups.1.GroupId" : "IpPermissions.1.IpRanges.1.CidrIp"] =
                        peer.StartsWith("sg-", StringComparison.Ordinal) || peer.Contains('/', StringComparison.Ordinal) ? peer : $"{peer}/32",
                },
                cancellationToken);
        }

        Match route = Route().Match(change);
        Assert.True(route.Success, $"Nobody could do this: {change}");
        return CallAsync(
            lab,
            new()
            {
                ["Action"] = "ReplaceRoute",
                ["RouteTableId"] = route.Groups["table"].Value,
                ["DestinationCidrBlock"] = route.Groups["destination"].Value,
                ["GatewayId"] = route.Groups["gateway"].Value,
            },
            cancellationToken);
    }

    // Signature version 4 with the fewest headers (AWS IAM guide, "Create a signed AWS API request").
    private static async Task CallAsync(TlsPathLab lab, Dictionary<string, string> form, CancellationToken cancellationToken)
    {
        form["Version"] = "2016-11-15";
        using var content = new FormUrlEncodedContent(form);
        byte[] body = await content.ReadAsByteArrayAsync(cancellationToken);
        string time = DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        string scope = $"{time[..8]}/{lab.Region}/ec2/aws4_request";
        string canonical = $"POST\n/\n\nhost:{lab.AwsEndpoint.Authority}\nx-amz-date:{time}\n\nhost;x-amz-date\n{Hash(body)}";
        byte[] key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + lab.SecretAccessKey), (one, part) => HMACSHA256.HashData(one, Encoding.UTF8.GetBytes(part)));
        string signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"AWS4-HMAC-SHA256\n{time}\n{scope}\n{Hash(Encoding.UTF8.GetBytes(canonical))}")));
        using var request = new HttpRequestMessage(HttpMethod.Post, lab.AwsEndpoint) { Content = content };
        request.Headers.Add("X-Amz-Date", time);
        request.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential={lab.AccessKeyId}/{scope}, SignedHeaders=host;x-amz-date, Signature={signature}");
        using var client = new HttpClient();
        using HttpResponseMessage answer = await client.SendAsync(request, cancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{form["Action"]}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken)}");
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    [GeneratedRegex(@"^add an (?<direction>inbound|outbound) rule to (?<group>sg-\w+) that allows (?<protocol>tcp) (?<ports>[\d-]+) (from|to) (?<peer>\S+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rule();

    [GeneratedRegex(@"^let the route (?<destination>\S+) of (?<table>rtb-\w+) lead to (?<gateway>igw-\w+), in place of \S+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Route();
}
