using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.AwsApi.Signing;

/// <summary>
/// Credentials of an assumed role. Nobody has to remember them: the session token names the caller and the expiry under a seal of the
/// lab's secret key, and the temporary secret key follows from the access key.
/// </summary>
internal sealed record TemporaryCredentials(string AccessKeyId, string SecretAccessKey, string SessionToken, DateTimeOffset Expiration)
{
    private const int SealLength = 32;

    /// <summary>Issues them.</summary>
    public static TemporaryCredentials Issue(LabCredentials lab, string arn, string userId, DateTimeOffset expiration)
    {
        string key = "ASIALAB" + Convert.ToHexString(RandomNumberGenerator.GetBytes(7))[..13];
        byte[] payload = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{key}\n{arn}\n{userId}\n{expiration.ToUnixTimeSeconds()}"));
        string token = Convert.ToBase64String([.. payload, .. Mac(lab, payload)]);
        return new TemporaryCredentials(key, Secret(lab, key), token, DateTimeOffset.FromUnixTimeSeconds(expiration.ToUnixTimeSeconds()));
    }

    /// <summary>Opens a session token; null when it is not one of this lab, or belongs to another key.</summary>
    public static (CallerIdentity Caller, string Secret, DateTimeOffset Expiration)? Open(LabCredentials lab, string accessKeyId, string sessionToken)
    {
        var bytes = new byte[sessionToken.Length];
        if (!Convert.TryFromBase64String(sessionToken, bytes, out int length) || length <= SealLength)
            return null;
        ReadOnlySpan<byte> payload = bytes.AsSpan(0, length - SealLength);
        if (!CryptographicOperations.FixedTimeEquals(Mac(lab, payload), bytes.AsSpan(length - SealLength, SealLength))
            || Encoding.UTF8.GetString(payload).Split('\n') is not [var key, var arn, var userId, var seconds] || key != accessKeyId)
        {
            return null;
        }

        return (new CallerIdentity(arn, userId, key), Secret(lab, key), DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, CultureInfo.InvariantCulture)));
    }

    private static byte[] Mac(LabCredentials lab, ReadOnlySpan<byte> payload) => HMACSHA256.HashData(Encoding.UTF8.GetBytes("session" + lab.SecretAccessKey), payload);

    private static string Secret(LabCredentials lab, string key) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes("secret" + lab.SecretAccessKey), Encoding.UTF8.GetBytes(key)))[..40];
}
