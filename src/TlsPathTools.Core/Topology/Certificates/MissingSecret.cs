using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Topology.Certificates;

/// <summary>A secret that an issuer's solver needs and that is not there.</summary>
/// <param name="Name">Namespace and name.</param>
/// <param name="Because">How that is known.</param>
internal sealed record MissingSecret(string Name, string Because)
{
    // Where the secrets of a ClusterIssuer are looked for, unless cert-manager was started with another --cluster-resource-namespace.
    private const string ClusterResourceNamespace = "cert-manager";

    private const string Lead = "secrets \"";
    private const string Tail = "\" not found";

    /// <summary>The missing secret; null where none is known to be.</summary>
    public static MissingSecret? Find(IssuanceChain chain, SecretList secrets)
    {
        string @namespace = chain.IsClusterIssuer ? ClusterResourceNamespace : chain.Namespace ?? "";
        string doubt = chain.IsClusterIssuer ? $" (a ClusterIssuer's secrets are looked for in {ClusterResourceNamespace}, unless cert-manager was told another namespace)" : "";
        if (Named(chain) is { } named)
        {
            return secrets.Has(@namespace, named) switch
            {
                null => new MissingSecret($"Secret {@namespace}/{named}", "as the challenge says; secrets could not be read" + doubt),
                false => new MissingSecret($"Secret {@namespace}/{named}", "as the challenge says, and it is not among the secrets of the namespace" + doubt),
                true => new MissingSecret($"Secret {@namespace}/{named}", "as the challenge said; it is there now, and the next attempt should find it" + doubt),
            };
        }

        string? absent = Needed(chain).FirstOrDefault(name => secrets.Has(@namespace, name) == false);
        return absent is null ? null : new MissingSecret($"Secret {@namespace}/{absent}", "which the issuer names, and which is not among the secrets of the namespace" + doubt);
    }

    // …: secrets "cloudflare-issuer-api-token" not found
    private static string? Named(IssuanceChain chain)
    {
        IEnumerable<string?> texts = chain.Warnings.Select(e => e.Message).Prepend(chain.Challenge?.Status?.Reason);
        foreach (string text in texts.OfType<string>())
        {
            int start = text.IndexOf(Lead, StringComparison.Ordinal);
            int end = start < 0 ? -1 : text.IndexOf(Tail, start + Lead.Length, StringComparison.Ordinal);
            if (end > 0 && end - start - Lead.Length is > 0 and <= 253)
                return text[(start + Lead.Length)..end];
        }

        return null;
    }

    private static IEnumerable<string> Needed(IssuanceChain chain) =>
        (chain.Issuer?.Spec?.Acme?.Solvers ?? [])
            .SelectMany(solver => (SecretKeyReference?[])[solver.Dns01?.Cloudflare?.ApiTokenSecretRef, solver.Dns01?.Cloudflare?.ApiKeySecretRef, solver.Dns01?.Route53?.SecretAccessKeySecretRef])
            .Select(reference => reference?.Name).OfType<string>().Where(name => name.Length > 0);
}

/// <summary>Which secrets exist, where that could be read.</summary>
internal sealed class SecretList(ClusterState cluster, SnapshotGap[] gaps)
{
    private readonly HashSet<(string?, string?)> _known = [.. cluster.Secrets.Select(secret => (secret.Metadata?.Namespace, secret.Metadata?.Name))];
    private readonly bool _anyRead = cluster.Secrets.Length > 0;

    /// <summary>Why they could not be read; null where they could.</summary>
    public string? WhyNot(string? @namespace) =>
        ClusterGaps.Of(cluster, gaps, "list secrets", @namespace)?.Reason ?? (_anyRead ? null : "No secret was read.");

    /// <summary>Whether a secret exists; null where that could not be read.</summary>
    public bool? Has(string? @namespace, string? name) => _known.Contains((@namespace, name)) ? true : WhyNot(@namespace) is null ? false : null;
}
