using TlsPathTools.Lab.AwsApi.Signing;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Connections.Tests.Robustness;

/// <summary>Credentials that are not good, a clock that is off, a region that is another: said once for what it is, and the other half is read.</summary>
public sealed class CredentialTests : IAsyncLifetime
{
    private const string Canary = "CANARY8f2c";
    private HardLab _lab = null!;

    public async ValueTask InitializeAsync() => _lab = await HardLab.StartAsync();

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Fact]
    public async Task A_secret_that_does_not_belong_to_the_key()
    {
        Seen seen = await _lab.ReadAsync(options => options with { SecretAccessKey = Canary });
        AwsIsMissing(seen, GapKind.BadCredentials, "The secret access key does not belong to the access key.");
    }

    [Fact]
    public async Task A_key_that_nobody_knows()
    {
        Seen seen = await _lab.ReadAsync(options => options with { AccessKeyId = "AKIA" + Canary });
        AwsIsMissing(seen, GapKind.BadCredentials, "AWS does not know the access key, or not its session token.", "AWS could not validate the credentials.");
    }

    [Fact]
    public async Task A_session_that_has_expired()
    {
        DateTimeOffset past = _lab.Lab.World.Now.AddMinutes(-1);
        TemporaryCredentials expired = TemporaryCredentials.Issue(_lab.Lab.World.Credentials, "arn:aws:sts::417392058164:assumed-role/reader/someone", "AROALAB:someone", past);
        Seen seen = await _lab.ReadAsync(options => options with { AccessKeyId = expired.AccessKeyId, SecretAccessKey = expired.SecretAccessKey, SessionToken = expired.SessionToken });
        AwsIsMissing(seen, GapKind.BadCredentials, "The credentials have expired.", "AWS says that the request has expired: the credentials have, or this machine's clock is off.");
        Assert.DoesNotContain(expired.SessionToken, TlsPathJson.Serialize(seen.Snapshot), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_region_than_the_endpoints()
    {
        Seen seen = await _lab.ReadAsync(options => options with { Region = "us-east-1" });
        Assert.Equal("us-east-1", Assert.Single(seen.Snapshot.Clouds).Region);
        Assert.All(seen.Gaps, gap => Assert.StartsWith("The endpoint belongs to another region", gap.Reason, StringComparison.Ordinal));
        Assert.All(seen.Gaps, gap => Assert.Contains("-Region", gap.Advice, StringComparison.Ordinal));
        Assert.All(seen.Balancers, row => Assert.Equal(AddressOwner.Unknown, row.Owner));
        TheClusterIsThere(seen);
    }

    [Fact]
    public async Task A_token_that_the_cluster_does_not_take()
    {
        Seen seen = await _lab.ReadAsync(token: Canary);
        Assert.All(seen.Gaps, gap => Assert.Equal((GapKind.BadCredentials, "The cluster does not accept the credentials."), (gap.Kind, gap.Reason)));
        Assert.DoesNotContain(seen.GapOperations, operation => operation.Contains(':', StringComparison.Ordinal));
        Assert.Equal(4, seen.Rows.Count);
        Assert.All(seen.Rows, row => Assert.Equal((true, null), (row.InstanceId is not null, row.NodeName)));
        Assert.All(seen.Rows, row => Assert.Contains(row.Notes, note => note.Contains("credentials not valid", StringComparison.Ordinal)));
        Assert.DoesNotContain(Canary, TlsPathJson.Serialize(seen.Snapshot), StringComparison.Ordinal);
    }

    private static void AwsIsMissing(Seen seen, GapKind kind, params string[] reasons)
    {
        Assert.NotEmpty(seen.Gaps);
        Assert.All(seen.Gaps, gap => Assert.Equal(kind, gap.Kind));
        Assert.All(seen.Gaps, gap => Assert.Contains(gap.Reason, reasons));
        Assert.All(seen.Gaps, gap => Assert.NotNull(gap.Advice));
        seen.HasWordsForEveryGap();
        Assert.All(seen.Balancers, row => Assert.Equal(AddressOwner.Unknown, row.Owner));
        Assert.All(seen.Balancers, row => Assert.Contains("credentials not valid", row.Detail, StringComparison.Ordinal));
        Assert.DoesNotContain(Canary, string.Join(' ', seen.Balancers.Select(row => row.Detail).Concat(seen.Gaps.Select(gap => $"{gap}{gap.Advice}"))), StringComparison.Ordinal);
        TheClusterIsThere(seen);
    }

    private static void TheClusterIsThere(Seen seen)
    {
        Assert.Equal(2, Assert.Single(seen.Snapshot.Clusters).Nodes.Length);
        Assert.Equal(2, seen.KubeProxies.Count);
    }
}
