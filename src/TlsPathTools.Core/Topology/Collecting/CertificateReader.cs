using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Topology.Collecting;

/// <summary>cert-manager's objects, and the secrets that exist where issuers look for theirs.</summary>
internal sealed class CertificateReader(IClusterReader reader, string? @namespace, GapList gaps)
{
    // Where cert-manager looks for the secrets of a ClusterIssuer unless it was started with another --cluster-resource-namespace.
    private const string ClusterResourceNamespace = "cert-manager";

    public async Task<CertificateReading> ReadAsync(CancellationToken cancellationToken)
    {
        Reading<CertificateResource> certificates = await reader.ListAsync(ClusterResources.Certificates, @namespace, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (certificates.Gap is { Kind: GapKind.NotSupported })
            return new CertificateReading();
        if (certificates.Gap is { } gap)
            gaps.Add(gap);

        Task<IReadOnlyList<CertificateRequest>> requests = gaps.ItemsAsync(reader.ListAsync(ClusterResources.CertificateRequests, @namespace, cancellationToken: cancellationToken));
        Task<IReadOnlyList<AcmeOrder>> orders = gaps.ItemsAsync(reader.ListAsync(ClusterResources.Orders, @namespace, cancellationToken: cancellationToken));
        Task<IReadOnlyList<AcmeChallenge>> challenges = gaps.ItemsAsync(reader.ListAsync(ClusterResources.Challenges, @namespace, cancellationToken: cancellationToken));
        Task<IReadOnlyList<IssuerResource>> issuers = gaps.ItemsAsync(reader.ListAsync(ClusterResources.Issuers, @namespace, cancellationToken: cancellationToken));
        Task<IReadOnlyList<IssuerResource>> clusterIssuers = gaps.ItemsAsync(reader.ListAsync(ClusterResources.ClusterIssuers, cancellationToken: cancellationToken));
        string[] namespaces = [.. certificates.Items.Select(one => one.Metadata?.Namespace).Append(ClusterResourceNamespace).OfType<string>().Distinct(StringComparer.Ordinal)];
        IReadOnlyList<SecretMetadata>[] secrets = await Task.WhenAll(namespaces
            .Select(one => gaps.ItemsAsync(reader.ListAsync(ClusterResources.Secrets, one, cancellationToken: cancellationToken)))).ConfigureAwait(false);
        return new CertificateReading
        {
            Certificates = [.. certificates.Items],
            Requests = [.. await requests.ConfigureAwait(false)],
            Orders = [.. await orders.ConfigureAwait(false)],
            Challenges = [.. await challenges.ConfigureAwait(false)],
            Issuers = [.. await issuers.ConfigureAwait(false), .. await clusterIssuers.ConfigureAwait(false)],
            Secrets = [.. secrets.SelectMany(some => some)],
        };
    }
}

/// <summary>What cert-manager has.</summary>
internal sealed record CertificateReading
{
    public CertificateResource[] Certificates { get; init; } = [];

    public CertificateRequest[] Requests { get; init; } = [];

    public AcmeOrder[] Orders { get; init; } = [];

    public AcmeChallenge[] Challenges { get; init; } = [];

    public IssuerResource[] Issuers { get; init; } = [];

    public SecretMetadata[] Secrets { get; init; } = [];
}
