using System.Globalization;
using System.Text;

namespace TlsPathTools.Topology.Permissions;

/// <summary>The list of permissions → docs/permissions.md: what each is for, the least policy of IAM and the manifest of RBAC.</summary>
public static class PermissionDocument
{
    /// <summary>The text of docs/permissions.md.</summary>
    public static string Text { get; } = Write();

    /// <summary>The policy of IAM that reading needs.</summary>
    public static string ReadPolicy => PolicyText.Of("TlsPathToolsRead", KnownPermissions.All, PermissionAccess.Read);

    /// <summary>The manifest of RBAC that reading needs.</summary>
    public static string ReadManifest => ManifestText.Of("tlspathtools-read", KnownPermissions.All.Where(need => need.Access == PermissionAccess.Read && !IsApart(need)));

    /// <summary>Those of reading that are a choice of their own, because they give more than the module takes.</summary>
    public static string ReadMoreManifest => ManifestText.Of("tlspathtools-read-more", KnownPermissions.All.Where(need => need.Access == PermissionAccess.Read && IsApart(need)));

    /// <summary>The manifest of RBAC that changes need beside that of reading.</summary>
    public static string ChangeManifest => ManifestText.Of("tlspathtools-change", KnownPermissions.All.Where(need => need.Access == PermissionAccess.Change));

    // A list of secrets is a list of their data, and nodes/proxy is as good as being root on every node.
    private static bool IsApart(PermissionNeed need) => need.System == PermissionSystem.Kubernetes && (need.Resource == "secrets" || need is { Resource: "nodes", Subresource: "proxy" });

    private static string Write()
    {
        var text = new StringBuilder();
        text.Append(
            """
            # Permissions

            This page is generated from `KnownPermissions`, the one list of what the module asks of AWS and Kubernetes; a test fails where the two differ.
            `Test-TlsPathPermission` checks each of them for the caller at hand, without changing anything.

            Nothing here is needed to resolve and to probe. What is missing leaves a gap in the answer that names it; nothing ends because of it. *Optional* marks what most
            people can do without. `Export-TlsPathEvidence` reads whatever the others read.

            ## AWS, to look

            Every action below reads. None of them can be narrowed to single resources in a way that helps: most Describe actions take no resource in IAM.
            No cmdlet changes anything in an account.


            """);
        Table(text, KnownPermissions.All.Where(need => need is { System: PermissionSystem.Aws, Access: PermissionAccess.Read }));
        Code(text, "json", ReadPolicy);
        text.Append(
            """
            ## Kubernetes, to look

            Namespaced resources are read in all namespaces, since the path decides which it needs; kube-proxy's own in `kube-system` alone. Bind the roles to a group, and map the caller to
            it: in EKS by an access entry (`aws eks create-access-entry --kubernetes-groups tlspathtools`), otherwise by the group of its certificate or token.


            """);
        Table(text, KnownPermissions.All.Where(need => need is { System: PermissionSystem.Kubernetes, Access: PermissionAccess.Read } && !IsApart(need)));
        Code(text, "yaml", ReadManifest);
        text.Append(
            """
            ## Kubernetes, two to think about

            - **`list secrets`.** RBAC cannot grant the metadata of secrets alone: whoever may list them may read them. The module asks for metadata only (PartialObjectMetadata) and their
              data never leaves the API server, but the permission gives more than that. Without it, whether a secret exists that an issuer needs is known only where cert-manager says so
              itself, which it mostly does.
            - **`get nodes/proxy`.** It reaches the kubelet's own API, and with it every container of the node. It is used only to probe a NodePort through the API server, when asked to.


            """);
        Table(text, KnownPermissions.All.Where(need => need.Access == PermissionAccess.Read && IsApart(need)));
        Code(text, "yaml", ReadMoreManifest);
        text.Append(
            """
            ## Kubernetes, to change

            Only for the cmdlets that change something, beside what reading needs.


            """);
        Table(text, KnownPermissions.All.Where(need => need is { System: PermissionSystem.Kubernetes, Access: PermissionAccess.Change }));
        Code(text, "yaml", ChangeManifest);
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void Table(StringBuilder text, IEnumerable<PermissionNeed> needs)
    {
        text.Append("| permission | without it | used by |\n|---|---|---|\n");
        foreach (PermissionNeed need in needs)
        {
            string where = need.Namespace is null ? "" : $" in `{need.Namespace}`";
            string optional = need.Optional ? " *(optional)*" : "";
            text.Append(CultureInfo.InvariantCulture, $"| `{need.Name}`{where}{optional} | {need.WithoutIt} | {string.Join(", ", need.UsedBy.Distinct(StringComparer.Ordinal).Select(cmdlet => $"`{cmdlet}`"))} |\n");
        }

        text.Append('\n');
    }

    private static void Code(StringBuilder text, string language, string code) => text.Append("```").Append(language).Append('\n').Append(code).Append("```\n\n");
}
