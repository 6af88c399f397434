using TlsPathTools.Topology.Logs;

namespace TlsPathTools.Core.Tests.Topology.Logs;

public class LineShapeTests
{
    [Theory]
    [InlineData("2026/11/22 12:00:00 http: TLS handshake error from 10.0.0.7:51234: EOF", "<n>/<n>/<n> <time> http: TLS handshake error from <address>: EOF")]
    [InlineData("read tcp 10.0.0.1:8443->10.0.0.2:999: read: connection reset by peer", "read tcp <address>-><address>: read: connection reset by peer")]
    [InlineData("error for [fd00::1]:443 after 12ms", "error for [<address>]:<n> after <n>ms")]
    [InlineData("request 6f9619ff-8b86-d011-b42d-00cf4fc964ff failed", "request <id> failed")]
    [InlineData("pod hutch-relay-7d9f8b6c5-x failed with HTTP/1.1 at v2", "pod hutch-relay-<id>-x failed with HTTP/<n>.<n> at v2")]
    [InlineData("error at 2026-11-22T12:00:00Z", "error at <time>")]
    public void What_differs_each_time_is_masked(string line, string shape) => Assert.Equal(shape, LineShape.Of(line));

    [Theory]
    [InlineData("login failed password=hunter2canary")]
    [InlineData("failed: {\"token\": \"hunter2canary\"}")]
    [InlineData("Authorization: Bearer hunter2canary refused")]
    [InlineData("error GET /x?api_key=hunter2canary&a=b")]
    [InlineData("denied for secret='hunter2canary'")]
    [InlineData("cannot reach https://user:hunter2canary@db.test/x")]
    public void Secrets_are_masked(string line) => Assert.DoesNotContain("hunter2canary", LineShape.Of(line));

    [Fact]
    public void Escape_sequences_do_not_survive() => Assert.DoesNotContain('\u001b', LineShape.Of("error \u001b[31mred\u001b[0m \u202egnp"));

    [Fact]
    public void A_line_made_to_be_slow_is_not()
    {
        string line = string.Concat(Enumerable.Repeat("token:token=", 400)) + new string(':', 4000);

        Assert.InRange(LineShape.Of(line).Length, 1, 300);
    }
}
