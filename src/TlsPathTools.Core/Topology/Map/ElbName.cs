using System.Net;

namespace TlsPathTools.Topology.Map;

/// <summary>
/// Which load balancer an interface belongs to, read off its description: <c>ELB app/NAME/ID</c>, <c>ELB net/NAME/ID</c>,
/// <c>ELB gwy/NAME/ID</c>, or <c>ELB NAME</c> for a classic one. The suffix is that of the load balancer's ARN.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">application, network, gateway or classic.</param>
/// <param name="Suffix">app/NAME/ID; null for a classic one, which has no ARN with an id.</param>
internal sealed record ElbName(string Name, string Type, string? Suffix)
{
    private const string Prefix = "ELB ";

    /// <summary>The load balancer of an interface; null where the interface belongs to none.</summary>
    public static ElbName? Of(Cloud.NetworkInterface networkInterface)
    {
        // Anybody may write such a description on an interface of their own, but only Elastic Load Balancing requests one.
        string? description = networkInterface.Description;
        if (networkInterface.RequesterManaged == false || description is null || !description.StartsWith(Prefix, StringComparison.Ordinal))
            return null;

        string suffix = description[Prefix.Length..].Trim();
        string[] parts = suffix.Split('/');
        return parts switch
        {
            [{ Length: > 0 } name] => new ElbName(name, "classic", Suffix: null),
            ["app", var name, _] => new ElbName(name, "application", suffix),
            ["net", var name, _] => new ElbName(name, "network", suffix),
            ["gwy", var name, _] => new ElbName(name, "gateway", suffix),
            _ => null,
        };
    }

    /// <summary>app/NAME/ID of an ARN; null where it is no load balancer's.</summary>
    public static string? SuffixOf(string? arn)
    {
        const string Marker = ":loadbalancer/";
        int start = arn?.IndexOf(Marker, StringComparison.Ordinal) ?? -1;
        return start < 0 ? null : arn![(start + Marker.Length)..];
    }

    /// <summary>The description of the interfaces of a load balancer; null where the ARN is none's.</summary>
    public static string? DescriptionOf(string? arn) => SuffixOf(arn) is { } suffix ? Prefix + suffix : null;

    /// <summary>An address in one spelling, so that texts can be compared.</summary>
    public static string Canonical(string address) =>
        address.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(address, out IPAddress? parsed) ? parsed.ToString() : address.Trim();
}
