using TlsPathTools.Dns;
using TlsPathTools.EvidenceFiles;
using TlsPathTools.Probing;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Core.Tests.EvidenceFiles;

public class EvidenceFileTests
{
    private static readonly DateTime s_now = new(2026, 11, 20, 10, 0, 0, DateTimeKind.Utc);

    private static readonly TlsAttempt s_attempt = new()
    {
        HostName = "relay.example.org", IPAddress = "198.51.100.7", Port = 443, Number = 1, TimeUtc = s_now, Succeeded = false,
        Stage = TlsStage.ClientHelloSent, Event = WireEvent.Fin, Detail = "FIN after our ClientHello", TotalMs = 1.25,
    };

    private static readonly PathSnapshot s_snapshot = new()
    {
        BeganUtc = s_now,
        EndedUtc = s_now.AddSeconds(2),
        Clouds =
        [
            new CloudState
            {
                AccountId = "123456789012", Region = "eu-west-2", BeganUtc = s_now, EndedUtc = s_now.AddSeconds(1),
                Instances = [new Instance { InstanceId = "i-0a", LaunchTime = s_now.AddDays(-3), State = new InstanceState { Code = 16, Name = "running" }, Tags = [new Tag { Key = "Name", Value = "worker" }] }],
                Settings = [new ResourceSettings("arn:lb", new Dictionary<string, string> { ["load_balancing.cross_zone.enabled"] = "false" })],
                Targets = [new RegisteredTargets("arn:tg", [new TargetHealthDescription { Target = new TargetDescription { Id = "i-0a", Port = 32080 }, TargetHealth = new TargetHealth { State = "healthy" } }])],
            },
        ],
        Clusters =
        [
            new ClusterState
            {
                Name = "prod", Server = "https://127.0.0.1", BeganUtc = s_now, EndedUtc = s_now,
                Pods = [new Pod { Metadata = new ObjectMeta { Name = "relay-1", Namespace = "hutch", Labels = new Dictionary<string, string> { ["app"] = "relay" } }, Spec = new PodSpec { Containers = [new Container { Ports = [new ContainerPort { Number = 8443 }] }] } }],
                KubeProxies = [new KubeProxyObservation { NodeName = "n1", PodName = "kube-proxy-1", TimeUtc = s_now, Metrics = new Dictionary<string, double> { ["x"] = 1.7e9 } }],
            },
        ],
        Gaps = [new SnapshotGap { Source = "prod", Operation = "list secrets", Kind = GapKind.Denied, Code = "403", Reason = "secrets is forbidden", TimeUtc = s_now }],
    };

    [Fact]
    public void What_is_written_is_read_back_exactly()
    {
        string text = Written([s_attempt, s_snapshot], "jump-box");
        TlsPathEvidence read = EvidenceFile.Read(new StringReader(text), "e.jsonl");

        Assert.Equal("jump-box", Assert.Single(read.Attempts).VantagePoint);
        Assert.Equal(["jump-box"], read.VantagePoints);
        Assert.Equal(s_now, read.CreatedUtc);
        Assert.Equal(TlsPathJson.Serialize(s_snapshot), TlsPathJson.Serialize(read.Snapshot!));
        Assert.Equal(text, Written(read.Records, "jump-box"));
        Assert.Equal("8443", $"{read.Snapshot!.Clusters[0].Pods[0].Spec!.Containers[0].Ports[0].Number}");
    }

    [Fact]
    public void Records_of_several_places_keep_theirs()
    {
        TlsPathEvidence first = EvidenceFile.Read(new StringReader(Written([s_attempt], "client")), "a");
        TlsPathEvidence second = EvidenceFile.Read(new StringReader(Written([s_attempt], "in-vpc")), "b");
        TlsPathEvidence joined = EvidenceFile.Join([first, second]);
        TlsPathEvidence again = EvidenceFile.Read(new StringReader(Written(joined.Records, "here")), "c");

        Assert.Equal(["client", "in-vpc"], again.VantagePoints);
        Assert.Equal(["client", "in-vpc"], again.Attempts.Select(attempt => attempt.VantagePoint));
    }

    [Fact]
    public void Lines_of_tlspath_probe_are_read_with_the_place_that_the_reader_names()
    {
        string text = TlsPathJson.Serialize(s_attempt) + "\r\n\n" + TlsPathJson.Serialize(new ResolverAnswer
        {
            HostName = "relay.example.org", QueryName = "relay.example.org.", AddressFamily = IPFamily.IPv4, Server = "192.0.2.53:53", Status = DnsStatus.Ok,
        });

        TlsPathEvidence read = EvidenceFile.Read(new StringReader(text), "probe.jsonl", "jump-box");

        Assert.Equal("jump-box", Assert.Single(read.Attempts).VantagePoint);
        Assert.Equal("jump-box", Assert.Single(read.Answers).VantagePoint);
        Assert.Null(read.CreatedUtc);
    }

    [Fact]
    public void A_file_of_today_is_read_with_properties_that_are_not_yet_known_and_without_those_that_came_later()
    {
        // As version 1 was first written.
        const string Old = """
            {"kind":"evidence","version":1,"tool":"TlsPathTools 0.1.0","createdUtc":"2026-11-20T10:00:00Z","vantagePoint":"client"}
            {"kind":"pathSnapshot","beganUtc":"2026-11-20T10:00:00Z","endedUtc":"2026-11-20T10:00:02Z","clouds":[{"region":"eu-west-2","beganUtc":"2026-11-20T10:00:00Z","endedUtc":"2026-11-20T10:00:01Z","loadBalancers":[{"loadBalancerName":"relay","aMemberOfTomorrow":{"x":[1]}}]}]}
            {"kind":"tlsPathResult","ipAddress":"198.51.100.7","port":443,"verdict":"Failing","attempts":20,"failures":20,"bound":"20 of 20 failed"}
            """;

        TlsPathEvidence read = EvidenceFile.Read(new StringReader(Old), "old.jsonl");

        Assert.Equal("relay", read.Snapshot!.Clouds[0].LoadBalancers[0].LoadBalancerName);
        Assert.Empty(read.Snapshot.Clouds[0].Targets);
        Assert.Equal(Verdict.Failing, Assert.Single(read.Results).Verdict);
    }

    [Theory]
    [InlineData("", "e.jsonl is empty")]
    [InlineData("{\"kind\":\"evidence\",\"version\":2,\"tool\":\"TlsPathTools 9.0.0\",\"createdUtc\":\"2026-11-20T10:00:00Z\"}", "has version 2 of the evidence format, and this program knows 1")]
    [InlineData("{\"kind\":\"evidence\",\"version\":1,\"createdUtc\":\"2026-11-20T10:00:00Z\"}\n{\"kind\":\"nonsense\"}", "e.jsonl, line 2")]
    [InlineData("<html>", "e.jsonl, line 1")]
    public void What_is_no_evidence_is_refused_with_its_line(string text, string words)
    {
        FormatException refused = Assert.Throws<FormatException>(() => EvidenceFile.Read(new StringReader(text), "e.jsonl"));

        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    private static string Written(IEnumerable<TlsPathRecord> records, string vantagePoint)
    {
        using var writer = new StringWriter();
        EvidenceFile.Write(writer, records, vantagePoint, s_now);
        return writer.ToString();
    }
}
