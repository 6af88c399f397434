namespace TlsPathTools.Lab.AwsApi.Signing;

/// <summary>Who signed a request (GetCallerIdentity).</summary>
/// <param name="Arn">arn:aws:iam::…:user/NAME or arn:aws:sts::…:assumed-role/ROLE/SESSION.</param>
/// <param name="UserId">AIDA… of a user, AROA…:SESSION of a role.</param>
/// <param name="AccessKeyId">The key that was used.</param>
internal sealed record CallerIdentity(string Arn, string UserId, string AccessKeyId)
{
    /// <summary>The user's or the session's name, as CloudTrail shows it.</summary>
    public string UserName => Arn[(Arn.LastIndexOf('/') + 1)..];

    /// <summary>Whether these are a role's temporary credentials.</summary>
    public bool IsRole => Arn.Contains(":assumed-role/", StringComparison.Ordinal);

    /// <summary>The lab's own user.</summary>
    public static CallerIdentity Owner(string accountId, string userName, string accessKeyId) => new($"arn:aws:iam::{accountId}:user/{userName}", "AIDALAB0000000000USER", accessKeyId);
}
