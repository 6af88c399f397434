using System.Text.Json.Serialization;
using TlsPathTools.ClientErrors;
using TlsPathTools.Comparison;
using TlsPathTools.Dns;
using TlsPathTools.EvidenceFiles;
using TlsPathTools.Probing;
using TlsPathTools.Reachability;
using TlsPathTools.Remediation;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Certificates;
using TlsPathTools.Topology.Conflicts;
using TlsPathTools.Topology.Logs;
using TlsPathTools.Topology.Map;
using TlsPathTools.Topology.Permissions;
using TlsPathTools.Topology.Pods;

namespace TlsPathTools;

/// <summary>
/// What every public output record is: flat, immutable, equal by value, and the same after a trip through JSON.
/// In JSON a record says what it is in its first property, <c>kind</c>. Arrays and texts with a default guard it in their
/// init accessor, because the generated reader hands null to a property that the JSON omits.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(EndpointAddress), "endpointAddress")]
[JsonDerivedType(typeof(ResolverAnswer), "resolverAnswer")]
[JsonDerivedType(typeof(TlsAttempt), "tlsAttempt")]
[JsonDerivedType(typeof(TlsPathResult), "tlsPathResult")]
[JsonDerivedType(typeof(ClientErrorMeaning), "clientErrorMeaning")]
[JsonDerivedType(typeof(TlsPathLabScenario), "tlsPathLabScenario")]
[JsonDerivedType(typeof(TlsPathLabSession), "tlsPathLabSession")]
[JsonDerivedType(typeof(TlsPathConnection), "tlsPathConnection")]
[JsonDerivedType(typeof(EvidenceHeader), "evidence")]
[JsonDerivedType(typeof(TlsPathEvidence), "tlsPathEvidence")]
[JsonDerivedType(typeof(PathSnapshot), "pathSnapshot")]
[JsonDerivedType(typeof(EndpointLoadBalancer), "endpointLoadBalancer")]
[JsonDerivedType(typeof(TargetNode), "targetNode")]
[JsonDerivedType(typeof(NodePortResult), "nodePortResult")]
[JsonDerivedType(typeof(NodeKubeProxy), "nodeKubeProxy")]
[JsonDerivedType(typeof(NodePodDistribution), "nodePodDistribution")]
[JsonDerivedType(typeof(LoadBalancerConflict), "loadBalancerConflict")]
[JsonDerivedType(typeof(CertificateRenewal), "certificateRenewal")]
[JsonDerivedType(typeof(PodLogSummary), "podLogSummary")]
[JsonDerivedType(typeof(PermissionCheck), "permissionCheck")]
[JsonDerivedType(typeof(NodeConfigComparison), "nodeConfigComparison")]
[JsonDerivedType(typeof(ReachabilityCheck), "reachabilityCheck")]
[JsonDerivedType(typeof(KubeProxyRestart), "kubeProxyRestart")]
[JsonDerivedType(typeof(NodeSchedulingChange), "nodeSchedulingChange")]
[JsonDerivedType(typeof(NodeComparisonSummary), "nodeComparisonSummary")]
public abstract record TlsPathRecord;
