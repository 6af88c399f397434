using System.Globalization;
using System.Net;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.Dns;

/// <summary>The names that AWS gives to addresses: ec2-…compute.amazonaws.com, ip-…compute.internal, and the reverse ones.</summary>
internal static class AwsNames
{
    private const int Ttl = 300;
    private const string Reverse = ".in-addr.arpa";

    /// <summary>The records at such a name, where an interface has the address. Called under the gate.</summary>
    public static IEnumerable<DnsRecord> At(string name, CloudState cloud)
    {
        if (name.EndsWith(Reverse, StringComparison.OrdinalIgnoreCase))
        {
            if (Parse(Enumerable.Reverse(name[..^Reverse.Length].Split('.'))) is { } address && cloud.InterfaceOf(address) is { } owner)
                yield return new(name, DnsType.Ptr, Ttl, Target: NameOf(address, address.Equals(owner.PublicIp), cloud.Region));
            yield break;
        }

        foreach (bool isPublic in (bool[])[true, false])
        {
            string prefix = isPublic ? "ec2-" : "ip-";
            string suffix = Suffix(isPublic, cloud.Region);
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
                && name.Length > prefix.Length + suffix.Length
                && Parse(name[prefix.Length..^suffix.Length].Split('-')) is { } address
                && cloud.InterfaceOf(address) is { } owner && address.Equals(owner.PublicIp) == isPublic)
            {
                yield return new(name, DnsType.A, Ttl, address);
            }
        }
    }

    private static string NameOf(IPAddress address, bool isPublic, string region) =>
        (isPublic ? "ec2-" : "ip-") + address.ToString().Replace('.', '-') + Suffix(isPublic, region);

    private static string Suffix(bool isPublic, string region) => isPublic ? $".{region}.compute.amazonaws.com" : $".{region}.compute.internal";

    private static IPAddress? Parse(IEnumerable<string> octets)
    {
        byte[] bytes = [.. octets.Select(octet => byte.TryParse(octet, NumberStyles.None, CultureInfo.InvariantCulture, out byte value) ? (byte?)value : null).OfType<byte>()];
        return bytes.Length == 4 ? new IPAddress(bytes) : null;
    }
}
