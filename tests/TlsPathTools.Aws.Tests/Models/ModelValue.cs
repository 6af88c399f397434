namespace TlsPathTools.Aws.Tests.Models;

/// <summary>The value of every leaf is a function of its place: texts are the place itself, the others a number made of it.</summary>
internal static class ModelValue
{
    public static long Number(string path)
    {
        uint hash = 2166136261;
        foreach (char character in path)
            hash = (hash ^ character) * 16777619;
        return (hash % 1_000_000) + 1;
    }

    public static double Fraction(string path) => Number(path) + 0.5;

    public static bool Flag(string path) => Number(path) % 2 == 0;

    public static DateTime Time(string path) => new DateTime(2020, 1, 1, 0, 0, 0, 250, DateTimeKind.Utc).AddSeconds(Number(path));

    /// <summary>The two places of a list's items.</summary>
    public static IEnumerable<string> Items(string path) => [path + "[0]", path + "[1]"];

    public static string Join(string path, string member) => path.Length == 0 ? member : $"{path}.{member}";
}
