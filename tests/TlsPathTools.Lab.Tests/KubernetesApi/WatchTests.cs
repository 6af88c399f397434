using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.Tests.KubernetesApi;

public class WatchTests
{
    [Fact]
    public async Task Everything_is_told_first_and_then_what_changes_in_the_namespace()
    {
        await using KubeLab lab = KubeLab.Start();
        Create(lab, "shop", "a");
        using KubeWatch watch = await KubeWatch.StartAsync(lab, "/api/v1/namespaces/shop/secrets?watch=true");

        Assert.Equal("ADDED a", await watch.NextNameAsync());
        Create(lab, "default", "elsewhere");
        Create(lab, "shop", "b");
        Assert.Equal("ADDED b", await watch.NextNameAsync());
        Label(lab, "b", "x");
        Assert.Equal("MODIFIED b", await watch.NextNameAsync());
        lab.Store.Remove(ResourceKinds.Secrets, "shop", "a");
        Assert.Equal("DELETED a", await watch.NextNameAsync());
    }

    [Fact]
    public async Task From_a_version_only_what_came_after_it_is_told()
    {
        await using KubeLab lab = KubeLab.Start();
        Create(lab, "shop", "a");
        long version = lab.Store.Version;
        Create(lab, "shop", "b");

        using KubeWatch watch = await KubeWatch.StartAsync(lab, $"/api/v1/secrets?watch=1&resourceVersion={version}&timeoutSeconds=1");

        Assert.Equal("ADDED b", await watch.NextNameAsync());
        Assert.Null(await watch.NextAsync());
    }

    [Fact]
    public async Task What_leaves_a_selection_is_deleted_as_it_was_and_what_enters_it_is_added()
    {
        await using KubeLab lab = KubeLab.Start();
        Create(lab, "shop", "a");
        using KubeWatch watch = await KubeWatch.StartAsync(lab, $"/api/v1/secrets?watch=1&labelSelector=k%3Dx&resourceVersion={lab.Store.Version}");

        Label(lab, "a", "x");
        Assert.Equal("ADDED a", await watch.NextNameAsync());
        Label(lab, "a", "y");
        JsonNode left = (await watch.NextAsync())!;
        Label(lab, "a", "z");
        lab.Store.Remove(ResourceKinds.Secrets, "shop", "a");
        Create(lab, "shop", "b");
        Label(lab, "b", "x");

        Assert.Equal("DELETED", left["type"]!.GetValue<string>());
        Assert.Equal("x", left["object"]!["metadata"]!["labels"]!["k"]!.GetValue<string>());
        Assert.Equal("ADDED b", await watch.NextNameAsync());
    }

    [Fact]
    public async Task A_version_that_is_too_old_is_an_error_within_a_good_answer()
    {
        await using KubeLab lab = KubeLab.Start();
        Create(lab, "shop", "a");
        long version = lab.Store.Version;
        Create(lab, "shop", "b");
        lab.Store.Compact(lab.Store.Version);

        using KubeWatch watch = await KubeWatch.StartAsync(lab, $"/api/v1/secrets?watch=1&resourceVersion={version}");
        JsonNode line = (await watch.NextAsync())!;

        Assert.Equal(200, watch.Code);
        Assert.Equal("ERROR", line["type"]!.GetValue<string>());
        Assert.Equal(410, line["object"]!["code"]!.GetValue<int>());
        Assert.Equal("Expired", line["object"]!["reason"]!.GetValue<string>());
        Assert.Null(await watch.NextAsync());
    }

    [Fact]
    public async Task A_version_that_is_not_there_yet_is_refused()
    {
        await using KubeLab lab = KubeLab.Start();

        using KubeWatch watch = await KubeWatch.StartAsync(lab, "/api/v1/secrets?watch=1&resourceVersion=99999999");

        Assert.Equal(504, watch.Code);
    }

    [Fact]
    public async Task Bookmarks_carry_a_version_and_nothing_else()
    {
        await using KubeLab lab = KubeLab.Start();
        using KubeWatch watch = await KubeWatch.StartAsync(lab, $"/api/v1/pods?watch=1&allowWatchBookmarks=true&timeoutSeconds=2&resourceVersion={lab.Store.Version}");
        Create(lab, "shop", "a");
        long version = lab.Store.Version;

        JsonNode bookmark = (await watch.NextAsync())!;

        Assert.Equal("BOOKMARK", bookmark["type"]!.GetValue<string>());
        Assert.Equal("Pod", bookmark["object"]!["kind"]!.GetValue<string>());
        Assert.Equal($"{version}", bookmark["object"]!["metadata"]!["resourceVersion"]!.GetValue<string>());
        Assert.Null(await watch.NextAsync());
    }

    [Fact]
    public async Task One_object_is_watched_by_its_own_path()
    {
        await using KubeLab lab = KubeLab.Start();
        using KubeWatch watch = await KubeWatch.StartAsync(lab, $"/api/v1/namespaces/shop/secrets/b?watch=true&resourceVersion={lab.Store.Version}");

        Create(lab, "shop", "a");
        Create(lab, "shop", "b");

        Assert.Equal("ADDED b", await watch.NextNameAsync());
    }

    [Fact]
    public async Task Rows_are_watched_with_the_columns_named_once()
    {
        await using KubeLab lab = KubeLab.Start();
        Create(lab, "shop", "a");
        using KubeWatch watch = await KubeWatch.StartAsync(lab, "/api/v1/secrets?watch=true", "application/json;as=Table;v=v1;g=meta.k8s.io");

        JsonNode first = (await watch.NextAsync())!["object"]!;
        Create(lab, "shop", "b");
        JsonNode second = (await watch.NextAsync())!["object"]!;

        Assert.Equal("Table", first["kind"]!.GetValue<string>());
        Assert.Equal("Name", first["columnDefinitions"]![0]!["name"]!.GetValue<string>());
        Assert.Null(second["columnDefinitions"]);
        Assert.Equal("b", second["rows"]![0]!["cells"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task Watches_end_with_the_lab()
    {
        KubeLab lab = KubeLab.Start();
        using KubeWatch watch = await KubeWatch.StartAsync(lab, $"/api/v1/secrets?watch=1&resourceVersion={lab.Store.Version}");

        await lab.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<IOException>(watch.NextAsync);
    }

    private static void Create(KubeLab lab, string @namespace, string name) =>
        lab.Store.Create(ResourceKinds.Secrets, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace } });

    private static void Label(KubeLab lab, string name, string value) => lab.Store.Update(ResourceKinds.Secrets, "shop", name, item =>
    {
        JsonObject metadata = KubeObject.Metadata(item);
        (metadata["labels"] ??= new JsonObject())["k"] = value;
    });
}
