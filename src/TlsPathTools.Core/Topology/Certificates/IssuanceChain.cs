using System.Globalization;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Topology.Certificates;

/// <summary>The resources of one issuance: certificate → request → order → open challenge, and the issuer.</summary>
internal sealed record IssuanceChain
{
    public required CertificateResource Certificate { get; init; }

    public CertificateRequest? Request { get; init; }

    public AcmeOrder? Order { get; init; }

    public AcmeChallenge? Challenge { get; init; }

    public IssuerResource? Issuer { get; init; }

    public string? Namespace => Certificate.Metadata?.Namespace;

    public IssuerReference? IssuerRef => Certificate.Spec?.IssuerRef;

    public bool IsClusterIssuer => IssuerRef?.Kind == "ClusterIssuer";

    /// <summary>Events about any of them, newest first.</summary>
    public KubeEvent[] Warnings { get; init; } = [];

    public static Condition? ConditionOf(Condition[]? conditions, string type) => Array.Find(conditions ?? [], condition => condition.Type == type);

    public static bool Holds(Condition[]? conditions, string type) => ConditionOf(conditions, type)?.Status == "True";

    /// <summary>Reads the chains of a cluster; a look-up is made once for all certificates.</summary>
    internal sealed class Reader(ClusterState cluster)
    {
        private readonly ILookup<(string?, string?), CertificateRequest> _requests = cluster.CertificateRequests.ToLookup(one => (one.Metadata?.Namespace, CertificateOf(one)));
        private readonly ILookup<(string?, string?), AcmeOrder> _orders = cluster.Orders.ToLookup(one => (one.Metadata?.Namespace, Owner(one.Metadata, "CertificateRequest")));
        private readonly ILookup<(string?, string?), AcmeChallenge> _challenges = cluster.Challenges.ToLookup(one => (one.Metadata?.Namespace, Owner(one.Metadata, "Order")));
        private readonly ILookup<(string? Namespace, string Object), KubeEvent> _events = cluster.Events.Where(e => e.Type == "Warning")
            .ToLookup(e => (e.InvolvedObject?.Namespace ?? e.Metadata?.Namespace, Key(e.InvolvedObject?.Kind, e.InvolvedObject?.Name)));

        public IssuanceChain Read(CertificateResource certificate)
        {
            string? @namespace = certificate.Metadata?.Namespace;
            CertificateRequest? request = _requests[(@namespace, certificate.Metadata?.Name)].OrderByDescending(Revision).ThenByDescending(one => one.Metadata?.CreationTimestamp).FirstOrDefault();
            AcmeOrder? order = request is null ? null : _orders[(@namespace, request.Metadata?.Name)].OrderByDescending(one => one.Metadata?.CreationTimestamp).FirstOrDefault();
            AcmeChallenge? challenge = order is null ? null
                : _challenges[(@namespace, order.Metadata?.Name)].Where(one => one.Status?.State != "valid").OrderByDescending(one => one.Status?.Processing == true).ThenBy(one => one.Metadata?.Name, StringComparer.Ordinal).FirstOrDefault();
            IssuerReference? reference = certificate.Spec?.IssuerRef;
            bool clusterWide = reference?.Kind == "ClusterIssuer";
            (string Kind, string? Name)[] parts =
            [
                ("Certificate", certificate.Metadata?.Name), ("CertificateRequest", request?.Metadata?.Name), ("Order", order?.Metadata?.Name), ("Challenge", challenge?.Metadata?.Name),
            ];
            return new IssuanceChain
            {
                Certificate = certificate,
                Request = request,
                Order = order,
                Challenge = challenge,
                Issuer = Array.Find(cluster.Issuers, one => one.Metadata?.Name == reference?.Name && (clusterWide ? one.Metadata?.Namespace is null : one.Metadata?.Namespace == @namespace)),
                Warnings = [.. parts.Where(part => part.Name is not null).SelectMany(part => _events[(@namespace, Key(part.Kind, part.Name))]).OrderByDescending(ClusterEvents.LastOf)],
            };
        }

        private static string? CertificateOf(CertificateRequest request) =>
            Owner(request.Metadata, "Certificate") ?? request.Metadata?.Annotations.GetValueOrDefault("cert-manager.io/certificate-name");

        private static int Revision(CertificateRequest request) =>
            int.TryParse(request.Metadata?.Annotations.GetValueOrDefault("cert-manager.io/certificate-revision"), NumberStyles.None, CultureInfo.InvariantCulture, out int revision) ? revision : 0;

        private static string? Owner(ObjectMeta? metadata, string kind) => Array.Find(metadata?.OwnerReferences ?? [], owner => owner.Kind == kind)?.Name;

        private static string Key(string? kind, string? name) => $"{kind}/{name}";
    }
}
