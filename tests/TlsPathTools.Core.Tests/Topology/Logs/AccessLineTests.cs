using TlsPathTools.Topology.Logs;

namespace TlsPathTools.Core.Tests.Topology.Logs;

public class AccessLineTests
{
    [Theory]
    [InlineData("10.0.0.7 - - [22/Nov/2026:12:00:00 +0000] \"GET /a?token=x HTTP/1.1\" 200 12 \"-\" \"curl/8\"", 200, "/a", "10.0.0.7")]
    [InlineData("[2026-11-22T12:00:00.310Z] \"POST /api HTTP/2\" 503 UF 154 0 226 - \"10.0.35.28\" \"nsq2http\" \"cc21d9b0\" \"shop\" \"10.0.2.1:80\"", 503, "/api", "10.0.35.28")]
    [InlineData("INFO:     10.0.0.9:51000 - \"GET /items HTTP/1.1\" 404 Not Found", 404, "/items", "10.0.0.9")]
    [InlineData("{\"level\":\"info\",\"method\":\"GET\",\"path\":\"/x\",\"status\":502,\"remote_addr\":\"10.1.1.1:999\"}", 502, "/x", "10.1.1.1")]
    [InlineData("{\"response_code\":\"200\",\"request\":\"GET /y HTTP/1.1\"}", 200, "/y", null)]
    [InlineData("time=12:00 level=info method=GET path=/z status=301 remote=10.2.2.2:5", 301, "/z", "10.2.2.2")]
    [InlineData("[GIN] 2026/11/22 - 12:00:00 | 500 |  1.2ms |  10.3.3.3 | GET      \"/g\"", 500, "/g", "10.3.3.3")]
    [InlineData("fd00::5 - - [22/Nov/2026:12:00:00 +0000] \"HEAD / HTTP/1.1\" 204 0", 204, "/", "fd00::5")]
    public void The_common_formats_are_read(string line, int status, string path, string? client)
    {
        AccessLine? access = AccessLine.Parse(line);

        Assert.Equal((status, path, client, false), (access!.Status, access.Path, access.Client, access.IsHealthCheck));
    }

    [Theory]
    [InlineData("10.0.0.7 - - [x] \"GET / HTTP/1.1\" 200 2 \"-\" \"kube-probe/1.31\"")]
    [InlineData("10.0.0.7 - - [x] \"GET / HTTP/1.1\" 200 2 \"-\" \"ELB-HealthChecker/2.0\"")]
    [InlineData("10.0.0.7 - - [x] \"GET /healthz?verbose HTTP/1.1\" 200 2 \"-\" \"x\"")]
    [InlineData("{\"path\":\"/\",\"status\":200,\"user_agent\":\"kube-probe/1.31\"}")]
    [InlineData("status=200 path=/readyz")]
    public void Health_checks_are_known_by_agent_or_path(string line) => Assert.True(AccessLine.Parse(line)!.IsHealthCheck);

    [Theory]
    [InlineData("http: TLS handshake error from 10.0.0.7:5000: EOF")]
    [InlineData("listening on :8443")]
    [InlineData("said \"GET off\" 2000 times")]
    [InlineData("{\"status\":\"ok\"}")]
    [InlineData("{\"status\":200")]
    [InlineData("status=2000")]
    [InlineData("\"GET")]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("a|b|c|d|200")]
    public void Other_lines_are_no_requests(string line) => Assert.Null(AccessLine.Parse(line));
}
