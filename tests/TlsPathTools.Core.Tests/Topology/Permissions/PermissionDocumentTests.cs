using System.Text.Json;
using TlsPathTools.Topology.Permissions;

namespace TlsPathTools.Core.Tests.Topology.Permissions;

public class PermissionDocumentTests
{
    private const string Rewrite = "TLSPATH_WRITE_DOCS";

    [Fact]
    public void The_page_in_docs_is_the_generated_one()
    {
        string path = Path.Combine(Root(), "docs", "permissions.md");
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
            File.WriteAllText(path, PermissionDocument.Text);

        string there = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        Assert.True(there == PermissionDocument.Text, $"docs/permissions.md differs from KnownPermissions. Run this test once with {Rewrite}=1 in the environment to write it anew, and commit it.");
    }

    [Fact]
    public void The_policy_is_JSON_with_each_action_once()
    {
        string[] read = Actions(PermissionDocument.ReadPolicy);

        Assert.Contains("elasticloadbalancing:DescribeTargetHealth", read);
        Assert.DoesNotContain("sts:GetCallerIdentity", read);
        Assert.Equal(read.Distinct(), read);
        // The page says that nothing in an account is changed.
        Assert.DoesNotContain(KnownPermissions.All, need => need is { System: PermissionSystem.Aws, Access: PermissionAccess.Change });
    }

    // What gives more than is taken is in no manifest but its own.
    [Fact]
    public void Secrets_and_nodes_proxy_are_a_choice_of_their_own()
    {
        Assert.DoesNotContain("secrets", PermissionDocument.ReadManifest);
        Assert.DoesNotContain("nodes/proxy", PermissionDocument.ReadManifest + PermissionDocument.ChangeManifest);
        Assert.Contains("\"secrets\"", PermissionDocument.ReadMoreManifest);
        Assert.Contains("\"nodes/proxy\"", PermissionDocument.ReadMoreManifest);
    }

    [Fact]
    public void Roles_of_a_namespace_stay_in_it()
    {
        string[] documents = PermissionDocument.ReadManifest.Split("---\n");

        string clusterRole = documents.Single(one => one.Contains("kind: ClusterRole\nmetadata:"));
        string role = documents.Single(one => one.Contains("kind: Role\nmetadata:") && one.Contains("namespace: kube-system"));
        Assert.DoesNotContain("pods/proxy", clusterRole);
        Assert.Contains("\"pods/proxy\"", role);
        Assert.Equal(documents.Length, 2 * documents.Count(one => one.Contains("roleRef:")));
    }

    private static string[] Actions(string policy)
    {
        using JsonDocument document = JsonDocument.Parse(policy);
        JsonElement statement = Assert.Single(document.RootElement.GetProperty("Statement").EnumerateArray());
        return [.. statement.GetProperty("Action").EnumerateArray().Select(action => action.GetString()!)];
    }

    private static string Root()
    {
        string? at = AppContext.BaseDirectory;
        while (at is not null && !File.Exists(Path.Combine(at, "Directory.Packages.props")))
            at = Path.GetDirectoryName(at);
        return at ?? throw new InvalidOperationException("The test does not run inside of the repository.");
    }
}
