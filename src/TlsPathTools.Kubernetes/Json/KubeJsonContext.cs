using System.Text.Json.Serialization;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Kubernetes.Json;

/// <summary>How objects of the API are read into Core's records: by code made at compile time, the fields in use alone.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [typeof(TextConverter), typeof(TextMapConverter), typeof(UtcTimeConverter), typeof(CniSettingsConverter)])]
[JsonSerializable(typeof(ObjectList<Node>))]
[JsonSerializable(typeof(ObjectList<NodeImages>))]
[JsonSerializable(typeof(ObjectList<Pod>))]
[JsonSerializable(typeof(ObjectList<Service>))]
[JsonSerializable(typeof(ObjectList<KubeEvent>))]
[JsonSerializable(typeof(ObjectList<ConfigMap>))]
[JsonSerializable(typeof(ObjectList<SecretMetadata>))]
[JsonSerializable(typeof(ObjectList<EndpointSlice>))]
[JsonSerializable(typeof(ObjectList<EndpointSliceV1Beta1>))]
[JsonSerializable(typeof(ObjectList<Ingress>))]
[JsonSerializable(typeof(ObjectList<NetworkPolicy>))]
[JsonSerializable(typeof(ObjectList<NamespaceMetadata>))]
[JsonSerializable(typeof(ObjectList<DaemonSet>))]
[JsonSerializable(typeof(ObjectList<Deployment>))]
[JsonSerializable(typeof(ObjectList<PodDisruptionBudget>))]
[JsonSerializable(typeof(ObjectList<Lease>))]
[JsonSerializable(typeof(ObjectList<TargetGroupBinding>))]
[JsonSerializable(typeof(ObjectList<CertificateResource>))]
[JsonSerializable(typeof(ObjectList<CertificateRequest>))]
[JsonSerializable(typeof(ObjectList<IssuerResource>))]
[JsonSerializable(typeof(ObjectList<AcmeOrder>))]
[JsonSerializable(typeof(ObjectList<AcmeChallenge>))]
[JsonSerializable(typeof(WatchLine))]
[JsonSerializable(typeof(KubeStatus))]
[JsonSerializable(typeof(ApiGroup))]
[JsonSerializable(typeof(VersionAnswer))]
[JsonSerializable(typeof(SelfSubjectReview))]
[JsonSerializable(typeof(SelfSubjectAccessReview))]
[JsonSerializable(typeof(ExecCredential))]
internal sealed partial class KubeJsonContext : JsonSerializerContext;
