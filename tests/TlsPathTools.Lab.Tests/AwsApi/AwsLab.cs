using TlsPathTools.Lab.AwsApi;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.Tests.World;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Tests.AwsApi;

/// <summary>A world with nothing at work but its AWS API.</summary>
internal sealed class AwsLab : IAsyncDisposable
{
    private readonly AddressPlan _addresses;
    private readonly AwsApiServer _server;

    private AwsLab(AddressPlan addresses, LabWorld world)
    {
        _addresses = addresses;
        World = world;
        _server = AwsApiServer.Start(world);
    }

    public LabWorld World { get; }

    public CloudState Cloud => World.Cloud;

    public string Endpoint => _server.Endpoint.AbsoluteUri.TrimEnd('/');

    /// <summary>Starts one; the scenario of two nodes where none is given.</summary>
    public static AwsLab Start(LabScenario? scenario = null)
    {
        scenario ??= Worlds.TwoNodes;
        var addresses = AddressPlan.Claim(Cidr.Parse(scenario.Network.Cidr));
        return new AwsLab(addresses, WorldBuilder.Build(scenario, addresses, new PortPlan(Privileged: false), TimeProvider.System));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _addresses.Dispose();
        World.Authority.Dispose();
    }
}
