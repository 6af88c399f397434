using TlsPathTools.EvidenceFiles;
using TlsPathTools.Probing;
using TlsPathTools.TestServers;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Cli.Tests.EndToEnd;

/// <summary>The map of the incident, as a newcomer gets it: from nothing but the program.</summary>
public class MapProcessTests
{
    private const string Bad = "i-0a3061a5b059d819c";
    private const string Good = "i-0e32193c309a0eb8b";

    [Fact]
    public async Task The_incident_is_mapped_and_its_failing_address_is_marked_and_a_bundle_shows_the_same_later()
    {
        using var folder = new TempFolder();
        string bundle = folder.File("incident.jsonl");
        CliRun run = await TlspathProcess.RunAsync($"map --lab relay-node-fault --count 6 --rate 30 --json --save-evidence {bundle}");
        TlsPathRecord[] records = [.. run.OutLines.Select(TlsPathJson.Deserialize)];
        TargetNode[] rows = [.. records.OfType<TargetNode>()];

        Assert.Equal(1, run.ExitCode);
        TlsPathResult failing = Assert.Single(records.OfType<TlsPathResult>(), result => result.Verdict == Verdict.Failing);
        Assert.Equal(4, rows.Length);
        Assert.All(rows, row => Assert.Equal(("eoe-sde-codisc-relay-alb", "eoe-sde-codisc-relay-tg", 32080, "hutch", "hutch-relay", "healthy", false), (row.LoadBalancerName, row.TargetGroupName, row.NodePort, row.Namespace, row.ServiceName, row.TargetHealth, row.Suspect)));
        Assert.All(rows, row => Assert.Equal(row.IPAddress == failing.IPAddress, row.AddressFailing));
        Assert.All(rows, row => Assert.Equal((row.InstanceId == Bad) == (row.IPAddress == failing.IPAddress), row.Reachable));
        Assert.All(rows, row => Assert.Equal(HealthCheckScope.HostProcess, row.HealthCheckScope));
        Assert.Contains("What stands behind each address", run.Error, StringComparison.Ordinal);
        Assert.Contains("every connection to it goes to ip-10-40-11-23.eu-west-2.compute.internal. No observation from inside singles a node out.", Unwrapped(run.Error), StringComparison.Ordinal);

        // The lab is gone; the bundle is not.
        CliRun again = await TlspathProcess.RunAsync($"map --evidence {bundle} --json");
        Assert.Equal(1, again.ExitCode);
        Assert.Equal(rows, again.OutLines.Select(TlsPathJson.Deserialize).OfType<TargetNode>());
        using var reader = new StreamReader(bundle);
        TlsPathEvidence evidence = EvidenceFile.Read(reader, "bundle");
        Assert.Empty(evidence.Snapshot!.Gaps);
        Assert.Equal(12, evidence.Attempts.Count(attempt => attempt.VantagePoint == Environment.MachineName));
    }

    [Fact]
    public async Task Without_access_to_the_cluster_the_map_ends_at_the_instances_and_says_so()
    {
        CliRun run = await TlspathProcess.RunAsync("map --lab relay-node-fault --no-probe --no-kubernetes --json");
        TargetNode[] rows = [.. run.OutLines.Select(TlsPathJson.Deserialize).OfType<TargetNode>()];

        Assert.Equal(0, run.ExitCode);
        Assert.Equal([Bad, Good], rows.Select(row => row.InstanceId!).Distinct().Order(StringComparer.Ordinal));
        Assert.All(rows, row => Assert.Equal((null, null, false), (row.NodeName, row.Attempts, row.AddressFailing)));
        Assert.Contains("Nothing was probed", Unwrapped(run.Error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_account_or_a_cluster_the_probe_stands_and_what_is_missing_is_said()
    {
        await using TwoServers servers = await TwoServers.StartAsync(FaultPlans.Always(WireFault.Ok), FaultPlans.Always(WireFault.Ok));
        using var folder = new TempFolder();

        CliRun run = await TlspathProcess.RunAsync($"map {servers.Arguments} --count 5 --rate 30 --region eu-west-2 --kubeconfig {folder.File("none")}");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("ec2:DescribeNetworkInterfaces could not be read", Unwrapped(run.Error), StringComparison.Ordinal);
        Assert.Contains("No access to a cluster", Unwrapped(run.Error), StringComparison.Ordinal);
        Assert.Contains("No address fails now", Unwrapped(run.Out), StringComparison.Ordinal);
    }

    private static string Unwrapped(string text) => string.Join(' ', text.Split('\n', StringSplitOptions.TrimEntries));
}
