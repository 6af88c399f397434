namespace TlsPathTools.Lab.Tests.EndToEnd;

/// <summary>The incident, started once for the tests that only look at it.</summary>
public sealed class Incident : IAsyncLifetime
{
    public const string Scenario = "relay-node-fault";

    public const string FaultyInstance = "i-0a3061a5b059d819c";

    public const string HealthyInstance = "i-0e32193c309a0eb8b";

    public RunningLab Running { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Running = await RunningLab.StartAsync(Scenario);

    public ValueTask DisposeAsync() => Running.DisposeAsync();

    /// <summary>The address whose zone holds the faulty node.</summary>
    public string FailingAddress => Running.AddressIn(ZoneOf(FaultyInstance));

    public string WorkingAddress => Running.AddressIn(ZoneOf(HealthyInstance));

    private string ZoneOf(string instanceId) => Running.Lab.Look().Nodes.Single(node => node.InstanceId == instanceId).Zone;
}
