using TlsPathTools.TestServers.Dns;

namespace TlsPathTools.TestServerHost;

/// <summary>The names of a DNS server. It knows no others, and never answers for <c>silent.test</c>.</summary>
internal sealed class Zone
{
    private const int NxDomain = 3;
    private readonly Dictionary<string, string[]> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads NAME=ADDRESS[,ADDRESS...][;NAME=...].</summary>
    internal static Zone Parse(string text)
    {
        var zone = new Zone();
        foreach (string[] pair in text.Split(';').Select(entry => entry.Split('=', 2)))
            zone._names[pair[0] + "."] = pair[1].Split(',');
        return zone;
    }

    internal byte[]? Answer(DnsTestQuery query)
    {
        if (query.Name == "silent.test.")
            return null;
        return _names.TryGetValue(query.Name, out string[]? addresses)
            ? DnsAnswerBuilder.To(query).Addresses(addresses).Build()
            : DnsAnswerBuilder.To(query).Rcode(NxDomain).Build();
    }
}
