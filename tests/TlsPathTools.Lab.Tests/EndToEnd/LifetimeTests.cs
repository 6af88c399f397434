using System.Diagnostics;
using System.Net.NetworkInformation;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Probing;

namespace TlsPathTools.Lab.Tests.EndToEnd;

/// <summary>Alone: another lab would take the addresses of one that has just stopped, and open descriptors of its own.</summary>
[Collection(nameof(Alone))]
public class LifetimeTests
{
    public static TheoryData<string> Shipped => [.. ScenarioFile.ShippedNames];

    [Theory]
    [MemberData(nameof(Shipped))]
    public async Task A_scenario_starts_quickly_and_leaves_nothing(string name)
    {
        LabScenario scenario = ScenarioFile.Load(name);
        var watch = Stopwatch.StartNew();
        TlsPathLab lab = await TlsPathLab.StartAsync(scenario, cancellationToken: TestContext.Current.CancellationToken);
        TimeSpan start = watch.Elapsed;
        string folder = Path.GetDirectoryName(lab.TrustedPemPath)!;
        await lab.DisposeAsync();

        // The budget is 2 s; the test allows for a busy machine, and docs/benchmarks.md has the number of a quiet one.
        Assert.True(start < TimeSpan.FromSeconds(6), $"{name} took {start.TotalSeconds:f1} s.");
        Assert.False(Directory.Exists(folder));
        Assert.Empty(Listeners(lab));
        Assert.Empty(Connections(lab));
    }

    [Fact]
    public async Task Starting_and_stopping_again_and_again_leaks_no_descriptor()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Descriptors are counted in /proc.");
        LabScenario scenario = ScenarioFile.Load(Incident.Scenario);
        await CycleAsync(scenario);
        int before = Descriptors();
        for (int i = 0; i < 5; i++)
            await CycleAsync(scenario);

        // Other tests of the process open and close theirs.
        var watch = Stopwatch.StartNew();
        while (Descriptors() > before + 20 && watch.Elapsed < TimeSpan.FromSeconds(20))
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.InRange(Descriptors(), 0, before + 20);
    }

    [Fact]
    public async Task Two_labs_run_side_by_side_and_see_nothing_of_each_other()
    {
        await using RunningLab first = await RunningLab.StartAsync(Incident.Scenario);
        await using RunningLab second = await RunningLab.StartAsync("healthy");
        string[] addresses = [.. second.Lab.Look().Addresses.Select(address => address.Address)];

        Assert.NotEqual(first.Lab.World.Addresses.Block, second.Lab.World.Addresses.Block);
        Assert.NotEqual(first.Lab.AwsEndpoint, second.Lab.AwsEndpoint);
        Assert.All(addresses, address => Assert.False(first.Lab.Owns(System.Net.IPAddress.Parse(address))));
        Assert.All(await second.ProbeAsync(5, direct: false, addresses), result => Assert.Equal(Verdict.Healthy, result.Verdict));
        Assert.NotEqual(0, (await first.RunAsync("aws", "sts", "get-caller-identity", "--endpoint-url", second.Lab.AwsEndpoint.AbsoluteUri)).ExitCode);
    }

    [Fact]
    public async Task A_start_that_is_cancelled_leaves_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TlsPathLab.StartAsync(ScenarioFile.Load("healthy"), cancellationToken: cancelled.Token));
    }

    private static async Task CycleAsync(LabScenario scenario)
    {
        await using TlsPathLab lab = await TlsPathLab.StartAsync(scenario, cancellationToken: TestContext.Current.CancellationToken);
    }

    // A connection in TIME_WAIT belongs to the system, not to anybody's socket.
    private static IEnumerable<string> Connections(TlsPathLab lab) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
        .Where(connection => connection.State != TcpState.TimeWait && (lab.Owns(connection.LocalEndPoint.Address) || lab.Owns(connection.RemoteEndPoint.Address)))
        .Select(connection => $"{connection.LocalEndPoint} {connection.RemoteEndPoint} {connection.State}");

    private static int Descriptors() => Directory.GetFiles("/proc/self/fd").Length;

    private static IEnumerable<string> Listeners(TlsPathLab lab) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
        .Where(listener => lab.Owns(listener.Address)).Select(listener => listener.ToString());
}
