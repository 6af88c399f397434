using System.Text;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.AwsApi.Signing;

/// <summary>
/// Tokens of EKS: <c>k8s-aws-v1.</c> and a presigned GetCallerIdentity in base64url. Checked as aws-iam-authenticator does, whose
/// words these are (pkg/token/token.go); only that the signature is verified here, and not by STS.
/// </summary>
internal static class EksToken
{
    private const string Prefix = "k8s-aws-v1.";
    private const string ClusterHeader = "x-k8s-aws-id";
    private const int MaxLength = 4096;

    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(15);

    private static readonly HashSet<string> s_parameters = new(StringComparer.OrdinalIgnoreCase)
    {
        "Action", "Version", "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-Security-Token", "X-Amz-Signature", "X-Amz-SignedHeaders",
    };

    /// <summary>Whether a token was made for this cluster with keys of this world; the reason says why not.</summary>
    public static bool TryVerify(string token, LabWorld world, string clusterName, out string reason) =>
        TryVerify(token, new SignatureVerifier(world.Credentials, world.Cloud.AccountId, world.Cloud.Region), world.Now, clusterName, out _, out reason);

    /// <summary>The same, with who made it.</summary>
    public static bool TryVerify(
        string token, SignatureVerifier verifier, DateTimeOffset now, string clusterName, out CallerIdentity? caller, out string reason)
    {
        caller = null;
        if (!Read(token, out SignedMessage? message, out reason) || !IsForm(message!, now, out reason))
            return false;
        // The header is not in the URL: who verifies the token puts the name there that it expects.
        SignatureVerdict verdict = verifier.Verify(message! with { Headers = [.. message!.Headers, new(ClusterHeader, clusterName)] }, now);
        caller = verdict.Caller;
        reason = caller is null ? $"sts getCallerIdentity failed: error from AWS (expected 200, got 403): {verdict.Reason}" : "";
        return caller is not null;
    }

    private static bool Read(string token, out SignedMessage? message, out string reason)
    {
        message = null;
        if (token.Length > MaxLength)
            return Malformed("token is too large", out reason);
        if (!token.StartsWith(Prefix, StringComparison.Ordinal))
            return Malformed($"token is missing expected \"{Prefix}\" prefix", out reason);
        if (Decode(token[Prefix.Length..]) is not { } url)
            return Malformed("illegal base64 data", out reason);
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri))
            return Malformed("no pre-signed URL", out reason);
        // The endpoint of a lab is plain HTTP; every other is not.
        if (uri.Scheme != "https" && !(uri.Scheme == "http" && uri.IsLoopback))
            return Malformed($"unexpected scheme \"{uri.Scheme}\" in pre-signed URL", out reason);
        if (!IsStsHost(uri))
            return Malformed($"unexpected hostname \"{uri.Host}\" in pre-signed URL", out reason);
        if (uri.AbsolutePath != "/")
            return Malformed("unexpected path in pre-signed URL", out reason);
        int mark = url.IndexOf('?', StringComparison.Ordinal);
        message = new SignedMessage("GET", "/", mark < 0 ? "" : url[(mark + 1)..], [new("host", uri.Authority)], default);
        reason = "";
        return true;
    }

    private static bool IsForm(SignedMessage message, DateTimeOffset now, out string reason)
    {
        if (message.Query.FirstOrDefault(pair => !s_parameters.Contains(pair.Key)).Key is { } unknown)
            return Malformed($"non-whitelisted query parameter \"{unknown}\"", out reason);
        if (message.Query.DistinctBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase).Count() != message.Query.Count)
            return Malformed("query parameter with multiple values not supported", out reason);
        if (message.QueryValue("Action") != "GetCallerIdentity")
            return Malformed("unexpected action parameter in pre-signed URL", out reason);
        if (!(message.QueryValue("X-Amz-SignedHeaders") ?? "").Split(';').Contains(ClusterHeader, StringComparer.OrdinalIgnoreCase))
            return Malformed($"client did not sign the {ClusterHeader} header in the pre-signed URL", out reason);
        string date = message.QueryValue("X-Amz-Date") ?? "";
        if (!DateTimeOffset.TryParseExact(date, "yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            return Malformed("X-Amz-Date parameter must be present in pre-signed URL", out reason);
        }

        if (now > time + s_lifetime)
            return Malformed($"X-Amz-Date parameter is expired (15 minute expiration) {date}", out reason);
        reason = "";
        return true;
    }

    private static bool IsStsHost(Uri uri) =>
        uri.IsLoopback || uri.Host is "sts.amazonaws.com"
        || ((uri.Host.StartsWith("sts.", StringComparison.Ordinal) || uri.Host.StartsWith("sts-fips.", StringComparison.Ordinal))
            && (uri.Host.EndsWith(".amazonaws.com", StringComparison.Ordinal) || uri.Host.EndsWith(".amazonaws.com.cn", StringComparison.Ordinal)
                || uri.Host.EndsWith(".api.aws", StringComparison.Ordinal)));

    private static string? Decode(string text)
    {
        string padded = text.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded.PadRight((padded.Length + 3) / 4 * 4, '='), bytes, out int length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    private static bool Malformed(string what, out string reason)
    {
        reason = "input token was not properly formatted: " + what;
        return false;
    }
}
