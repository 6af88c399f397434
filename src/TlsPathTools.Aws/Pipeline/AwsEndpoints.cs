using Amazon.Runtime;

namespace TlsPathTools.Aws.Pipeline;

/// <summary>The hosts of AWS's services: <c>PREFIX[-fips].REGION.SUFFIX</c>, and what does not follow that (the rule sets that botocore ships).</summary>
internal static class AwsEndpoints
{
    /// <summary>A service's endpoint in a region.</summary>
    /// <exception cref="AmazonClientException">There is none of this kind.</exception>
    public static Uri Of(string prefix, string region, bool fips = false, bool dualStack = false)
    {
        if (!IsRegionName(region))
            throw new AwsRefusal(GapKind.Other, $"'{SafeText.Escape(region, 40)}' is not the name of an AWS region.", "Regions are named like eu-west-2.");
        AwsPartition partition = AwsPartition.Of(region);
        string suffix = !dualStack
            ? partition.DnsSuffix
            : partition.DualStackDnsSuffix ?? throw new AwsRefusal(
                GapKind.NotSupported, $"The partition {partition.Name} has no dual-stack endpoints.", "Use endpoints without dual stack for its regions.");
        return new Uri($"https://{Host(prefix, partition.Name, region, fips, dualStack)}.{suffix}");
    }

    /// <summary>Whether this can be a label of a host name: what is put into one comes from files and parameters.</summary>
    public static bool IsRegionName(string region) =>
        region.Length is > 0 and <= 40 && region.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && region[0] != '-' && region[^1] != '-';

    private static string Host(string prefix, string partition, string region, bool fips, bool dualStack) => (fips, prefix, partition, dualStack) switch
    {
        (false, _, _, _) => $"{prefix}.{region}",
        // Everything in GovCloud is FIPS, under the plain names.
        (true, _, "aws-us-gov", false) or (true, "monitoring", "aws-us-gov", true) => $"{prefix}.{region}",
        (true, "eks", "aws", false) => $"fips.eks.{region}",
        _ => $"{prefix}-fips.{region}",
    };
}
