using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.World;

/// <summary>How the two APIs behave; may be changed while the lab runs.</summary>
internal sealed class ApiBehaviour
{
    public AwsApiSpec Aws { get; set; } = new();

    public KubernetesApiSpec Kubernetes { get; set; } = new();

    /// <summary>Groups of custom resources whose definitions are not installed: <c>cert-manager.io</c>.</summary>
    public IReadOnlyList<string> AbsentGroups { get; set; } = [];
}
