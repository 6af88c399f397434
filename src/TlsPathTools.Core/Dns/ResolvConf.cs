using System.Globalization;
using System.Net;

namespace TlsPathTools.Dns;

/// <summary>What resolv.conf(5) says, read as glibc reads it.</summary>
internal sealed record ResolvConf
{
    // glibc takes three servers and drops the rest; other programs may use them.
    private const int MaxServers = 3;
    private const int MaxSearch = 32;

    public IReadOnlyList<IPEndPoint> Servers { get; init; } = [];
    public IReadOnlyList<string> Search { get; init; } = [];

    /// <summary>A name with at least this many dots is tried as it is before the search list.</summary>
    public int Ndots { get; init; } = 1;

    /// <summary>How long other programs wait for one server.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often other programs go through the servers.</summary>
    public int Attempts { get; init; } = 2;

    /// <summary>Other programs begin with another server each time.</summary>
    public bool Rotate { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];

    internal static ResolvConf Parse(string text)
    {
        var servers = new List<IPEndPoint>();
        var warnings = new List<string>();
        var conf = new ResolvConf();
        foreach (string line in text.Split('\n'))
        {
            // Comments begin in the first column; what follows a value is not looked at.
            string[] words = line.StartsWith('#') || line.StartsWith(';') ? [] : line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2)
                continue;
            switch (words[0])
            {
                case "nameserver":
                    AddServer(words[1], servers, warnings);
                    break;
                case "domain":
                    conf = conf with { Search = ReadSearch(words[1..2], warnings) };
                    break;
                case "search":
                    // The last of "domain" and "search" wins.
                    conf = conf with { Search = ReadSearch(words[1..], warnings) };
                    break;
                case "options":
                    conf = words[1..].Aggregate(conf, ReadOption);
                    break;
            }
        }

        return conf with { Servers = servers, Warnings = warnings };
    }

    private static void AddServer(string word, List<IPEndPoint> servers, List<string> warnings)
    {
        if (!IPAddress.TryParse(word, out IPAddress? address))
            warnings.Add($"The nameserver '{SafeText.Escape(word, 80)}' in resolv.conf is no address and is not used.");
        else if (servers.Count == MaxServers)
            warnings.Add($"The nameserver {address} in resolv.conf is not used: C libraries use the first {MaxServers}.");
        else if (!servers.Contains(new IPEndPoint(address, DnsServerAddress.DefaultPort)))
            servers.Add(new IPEndPoint(address, DnsServerAddress.DefaultPort));
    }

    private static List<string> ReadSearch(string[] words, List<string> warnings)
    {
        var search = new List<string>();
        foreach (string word in words.TakeWhile(x => !x.StartsWith('#') && !x.StartsWith(';')).Take(MaxSearch))
        {
            // "." is the root: the name as it is, which is tried anyway.
            if (string.Equals(word, ".", StringComparison.Ordinal))
                continue;
            if (HostText.ReadName(word, out string? domain, out _) is null)
                search.Add(domain!);
            else
                warnings.Add($"The search domain '{SafeText.Escape(word, 80)}' in resolv.conf is no domain name and is not used.");
        }

        return search;
    }

    private static ResolvConf ReadOption(ResolvConf conf, string option)
    {
        if (string.Equals(option, "rotate", StringComparison.Ordinal))
            return conf with { Rotate = true };

        int colon = option.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !int.TryParse(option.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int value))
            return conf;
        // The caps are glibc's.
        return option[..colon] switch
        {
            "ndots" => conf with { Ndots = Math.Min(value, 15) },
            "timeout" => conf with { Timeout = TimeSpan.FromSeconds(Math.Clamp(value, 1, 30)) },
            "attempts" => conf with { Attempts = Math.Clamp(value, 1, 5) },
            _ => conf,
        };
    }
}
