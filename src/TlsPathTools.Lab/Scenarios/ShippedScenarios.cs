using System.Reflection;
using TlsPathTools.Lab.Scenarios.Reading;

namespace TlsPathTools.Lab.Scenarios;

/// <summary>The scenarios that come with the lab.</summary>
internal static class ShippedScenarios
{
    /// <summary>In the order in which to learn from them: the incident, a world without a fault, the fifteen of the field, and what looks like them.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "relay-node-fault",
        "relay-as-told",
        "healthy",
        "s01-foreign-drop-rule",
        "s02-large-packets-lost",
        "s03-conntrack-full",
        "s03b-conntrack-resets",
        "s04-stale-rules-survive",
        "s05-kube-proxy-not-syncing",
        "s06-alb-one-bad-node",
        "s07-alb-zonal-bad-node",
        "s08-lb-subnet-without-route",
        "s09-stale-address",
        "s10-local-policy-wrong-check",
        "s11-node-group-blocks-pods",
        "s12-proxy-ends-tunnels",
        "s12b-proxy-pool-member",
        "s13-two-front-ends",
        "s13b-proxy-protocol",
        "s14-idle-connections",
        "s15-node-going-away",
        "x01-weighted-dead-group",
        "x02-zonal-shift-old-answer",
        "x03-zone-not-enabled",
        "x04-client-certificate-asked",
        "x05-untrusted-authority",
        "x06-split-horizon",
        "x07-fail-open",
        "x08-impaired-hardware",
        "x09-too-rare-to-see",
        "x10-old-certificate-in-one-zone",
        "x11-local-policy-bad-pod",
        "x12-affinity-hides-a-bad-pod",
        "x13-one-bad-pod",
        "x14-firewall-knows-one-address",
        "x15-allow-list-of-the-service",
        "x16-slow-application",
        "x17-inspecting-proxy",
        "x18-tls-listener-dead-node",
        "x19-hairpin",
    ];

    /// <summary>The text of one; null when there is none of this name.</summary>
    public static byte[]? Read(string name) => Names.Contains(name, StringComparer.Ordinal) ? Resource($"scenario/{name}.json") : null;

    /// <summary>A resource of this assembly, or null.</summary>
    public static byte[]? Resource(string name)
    {
        using Stream? stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name);
        if (stream is null)
            return null;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>What to tell somebody who asked for a scenario that does not exist.</summary>
    public static string Unknown(string name)
    {
        IReadOnlyList<string> near = [.. NearNames.Ranked(name, Names).Take(3)];
        string hint = near.Count > 0 ? $"Did you mean {string.Join(" or ", near.Select(known => $"'{known}'"))}? " : "";
        return $"there is no scenario and no file of this name. {hint}'tlspath lab --list' and Get-TlsPathLabScenario list all; the path of a scenario file serves as well.";
    }
}
