using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TlsPathTools.Lab.World;

/// <summary>
/// Ids as AWS and Kubernetes make them, derived from the world's name and from what they are for: two runs of a scenario show the same ones, so that
/// notes about one run fit the next.
/// </summary>
internal sealed class Ids(string seed)
{
    // What Kubernetes builds names of: no vowels and no digits that look like them, so that no words come out.
    private const string SafeAlphabet = "bcdfghjklmnpqrstvwxz2456789";

    private long _next;

    /// <summary>An id of EC2: <c>eni-0123456789abcdef0</c>.</summary>
    public string Ec2(string prefix, string of) => $"{prefix}-0{Hex($"{prefix}/{of}", 16)}";

    /// <summary>Digits of an ARN and the like.</summary>
    public string Hex(string of, int length) => Convert.ToHexString(Hash(of)).ToLower(CultureInfo.InvariantCulture)[..length];

    /// <summary>Decimal digits, as in the DNS name of an application load balancer.</summary>
    public string Digits(string of, int length) => string.Concat(Hash(of).Take(length).Select((octet, index) => (char)('0' + (index == 0 ? 1 + (octet % 9) : octet % 10))));

    /// <summary>A UUID of version 4.</summary>
    public string Uuid(string of)
    {
        byte[] hash = Hash("uuid/" + of);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x40);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        string hex = Convert.ToHexString(hash).ToLower(CultureInfo.InvariantCulture);
        return $"{hex[..8]}-{hex[8..12]}-{hex[12..16]}-{hex[16..20]}-{hex[20..32]}";
    }

    /// <summary>The end of a generated name: <c>x7k2p</c>.</summary>
    public string Suffix(string of, int length = 5) => string.Concat(Hash("suffix/" + of).Take(length).Select(octet => SafeAlphabet[octet % SafeAlphabet.Length]));

    /// <summary>A MAC address in Amazon's style: locally administered, <c>0a:…</c>.</summary>
    public string Mac(string of) => "0a:" + string.Join(':', Hash("mac/" + of).Take(5).Select(octet => octet.ToString("x2", CultureInfo.InvariantCulture)));

    /// <summary>Something to derive an id from that nothing else has: for what comes to be while the world runs.</summary>
    public string Unique(string of) => string.Create(CultureInfo.InvariantCulture, $"{of}#{Interlocked.Increment(ref _next)}");

    private byte[] Hash(string of) => SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{of}"));
}
