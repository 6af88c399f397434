using System.Globalization;
using System.Text.Json.Nodes;
using TlsPathTools.TestServers;

namespace TlsPathTools.Cli.Tests.EndToEnd;

public class LargeLabTests(ITestOutputHelper output)
{
    // Linux counts CPU in ticks of 10 ms (USER_HZ is 100 wherever .NET runs).
    private const double TicksPerSecond = 100;

    [Fact]
    public async Task A_thousand_nodes_and_a_hundred_target_groups_fit_and_are_listed_quickly()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "CPU and memory of another process are read from /proc.");
        using var folder = new TempFolder();
        string file = folder.Write("large.json", LargeLab.Json());
        await using TlspathProcess lab = TlspathProcess.Start($"lab {file} --json");
        JsonNode started = JsonNode.Parse((await lab.Out.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(120)))!)!;

        // The first list of each kind pays for the compiler; a user's second one does not.
        (int instances, _) = await MeasureAsync(lab, () => InstancesAsync(started));
        (_, double instanceSeconds) = await MeasureAsync(lab, () => InstancesAsync(started));
        (int nodes, _) = await MeasureAsync(lab, () => CountAsync(started, "nodes"));
        (_, double nodeSeconds) = await MeasureAsync(lab, () => CountAsync(started, "nodes"));
        (int pods, double podSeconds) = await MeasureAsync(lab, () => CountAsync(started, "pods"));
        CliRun probe = await TlspathProcess.RunAsync(
            $"probe {started["hostName"]}:{started["port"]} --server {started["dnsServer"]} --ca-file {started["caFile"]} --count 5 --rate 20 --json");
        double peak = PeakMegabytes(lab.ProcessId);
        output.WriteLine($"peak {peak:f0} MB; lists: instances {instanceSeconds:f2} s, nodes {nodeSeconds:f2} s, {pods} pods {podSeconds:f2} s of CPU");

        Assert.Equal((LargeLab.Nodes, LargeLab.Nodes), (instances, nodes));
        Assert.Equal((LargeLab.Nodes * 2) + (LargeLab.Groups * 2), pods);
        Assert.Equal(0, probe.ExitCode);
        Assert.InRange(peak, 1, 500);
        Assert.All((double[])[instanceSeconds, nodeSeconds, podSeconds], seconds => Assert.InRange(seconds, 0, 1));
        await lab.SignalAsync("INT");
        await lab.EndAsync("");
    }

    private static async Task<(int Count, double Seconds)> MeasureAsync(TlspathProcess lab, Func<Task<int>> list)
    {
        double before = CpuSeconds(lab.ProcessId);
        int count = await list();
        return (count, CpuSeconds(lab.ProcessId) - before);
    }

    private static async Task<int> InstancesAsync(JsonNode lab)
    {
        ProgramRun run = await ProgramRun.RunAsync(
            "env",
            [
                $"AWS_ACCESS_KEY_ID={lab["accessKeyId"]}", $"AWS_SECRET_ACCESS_KEY={lab["secretAccessKey"]}", $"AWS_DEFAULT_REGION={lab["region"]}", "AWS_EC2_METADATA_DISABLED=true", "AWS_PAGER=",
                RealPart.Require("aws"), "ec2", "describe-instances", "--endpoint-url", $"{lab["awsEndpoint"]}", "--output", "text", "--query", "Reservations[].Instances[].InstanceId",
            ],
            closeInput: true,
            bound: TimeSpan.FromSeconds(60));
        return run.Output.Split((char[])['\t', '\n', ' '], StringSplitOptions.RemoveEmptyEntries).Length;
    }

    private static async Task<int> CountAsync(JsonNode lab, string resource)
    {
        ProgramRun run = await ProgramRun.RunAsync(
            RealPart.Require("kubectl"), ["--kubeconfig", $"{lab["kubeConfig"]}", "get", resource, "-A", "-o", "name"], closeInput: true, bound: TimeSpan.FromSeconds(60));
        return run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
    }

    private static double CpuSeconds(int processId)
    {
        // The name in parentheses may hold blanks; utime and stime are the 14th and 15th field of proc(5).
        string stat = File.ReadAllText($"/proc/{processId}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[11..13].Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    private static double PeakMegabytes(int processId) =>
        File.ReadLines($"/proc/{processId}/status").Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024).Single();
}
