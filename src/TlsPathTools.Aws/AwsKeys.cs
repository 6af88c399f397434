namespace TlsPathTools.Aws;

/// <summary>Keys, and until when they serve.</summary>
internal sealed class AwsKeys(string accessKeyId, string secretAccessKey, string? sessionToken, DateTimeOffset? expires)
{
    public string AccessKeyId => accessKeyId;

    public string SecretAccessKey => secretAccessKey;

    public string? SessionToken => sessionToken;

    /// <summary>Null for keys that last.</summary>
    public DateTimeOffset? Expires => expires;

    /// <inheritdoc/>
    public override string ToString() => "AWS keys";
}
