namespace TlsPathTools.Lab.AwsApi.Protocols;

/// <summary>A service that answers at the endpoint.</summary>
/// <param name="SigningName">What the credential's scope calls it.</param>
/// <param name="Protocol">The protocol that it speaks; CloudWatch speaks JSON and CBOR as well.</param>
/// <param name="ActionPrefix">What IAM calls it.</param>
/// <param name="Version">Of its API.</param>
/// <param name="XmlNamespace">Of its answers.</param>
internal sealed record AwsService(string SigningName, AwsProtocol Protocol, string ActionPrefix, string Version, string XmlNamespace = "")
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<AwsService> All { get; } =
    [
        new("ec2", AwsProtocol.Ec2, "ec2", "2016-11-15"),
        new("elasticloadbalancing", AwsProtocol.Query, "elasticloadbalancing", "2015-12-01", "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"),
        new("autoscaling", AwsProtocol.Query, "autoscaling", "2011-01-01", "http://autoscaling.amazonaws.com/doc/2011-01-01/"),
        new("sts", AwsProtocol.Query, "sts", "2011-06-15", "https://sts.amazonaws.com/doc/2011-06-15/"),
        new("monitoring", AwsProtocol.Query, "cloudwatch", "2010-08-01", "http://monitoring.amazonaws.com/doc/2010-08-01/"),
        new("eks", AwsProtocol.RestJson, "eks", "2017-11-01"),
        new("cloudtrail", AwsProtocol.Json, "cloudtrail", "2013-11-01"),
    ];

    /// <summary>The one with this signing name, or null.</summary>
    public static AwsService? Named(string? signingName) => All.FirstOrDefault(service => service.SigningName == signingName);
}
