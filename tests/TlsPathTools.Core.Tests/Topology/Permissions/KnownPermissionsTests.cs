using TlsPathTools.Topology;
using TlsPathTools.Topology.Permissions;

namespace TlsPathTools.Core.Tests.Topology.Permissions;

public class KnownPermissionsTests
{
    [Fact]
    public void Every_operation_of_the_cloud_reader_has_its_action()
    {
        string[] operations = [.. typeof(ICloudReader).GetMethods().Where(method => !method.IsSpecialName).Select(method => method.Name.Replace("Async", "")).Where(name => !name.StartsWith("May", StringComparison.Ordinal)).Distinct().Order()];
        string[] actions = [.. AwsPermissions.Read.Select(need => need.Name.Split(':')[1]).Order()];

        Assert.Equal(operations, actions);
    }

    [Fact]
    public void Every_kind_of_the_cluster_that_is_read_has_its_verb()
    {
        // Deployments are a kind that nothing asks for yet; nodes are read in two shapes.
        string[] kinds = [.. typeof(ClusterResources).GetProperties().Select(property => property.GetValue(null)!.ToString()!).Distinct().Where(kind => kind != "deployments.apps").Order()];
        string[] granted = [.. KnownPermissions.Reading.Where(need => need.System == PermissionSystem.Kubernetes && need.Verb is "list" or "get" && need.Subresource is null).Select(need => need.Name.Split(' ')[1]).Distinct().Order()];

        Assert.Equal(kinds, granted);
    }

    [Fact]
    public void Names_are_unique_and_nothing_is_left_unsaid()
    {
        Assert.Equal(KnownPermissions.Whole.Count, KnownPermissions.Whole.Select(need => (need.System, need.Name)).Distinct().Count());
        Assert.All(KnownPermissions.Whole, need => Assert.EndsWith(".", need.WithoutIt));
        Assert.All(KnownPermissions.All, need => Assert.NotEmpty(need.UsedBy));
    }

    [Fact]
    public void Reading_changes_nothing()
    {
        Assert.All(KnownPermissions.Reading.Where(need => need.System == PermissionSystem.Aws), need => Assert.Matches(":(Describe|List|Get|Lookup)", need.Name));
        Assert.All(KnownPermissions.Reading.Where(need => need is { System: PermissionSystem.Kubernetes, GrantedToAll: false }), need => Assert.Contains(need.Verb, (string[])["get", "list", "watch"]));
    }

    [Fact]
    public void A_check_tells_what_is_lost()
    {
        PermissionNeed need = KnownPermissions.All.Single(one => one.Name == "get pods/proxy");

        PermissionCheck check = PermissionCheck.Of(need, PermissionState.Denied, "RBAC refuses.", "eoe-sde");

        Assert.Equal(("pods", "proxy", "", "kube-system"), (need.Resource, need.Subresource, need.Group, check.Namespace));
        Assert.Equal((PermissionState.Denied, PermissionAccess.Read, false), (check.State, check.Access, check.Optional));
        Assert.Contains("cannot see", check.WithoutIt);
    }
}
