namespace TlsPathTools.Connections.Tests.Access;

/// <summary>What is not in order is said to whom it matters.</summary>
public class AccessNotesTests
{
    private const string Server = """
        apiVersion: v1
        kind: Config
        current-context: c
        clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
        users: [{name: u, user: {token: t}}]
        contexts: [{name: c, context: {cluster: c, user: u}}]

        """;

    [Fact]
    public async Task Who_asks_the_cluster_alone_hears_nothing_of_the_account()
    {
        using var folder = new TestServers.TempFolder();
        using PathAccess access = await OpenAsync(new() { KubeConfigPath = folder.Write("config", Server) });
        Assert.Contains(access.Notes, OfAws);
        Assert.DoesNotContain(access.ClusterNotes, OfAws);
    }

    /// <summary>Nobody could help themselves without the cause.</summary>
    [Fact]
    public async Task Unless_the_cluster_is_found_through_the_account()
    {
        using PathAccess access = await OpenAsync(new() { ClusterName = "hutch" });
        Assert.Contains(access.ClusterNotes, OfAws);
        Assert.Contains(access.ClusterNotes, note => note.StartsWith("No access to the cluster 'hutch'", StringComparison.Ordinal));
        Assert.Equal(access.Notes, access.ClusterNotes);
    }

    private static Task<PathAccess> OpenAsync(AccessOptions options) => PathAccess.OpenAsync(options with { ProfileName = "no-such-profile-4711" }, TestContext.Current.CancellationToken);

    private static bool OfAws(string note) => note.StartsWith("No access to AWS: ", StringComparison.Ordinal);
}
