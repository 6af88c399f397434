using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;
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
        for (int tries = 1; ; tries++)
        {
            var watch = Stopwatch.StartNew();
            TlsPathLab lab = await TlsPathLab.StartAsync(scenario, cancellationToken: TestContext.Current.CancellationToken);
            TimeSpan start = watch.Elapsed;
            string folder = Path.GetDirectoryName(lab.TrustedPemPath)!;
            await lab.DisposeAsync();

            // The budget is 2 s; the test allows for a busy machine.
            Assert.True(start < TimeSpan.FromSeconds(6), $"{name} took {start.TotalSeconds:f1} s.");
            Assert.False(Directory.Exists(folder));
            // With the claim in hand no lab of another process is in these blocks.
            using Socket? claim = TryClaim(lab);
            if (claim is null && tries < 20)
                continue;
            Assert.NotNull(claim);
            Assert.Empty(Listeners(lab));
            // The last packets of what was closed may still be on their way.
            for (int looks = 0; looks < 100 && Connections(lab).Any(); looks++)
                await Task.Delay(20, TestContext.Current.CancellationToken);
            Assert.Empty(Connections(lab));
            return;
        }
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public async Task Every_address_that_is_used_is_listed_for_systems_that_need_aliases(string name)
    {
        LabScenario scenario = ScenarioFile.Load(name);
        await using TlsPathLab lab = await TlsPathLab.StartAsync(scenario, cancellationToken: TestContext.Current.CancellationToken);
        HashSet<string> listed = [.. TlsPathLab.AddressesOf(scenario).Select(address => InFirstLab(address, firstBlock: 16))];
        int block = lab.World.Addresses.Block;

        Assert.Empty(IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Address)
            .Concat(IPGlobalProperties.GetIPGlobalProperties().GetActiveUdpListeners().Select(listener => listener.Address))
            .Where(lab.Owns).Select(address => InFirstLab(address, block)).Except(listed, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_labs_run_side_by_side_and_see_nothing_of_each_other()
    {
        await using RunningLab first = await RunningLab.StartAsync(Incident.Scenario);
        await using RunningLab second = await RunningLab.StartAsync("healthy");
        string[] addresses = [.. second.Lab.Look().Addresses.Select(address => address.Address)];

        Assert.NotEqual(first.Lab.World.Addresses.Block, second.Lab.World.Addresses.Block);
        Assert.NotEqual(first.Lab.AwsEndpoint, second.Lab.AwsEndpoint);
        Assert.All(addresses, address => Assert.False(first.Lab.Owns(IPAddress.Parse(address))));
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

    private static Socket? TryClaim(TlsPathLab lab)
    {
        // As a lab does: a socket that is bound and does not listen keeps no other off that is about to.
        var claim = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ExclusiveAddressUse = true };
        try
        {
            claim.Bind(new IPEndPoint(lab.World.Addresses.Claimed, AddressPlan.ClaimPort));
            claim.Listen(1);
            return claim;
        }
        catch (SocketException)
        {
            claim.Dispose();
            return null;
        }
    }

    private static string InFirstLab(IPAddress address, int firstBlock)
    {
        byte[] octets = address.GetAddressBytes();
        return $"{octets[1] - firstBlock}.{octets[2]}.{octets[3]}";
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
        .Where(listener => lab.Owns(listener.Address) && listener.Port != AddressPlan.ClaimPort).Select(listener => listener.ToString());
}
