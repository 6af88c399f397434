using Amazon;
using TlsPathTools.Aws.Credentials;
using TlsPathTools.Aws.Pipeline;

namespace TlsPathTools.Aws;

/// <summary>Names to choose from at a prompt; nothing is asked over the network.</summary>
public static class AwsProfiles
{
    /// <summary>The profiles of this user, in alphabetical order; none where their files cannot be read.</summary>
    public static IReadOnlyList<string> Names() => Names(AwsEnvironment.OfProcess());

    /// <summary>The regions that this release knows. There may be newer ones.</summary>
    public static IReadOnlyList<string> Regions() => [.. RegionEndpoint.EnumerableAllRegions.Select(region => region.SystemName).Where(AwsEndpoints.IsRegionName).Order(StringComparer.Ordinal)];

    /// <summary>The same in another environment.</summary>
    internal static IReadOnlyList<string> Names(AwsEnvironment environment)
    {
        try
        {
            return [.. AwsFiles.Read(environment).ProfileNames.Concat(DotNetStore.Names()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        }
        catch (AwsRefusal)
        {
            return [];
        }
    }
}
