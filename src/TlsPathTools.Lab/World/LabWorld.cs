using TlsPathTools.Lab.AwsApi;
using TlsPathTools.Lab.Certificates;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Faults;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.World;

/// <summary>
/// One world: the state that both APIs show and that decides where bytes go. Everything in <see cref="Cloud"/> is read and changed while
/// <see cref="Gate"/> is held, for moments only: nobody waits for anything with it in hand.
/// </summary>
internal sealed class LabWorld
{
    /// <summary>The one lock of the world's state.</summary>
    public required object Gate { get; init; }

    /// <summary>The world's clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Start { get; init; }

    public required LabScenario Scenario { get; init; }

    public required AddressPlan Addresses { get; init; }

    /// <summary>Ports of the scenario as they are in this lab.</summary>
    public required PortPlan Ports { get; init; }

    public required CloudState Cloud { get; init; }

    /// <summary>The cluster's objects; empty in a world without a cluster.</summary>
    public required ClusterStore Cluster { get; init; }

    public required FaultBook Faults { get; init; }

    public required LabAuthority Authority { get; init; }

    /// <summary>The keys that the AWS API accepts, and that EKS tokens are made with.</summary>
    public LabCredentials Credentials { get; init; } = LabCredentials.Create();

    public ApiBehaviour Apis { get; } = new();

    /// <summary>Makes ids that are the same in every run of the scenario.</summary>
    public Ids Ids { get; init; } = new("lab");

    /// <summary>The free addresses of the subnets.</summary>
    public AddressAllocator FreeAddresses { get; } = new();

    public WorldLog Log { get; } = new();

    public TrafficBook Traffic { get; } = new();

    /// <summary>The sockets behind the state. Set before anything uses it; a test of an API alone may leave it out.</summary>
    public IDataPlane? DataPlane { get; set; }

    /// <summary>Now.</summary>
    public DateTimeOffset Now => Time.GetUtcNow();
}
