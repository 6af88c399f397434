using System.Globalization;

namespace TlsPathTools.Lab.LoadBalancing;

/// <summary>Reads attributes under AWS's keys; those that are not set, or are no value of their kind, have their default.</summary>
internal static class AwsAttributes
{
    public static bool Flag(this Dictionary<string, string> attributes, string key, bool otherwise) =>
        attributes.TryGetValue(key, out string? text) && bool.TryParse(text, out bool value) ? value : otherwise;

    public static int Number(this Dictionary<string, string> attributes, string key, int otherwise) =>
        attributes.TryGetValue(key, out string? text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;

    /// <summary>A number that can also be "off", which is 0.</summary>
    public static int Threshold(this Dictionary<string, string> attributes, string key, int otherwise) =>
        attributes.GetValueOrDefault(key) == "off" ? 0 : attributes.Number(key, otherwise);
}
