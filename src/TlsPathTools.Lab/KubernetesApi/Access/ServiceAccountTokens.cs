using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.KubernetesApi.Access;

/// <summary>
/// Tokens of service accounts: signed, in the form and with the claims of Kubernetes' own (only that a key of the lab signs them, by HMAC), so that
/// nothing has to be kept of them.
/// </summary>
internal sealed class ServiceAccountTokens(ClusterStore store, TimeProvider time)
{
    private const string Issuer = "https://kubernetes.default.svc";

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>Makes one.</summary>
    public string Issue(JsonObject serviceAccount, IReadOnlyList<string> audiences, DateTimeOffset expires)
    {
        string @namespace = KubeObject.Namespace(serviceAccount) ?? "", name = KubeObject.Name(serviceAccount);
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["aud"] = new JsonArray([.. (audiences.Count > 0 ? audiences : [Issuer]).Select(audience => (JsonNode)audience)]),
            ["exp"] = expires.ToUnixTimeSeconds(),
            ["iat"] = now,
            ["iss"] = Issuer,
            ["kubernetes.io"] = new JsonObject
            {
                ["namespace"] = @namespace,
                ["serviceaccount"] = new JsonObject { ["name"] = name, ["uid"] = KubeObject.Uid(serviceAccount) },
            },
            ["nbf"] = now,
            ["sub"] = $"system:serviceaccount:{@namespace}:{name}",
        };
        string signed = Encode("""{"alg":"HS256","typ":"JWT"}"""u8) + "." + Encode(Encoding.UTF8.GetBytes(claims.ToJsonString()));
        return signed + "." + Encode(Sign(signed));
    }

    /// <summary>Whose token it is; null for one that is not ours, has expired, or whose account is gone or another by now.</summary>
    public KubeUser? Verify(string token)
    {
        int dot = token.LastIndexOf('.');
        if (dot < 0 || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Encode(Sign(token[..dot]))), Encoding.ASCII.GetBytes(token[(dot + 1)..])))
            return null;
        // Our own signature: what is signed is what we wrote.
        JsonNode claims = JsonNode.Parse(Decode(token[(token.IndexOf('.', StringComparison.Ordinal) + 1)..dot]))!;
        if (time.GetUtcNow().ToUnixTimeSeconds() >= claims["exp"]!.GetValue<long>())
            return null;
        string @namespace = claims["kubernetes.io"]!["namespace"]!.GetValue<string>();
        string name = claims["kubernetes.io"]!["serviceaccount"]!["name"]!.GetValue<string>();
        string uid = claims["kubernetes.io"]!["serviceaccount"]!["uid"]!.GetValue<string>();
        if (store.Find(ResourceKinds.ServiceAccounts, @namespace, name) is not { } account || KubeObject.Uid(account) != uid)
            return null;
        return new($"system:serviceaccount:{@namespace}:{name}", uid, ["system:serviceaccounts", $"system:serviceaccounts:{@namespace}", "system:authenticated"]);
    }

    private byte[] Sign(string text) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text));

    private static string Encode(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static byte[] Decode(string text)
    {
        string padded = text.Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(padded.PadRight((padded.Length + 3) / 4 * 4, '='));
    }
}
