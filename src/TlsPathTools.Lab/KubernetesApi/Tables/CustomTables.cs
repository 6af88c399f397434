using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.KubernetesApi.Tables;

/// <summary>
/// The tables of custom resources: the additionalPrinterColumns of their definitions (cert-manager deploy/crds, aws-load-balancer-controller
/// config/crd). What is missing stays empty.
/// </summary>
internal static class CustomTables
{
    public static Action<Table> Find(ResourceKind kind) => kind.Kind switch
    {
        "TargetGroupBinding" => TargetGroupBindings,
        "Certificate" => Certificates,
        "CertificateRequest" => CertificateRequests,
        "Issuer" or "ClusterIssuer" => Issuers,
        "Order" => Orders,
        "Challenge" => Challenges,
        _ => table => table.Age("date"),
    };

    private static void TargetGroupBindings(Table table) => table
        .Text("SERVICE-NAME", item => KubeObject.Text(item, "spec", "serviceRef", "name"))
        .Text("SERVICE-PORT", item => KubeObject.At(item, "spec", "serviceRef", "port")?.ToString())
        .Text("TARGET-TYPE", item => KubeObject.Text(item, "spec", "targetType"))
        .Text("ARN", item => KubeObject.Text(item, "spec", "targetGroupARN"), wide: true)
        .Age("date");

    private static void Certificates(Table table) => table
        .Text("Ready", item => Condition(item, "Ready", "status"))
        .Text("Secret", item => KubeObject.Text(item, "spec", "secretName"))
        .Text("Issuer", Issuer, wide: true)
        .Text("Status", item => Condition(item, "Ready", "message"), wide: true)
        .Age("date");

    private static void CertificateRequests(Table table) => table
        .Text("Approved", item => Condition(item, "Approved", "status"))
        .Text("Denied", item => Condition(item, "Denied", "status"))
        .Text("Ready", item => Condition(item, "Ready", "status"))
        .Text("Issuer", Issuer)
        .Text("Requester", item => KubeObject.Text(item, "spec", "username"))
        .Text("Status", item => Condition(item, "Ready", "message"), wide: true)
        .Age("date");

    private static void Issuers(Table table) => table
        .Text("Ready", item => Condition(item, "Ready", "status"))
        .Text("Status", item => Condition(item, "Ready", "message"), wide: true)
        .Age("date");

    private static void Orders(Table table) => table
        .Text("State", item => KubeObject.Text(item, "status", "state"))
        .Text("Issuer", Issuer, wide: true)
        .Text("Reason", item => KubeObject.Text(item, "status", "reason"), wide: true)
        .Age("date");

    private static void Challenges(Table table) => table
        .Text("State", item => KubeObject.Text(item, "status", "state"))
        .Text("Domain", item => KubeObject.Text(item, "spec", "dnsName"))
        .Text("Reason", item => KubeObject.Text(item, "status", "reason"), wide: true)
        .Age("date");

    private static string? Issuer(System.Text.Json.Nodes.JsonObject item) => KubeObject.Text(item, "spec", "issuerRef", "name");

    private static string? Condition(System.Text.Json.Nodes.JsonObject item, string type, string property) => KubeObject.Text(KubeObject.Condition(item, type), property);
}
