namespace TlsPathTools.Topology.Map;

/// <summary>Whose address it is, as far as what was read can say.</summary>
public enum AddressOwner
{
    /// <summary>Nothing can be said: the account could not be asked, for the reason that the detail names.</summary>
    Unknown,

    /// <summary>A load balancer of an account that was read.</summary>
    LoadBalancer,

    /// <summary>An interface of an account that was read, of no load balancer: an instance, a NAT gateway, ….</summary>
    OtherInterface,

    /// <summary>The name belongs to a load balancer of this account that has the address no longer: a stale record or cache.</summary>
    FormerLoadBalancerAddress,

    /// <summary>No interface of the accounts and regions that were read; the name says that it is a load balancer of another account or region.</summary>
    OtherAccountOrRegion,

    /// <summary>No interface of the accounts and regions that were read; the name says that it is a front of AWS's own: CloudFront, Global Accelerator, API Gateway.</summary>
    EdgeService,

    /// <summary>No interface of the accounts and regions that were read, and nothing says whose it is: another account or region, a stale record, or nobody's.</summary>
    NotFound,
}
