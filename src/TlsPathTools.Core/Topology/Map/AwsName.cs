namespace TlsPathTools.Topology.Map;

/// <summary>What a DNS name on the way to an address says of whose it is.</summary>
/// <param name="Name">Lower case, without the last dot.</param>
internal sealed record AwsName(string Name)
{
    /// <summary>The name itself and those on the way; the reverse name is not among them, because the owner of an address range writes it, not the owner of the name.</summary>
    public static IEnumerable<AwsName> Of(MapAddress address) =>
        (address.CnameChain ?? []).Append(address.HostName).OfType<string>().Select(name => new AwsName(Plain(name)));

    /// <summary>A front of AWS's own, in words; null where the name says none.</summary>
    public string? EdgeService => Name switch
    {
        _ when EndsWith(".cloudfront.net") => "CloudFront",
        _ when EndsWith(".awsglobalaccelerator.com") => "Global Accelerator",
        _ when Name.Contains(".execute-api.", StringComparison.Ordinal) && IsAmazon => "API Gateway",
        _ => null,
    };

    /// <summary>The region of a load balancer's name: NAME-ID.REGION.elb.amazonaws.com, NAME-ID.elb.REGION.amazonaws.com; null where it is none's.</summary>
    public string? BalancerRegion
    {
        get
        {
            string[] labels = Name.Split('.');
            int elb = Array.IndexOf(labels, "elb");
            if (elb < 1 || !IsAmazon || elb + 2 >= labels.Length)
                return null;
            return labels[elb + 1] == "amazonaws" ? labels[elb - 1] : labels[elb + 1];
        }
    }

    /// <summary>Whether it is a load balancer's name, or a name of one of its zones, or its name for both families.</summary>
    public bool IsOf(string balancerName)
    {
        string other = Plain(balancerName);
        return Name == other || EndsWith("." + other);
    }

    /// <summary>A name in one spelling.</summary>
    public static string Plain(string name)
    {
#pragma warning disable CA1308 // DNS names are written in lower case.
        return name.TrimEnd('.').ToLowerInvariant();
#pragma warning restore CA1308
    }

    private bool IsAmazon => EndsWith(".amazonaws.com") || EndsWith(".amazonaws.com.cn");

    private bool EndsWith(string suffix) => Name.EndsWith(suffix, StringComparison.Ordinal);
}
