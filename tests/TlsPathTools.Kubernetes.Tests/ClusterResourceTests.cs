using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Tests;

public class ClusterResourceTests
{
    [Fact]
    public void A_resource_is_named_as_kubectl_names_it()
    {
        Assert.Equal("pods", ClusterResources.Pods.ToString());
        Assert.Equal("targetgroupbindings.elbv2.k8s.aws", ClusterResources.TargetGroupBindings.ToString());
    }

    [Fact]
    public void Secrets_are_read_as_metadata_alone() => Assert.True(ClusterResources.Secrets.MetadataOnly);
}
