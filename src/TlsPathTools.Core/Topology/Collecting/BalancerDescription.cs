namespace TlsPathTools.Topology.Collecting;

/// <summary>The description of a load balancer's interface: <c>ELB app/NAME/ID</c>, <c>ELB net/NAME/ID</c>, <c>ELB gwy/NAME/ID</c>; a classic one has its name alone.</summary>
internal static class BalancerDescription
{
    private const string Prefix = "ELB ";

    /// <summary>The name of a second-generation load balancer; null for every other interface.</summary>
    public static string? NameOf(string? description) =>
        description is not null && description.StartsWith(Prefix, StringComparison.Ordinal) && description[Prefix.Length..].Split('/') is [_, { Length: > 0 } name, _] ? name : null;

    /// <summary>The description of the interfaces of a load balancer; null where its ARN is none.</summary>
    public static string? Of(string loadBalancerArn)
    {
        const string Marker = ":loadbalancer/";
        int at = loadBalancerArn.IndexOf(Marker, StringComparison.Ordinal);
        return at < 0 ? null : Prefix + loadBalancerArn[(at + Marker.Length)..];
    }
}
