using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Tests.KubernetesApi;

public class ListTests
{
    private const string ConfigMaps = "/api/v1/namespaces/pages/configmaps";

    [Fact]
    public async Task Items_of_own_kinds_do_not_say_what_they_are_and_custom_ones_do()
    {
        await using KubeLab lab = KubeLab.Start();
        lab.Store.Create(ResourceKinds.Certificates, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "c", ["namespace"] = "shop" } });

        JsonNode pod = (await lab.GetAsync("/api/v1/namespaces/shop/pods")).Json["items"]![0]!;
        JsonNode certificate = (await lab.GetAsync("/apis/cert-manager.io/v1/namespaces/shop/certificates")).Json["items"]![0]!;

        Assert.Null(pod["kind"]);
        Assert.Null(pod["apiVersion"]);
        Assert.Equal("Certificate", certificate["kind"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("k=a", "1")]
    [InlineData("k==a", "1")]
    [InlineData("k!=a", "2,3")]
    [InlineData("k in (a, b)", "1,2")]
    [InlineData("k notin (a)", "2,3")]
    [InlineData("k", "1,2")]
    [InlineData("!k", "3")]
    [InlineData("k,x.io/y=z", "2")]
    [InlineData("k in (a,b),k!=b", "1")]
    public async Task Labels_select(string selector, string expected)
    {
        await using KubeLab lab = Labelled();

        Assert.Equal(expected, string.Join(',', (await lab.GetAsync($"{ConfigMaps}?labelSelector={Uri.EscapeDataString(selector)}")).Names));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("=x")]
    [InlineData("k on (a)")]
    [InlineData("a,,b")]
    public async Task A_selector_that_is_none_is_a_bad_request(string selector)
    {
        await using KubeLab lab = Labelled();

        ApiAnswer answer = await lab.GetAsync($"{ConfigMaps}?labelSelector={Uri.EscapeDataString(selector)}");

        Assert.Equal(400, answer.Code);
        Assert.StartsWith("unable to parse requirement: ", answer.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fields_select_that_the_kind_offers_and_no_others()
    {
        await using KubeLab lab = KubeLab.Start(ScenarioFile.Load("relay-node-fault"));
        string node = KubeObject.Name(lab.Store.List(ResourceKinds.Nodes)[0]);

        ApiAnswer onNode = await lab.GetAsync($"/api/v1/pods?fieldSelector=spec.nodeName%3D{node},status.phase!%3DSucceeded");
        ApiAnswer open = await lab.GetAsync("/api/v1/nodes?fieldSelector=spec.unschedulable%3Dfalse");
        ApiAnswer events = await lab.GetAsync("/api/v1/events?fieldSelector=involvedObject.kind%3DIngress,type%3DWarning,source%3Dingress");
        ApiAnswer wrong = await lab.GetAsync("/api/v1/pods?fieldSelector=spec.color%3Dred");
        ApiAnswer plain = await lab.GetAsync("/apis/apps/v1/deployments?fieldSelector=spec.replicas%3D1");

        Assert.NotEmpty(onNode.Names);
        Assert.All(onNode.Json["items"]!.AsArray(), pod => Assert.Equal(node, pod!["spec"]!["nodeName"]!.GetValue<string>()));
        Assert.Equal(2, open.Names.Count());
        Assert.Single(events.Names);
        Assert.Equal("field label not supported: spec.color", wrong.Text("message"));
        Assert.Equal(400, wrong.Code);
        Assert.Equal("\"spec.replicas\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"", plain.Text("message"));
    }

    [Fact]
    public async Task Pages_show_one_version_whatever_happens_between_them()
    {
        await using KubeLab lab = Numbered(7);
        ApiAnswer first = await lab.GetAsync($"{ConfigMaps}?limit=3");
        await lab.SendAsync(HttpMethod.Delete, $"{ConfigMaps}/5");
        await lab.PatchAsync($"{ConfigMaps}/4", """{"data":{"a":"changed"}}""");
        await lab.PostAsync(ConfigMaps, """{"metadata":{"name":"55"}}""");

        ApiAnswer second = await lab.GetAsync($"{ConfigMaps}?limit=3&continue={first.Text("metadata", "continue")}");
        ApiAnswer third = await lab.GetAsync($"{ConfigMaps}?limit=3&continue={second.Text("metadata", "continue")}");

        Assert.Equal(["1", "2", "3"], first.Names);
        Assert.Equal(["4", "5", "6"], second.Names);
        Assert.Equal(["7"], third.Names);
        Assert.Null(second.Json["items"]![0]!["data"]);
        Assert.Equal(4, KubeObject.Number(first.Json, "metadata", "remainingItemCount"));
        Assert.Equal(1, KubeObject.Number(second.Json, "metadata", "remainingItemCount"));
        Assert.Null(third.Json["metadata"]!["remainingItemCount"]);
        Assert.Null(third.Json["metadata"]!["continue"]);
        Assert.Equal(first.Text("metadata", "resourceVersion"), third.Text("metadata", "resourceVersion"));
        Assert.Equal(["1", "2", "3", "4", "55", "6", "7"], (await lab.GetAsync(ConfigMaps)).Names);
    }

    [Fact]
    public async Task An_expired_page_brings_a_token_for_an_inconsistent_rest()
    {
        await using KubeLab lab = Numbered(4);
        ApiAnswer first = await lab.GetAsync($"{ConfigMaps}?limit=2");
        await lab.SendAsync(HttpMethod.Delete, $"{ConfigMaps}/3");
        lab.Store.Compact(lab.Store.Version);

        ApiAnswer expired = await lab.GetAsync($"{ConfigMaps}?limit=2&continue={first.Text("metadata", "continue")}");
        ApiAnswer rest = await lab.GetAsync($"{ConfigMaps}?limit=2&continue={expired.Text("metadata", "continue")}");

        Assert.Equal(410, expired.Code);
        Assert.Equal("Expired", expired.Text("reason"));
        Assert.StartsWith("The provided continue parameter is too old to display a consistent list result.", expired.Text("message"), StringComparison.Ordinal);
        Assert.Equal(["4"], rest.Names);
    }

    [Fact]
    public async Task Versions_that_are_gone_or_not_there_yet_are_told_apart()
    {
        await using KubeLab lab = Numbered(2);
        long old = lab.Store.Version;
        await lab.SendAsync(HttpMethod.Delete, $"{ConfigMaps}/1");

        Assert.Equal(["1", "2"], (await lab.GetAsync($"{ConfigMaps}?resourceVersion={old}&resourceVersionMatch=Exact")).Names);
        Assert.Equal(["2"], (await lab.GetAsync($"{ConfigMaps}?resourceVersion={old}&resourceVersionMatch=NotOlderThan")).Names);
        Assert.Equal(["2"], (await lab.GetAsync($"{ConfigMaps}?resourceVersion=0")).Names);
        lab.Store.Compact(lab.Store.Version);
        ApiAnswer gone = await lab.GetAsync($"{ConfigMaps}?resourceVersion={old}&resourceVersionMatch=Exact");
        ApiAnswer future = await lab.GetAsync($"{ConfigMaps}?resourceVersion=99999999");

        Assert.Equal((410, "The resourceVersion for the provided list is too old."), (gone.Code, gone.Text("message")));
        Assert.Equal(504, future.Code);
        Assert.Equal("Timeout", future.Text("reason"));
        Assert.Equal("ResourceVersionTooLarge", future.Json["details"]!["causes"]![0]!["reason"]!.GetValue<string>());
        Assert.Equal(1, KubeObject.Number(future.Json, "details", "retryAfterSeconds"));
        Assert.Equal("1", future.RetryAfter);
    }

    [Theory]
    [InlineData("continue=nonsense", 400, "continue key is not valid")]
    [InlineData("limit=x", 400, "limit")]
    [InlineData("resourceVersion=x", 400, "resourceVersion")]
    [InlineData("resourceVersionMatch=Exact", 422, "resourceVersionMatch is forbidden unless resourceVersion is provided")]
    [InlineData("resourceVersionMatch=Exact&resourceVersion=0", 422, "forbidden for resourceVersion \"0\"")]
    [InlineData("resourceVersionMatch=Sometimes&resourceVersion=1", 422, "Unsupported value: \"Sometimes\"")]
    [InlineData("watch=1&sendInitialEvents=true", 422, "WatchList feature gate")]
    public async Task Options_that_make_no_sense_are_refused(string query, int status, string message)
    {
        await using KubeLab lab = KubeLab.Start();

        ApiAnswer answer = await lab.GetAsync($"/api/v1/pods?{query}");

        Assert.Equal(status, answer.Code);
        Assert.Contains(message, answer.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_scenario_caps_pages_and_counts_are_not_told_for_selections()
    {
        await using KubeLab lab = Numbered(5);
        lab.World.Apis.Kubernetes = new KubernetesApiSpec { PageSize = 2 };

        ApiAnswer page = await lab.GetAsync($"{ConfigMaps}?limit=100&fieldSelector=metadata.name!%3D2");
        ApiAnswer last = await lab.GetAsync($"{ConfigMaps}?fieldSelector=metadata.name%3D2");

        Assert.Equal(["1", "3"], page.Names);
        Assert.NotNull(page.Text("metadata", "continue"));
        Assert.Null(page.Json["metadata"]!["remainingItemCount"]);
        Assert.Null(last.Text("metadata", "continue"));
    }

    [Fact]
    public async Task Metadata_alone_can_be_asked_for()
    {
        await using KubeLab lab = KubeLab.Start();
        lab.Store.Create(ResourceKinds.Secrets, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "s", ["namespace"] = "shop" }, ["type"] = "Opaque", ["data"] = new JsonObject { ["password"] = "c2VjcmV0" },
        });

        ApiAnswer list = await lab.GetAsync("/api/v1/namespaces/shop/secrets", "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
        ApiAnswer one = await lab.GetAsync("/api/v1/namespaces/shop/secrets/s", "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1");
        ApiAnswer none = await lab.GetAsync("/api/v1/namespaces/shop/secrets/s", "application/yaml");

        Assert.Equal("PartialObjectMetadataList", list.Text("kind"));
        Assert.Equal("meta.k8s.io/v1", list.Text("apiVersion"));
        Assert.Equal(["s"], list.Names);
        Assert.DoesNotContain("c2VjcmV0", list.Body + one.Body, StringComparison.Ordinal);
        Assert.Equal("PartialObjectMetadata", one.Text("kind"));
        Assert.Equal(406, none.Code);
    }

    private static KubeLab Labelled()
    {
        KubeLab lab = Numbered(3);
        Label("1", "k", "a");
        Label("2", "k", "b");
        Label("2", "x.io/y", "z");
        return lab;

        void Label(string name, string key, string value) => lab.Store.Update(ResourceKinds.ConfigMaps, "pages", name, item =>
        {
            JsonObject metadata = KubeObject.Metadata(item);
            (metadata["labels"] ??= new JsonObject())[key] = value;
        });
    }

    private static KubeLab Numbered(int count)
    {
        KubeLab lab = KubeLab.Start();
        lab.Store.Create(ResourceKinds.Namespaces, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "pages" } });
        for (int number = 1; number <= count; number++)
            lab.Store.Create(ResourceKinds.ConfigMaps, new JsonObject { ["metadata"] = new JsonObject { ["name"] = $"{number}", ["namespace"] = "pages" } });
        return lab;
    }
}
