using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.AwsApi.Signing;

namespace TlsPathTools.Lab.AwsApi;

/// <summary>STS: who one is, and how one becomes somebody else. Any role of the account may be assumed.</summary>
internal static class StsOperations
{
    public static IEnumerable<AwsOperation> All { get; } =
    [
        new("sts", "GetCallerIdentity", GetCallerIdentity),
        new("sts", "AssumeRole", WriteCredentials),
        new("sts", "AssumeRoleWithWebIdentity", AssumeRoleWithWebIdentity),
    ];

    private static void GetCallerIdentity(AwsCall call) =>
        call.Answer.Text("UserId", call.Caller.UserId).Text("Account", call.Cloud.AccountId).Text("Arn", call.Caller.Arn);

    private static void AssumeRoleWithWebIdentity(AwsCall call)
    {
        JsonObject claims = Claims(call.Required("WebIdentityToken"));
        WriteCredentials(call);
        call.Answer.Text("SubjectFromWebIdentityToken", claims["sub"]?.ToString()).Text("Provider", claims["iss"]?.ToString())
            .Text("Audience", (claims["aud"] is JsonArray several ? several[0] : claims["aud"])?.ToString());
    }

    private static void WriteCredentials(AwsCall call)
    {
        string role = call.Required("RoleArn");
        string session = call.Required("RoleSessionName");
        int seconds = call.Input.Number("DurationSeconds") ?? 3600;
        if (role.Split(':') is not ["arn", _, "iam", "", var account, var resource] || !resource.StartsWith("role/", StringComparison.Ordinal))
            throw new AwsException("ValidationError", $"{role} is invalid");
        if (seconds is < 900 or > 43200)
        {
            throw new AwsException("ValidationError", $"1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value "
                + (seconds < 900 ? "greater than or equal to 900" : "less than or equal to 43200"));
        }

        string name = resource[(resource.LastIndexOf('/') + 1)..];
        string id = $"AROALAB{CanonicalRequest.Hex(Encoding.UTF8.GetBytes(name)).ToUpperInvariant().PadRight(14, '0')[..14]}:{session}";
        string arn = $"arn:aws:sts::{account}:assumed-role/{name}/{session}";
        var issued = TemporaryCredentials.Issue(call.World.Credentials, arn, id, call.Now.AddSeconds(seconds));
        call.Answer.Object("Credentials", () => call.Answer.Text("AccessKeyId", issued.AccessKeyId).Text("SecretAccessKey", issued.SecretAccessKey)
            .Text("SessionToken", issued.SessionToken).Time("Expiration", issued.Expiration));
        call.Answer.Object("AssumedRoleUser", () => call.Answer.Text("AssumedRoleId", id).Text("Arn", arn));
    }

    // Nobody's signature is looked at: the lab has no identity providers to ask.
    private static JsonObject Claims(string token)
    {
        try
        {
            if (token.Split('.') is [_, var payload, _])
            {
                string padded = payload.Replace('-', '+').Replace('_', '/').PadRight((payload.Length + 3) / 4 * 4, '=');
                if (JsonNode.Parse(Convert.FromBase64String(padded)) is JsonObject claims)
                    return claims;
            }
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            // Not a token: said below.
        }

        throw new AwsException("InvalidIdentityToken", "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)");
    }
}
