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
        "healthy",
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
