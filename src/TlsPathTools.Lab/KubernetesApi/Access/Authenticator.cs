using System.Security.Cryptography;
using System.Text;
using TlsPathTools.Lab.AwsApi.Signing;
using TlsPathTools.Lab.Http;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.KubernetesApi.Access;

/// <summary>Finds out who sends a request: by the lab's administrator token, a service account's token or a token of EKS.</summary>
internal sealed class Authenticator(LabWorld world, string clusterName, string adminToken)
{
    private readonly SignatureVerifier _signatures = new(world.Credentials, world.Cloud.AccountId, world.Cloud.Region);

    /// <summary>The tokens of service accounts.</summary>
    public ServiceAccountTokens ServiceAccounts { get; } = new(world.Cluster, world.Time);

    /// <summary>Who it is; anonymous without a token.</summary>
    /// <exception cref="ApiException">401: there is a token, and it is not a good one.</exception>
    public KubeUser Identify(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        string header = request.Head["Authorization"] ?? "";
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || header[Scheme.Length..].Trim() is not { Length: > 0 } token)
            return KubeUser.Anonymous;
        return Of(token, out _) ?? throw ApiException.Unauthorized();
    }

    /// <summary>Whose token it is, or null and why it is nobody's.</summary>
    public KubeUser? Of(string token, out string reason)
    {
        reason = "invalid bearer token";
        if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(adminToken)))
            return KubeUser.Admin;
        if (!token.StartsWith("k8s-aws-v1.", StringComparison.Ordinal))
            return ServiceAccounts.Verify(token);
        if (EksToken.TryVerify(token, _signatures, world.Now, clusterName, out CallerIdentity? caller, out reason))
            return new(caller!.Arn, $"aws-iam-authenticator:{world.Cloud.AccountId}:{caller.UserId}", ["system:authenticated"]);
        // Clients are told no reason; people who watch the lab are.
        world.Log.Tell(world.Now, "kubernetesApi", $"a token of EKS was refused: {reason}");
        return null;
    }
}
