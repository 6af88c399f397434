using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Tests.World;

namespace TlsPathTools.Lab.Tests.KubernetesApi;

public class ChangeTests
{
    private const string Secrets = "/api/v1/namespaces/shop/secrets";
    private const string NodeA = $"/api/v1/nodes/{Worlds.NodeA}";

    [Fact]
    public async Task An_object_is_created_once_and_its_data_is_encoded()
    {
        await using KubeLab lab = KubeLab.Start();

        ApiAnswer made = await lab.PostAsync(Secrets, """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"},"stringData":{"k":"v"}}""");
        ApiAnswer again = await lab.PostAsync(Secrets, """{"metadata":{"name":"a"}}""");
        ApiAnswer generated = await lab.PostAsync(Secrets, """{"metadata":{"generateName":"b-"}}""");

        Assert.Equal(201, made.Code);
        Assert.Equal("dg==", made.Text("data", "k"));
        Assert.Equal("Opaque", made.Text("type"));
        Assert.NotNull(made.Text("metadata", "uid"));
        Assert.Equal((409, "AlreadyExists", "secrets \"a\" already exists"), (again.Code, again.Text("reason"), again.Text("message")));
        Assert.Matches("^b-[a-z0-9]{5}$", generated.Text("metadata", "name"));
    }

    [Theory]
    [InlineData("/api/v1/namespaces/none/secrets", """{"metadata":{"name":"a"}}""", "application/json", 404, "namespaces \"none\" not found")]
    [InlineData(Secrets, """{"metadata":{}}""", "application/json", 422, "Secret \"\" is invalid: metadata.name: Required value: name or generateName is required")]
    [InlineData(Secrets, """{"metadata":{"name":"a","namespace":"b"}}""", "application/json", 400, "the namespace of the provided object does not match the namespace sent on the request")]
    [InlineData(Secrets, """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a"}}""", "application/json", 400, "Pod in version \"v1\" cannot be handled as a Secret")]
    [InlineData(Secrets, "{", "application/json", 400, "the object provided is unrecognized")]
    [InlineData(Secrets, "metadata: {}", "application/yaml", 415, "the body of the request was in an unknown format")]
    [InlineData("/api/v1/secrets", """{"metadata":{"name":"a"}}""", "application/json", 405, "the server does not allow this method on the requested resource")]
    [InlineData("/api/v1/namespaces/shop/services", """{"metadata":{"name":"a"},"spec":{"type":"NodePort","ports":[{"port":80,"nodePort":32080}]}}""", "application/json", 422, "provided port is already allocated")]
    public async Task What_cannot_be_created_is_refused(string path, string body, string type, int status, string message)
    {
        await using KubeLab lab = KubeLab.Start();

        ApiAnswer answer = await lab.PostAsync(path, body, type);

        Assert.Equal(status, answer.Code);
        Assert.Contains(message, answer.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_needs_the_version_that_it_was_made_from()
    {
        await using KubeLab lab = KubeLab.Start();
        JsonNode node = (await lab.GetAsync(NodeA)).Json;
        node["metadata"]!["labels"]!["x"] = "1";
        ApiAnswer first = await lab.SendAsync(HttpMethod.Put, NodeA, node.ToJsonString());

        ApiAnswer stale = await lab.SendAsync(HttpMethod.Put, NodeA, node.ToJsonString());
        ApiAnswer stalePatch = await lab.PatchAsync(NodeA, $$$$"""{"metadata":{"resourceVersion":"{{{{node["metadata"]!["resourceVersion"]}}}}","labels":{"x":"2"}}}""");

        Assert.Equal(200, first.Code);
        Assert.Equal(409, stale.Code);
        Assert.Equal(409, stalePatch.Code);
        Assert.Equal($"Operation cannot be fulfilled on nodes \"{Worlds.NodeA}\": the object has been modified; please apply your changes to the latest version and try again", stalePatch.Text("message"));
        Assert.Equal(("Conflict", Worlds.NodeA, "nodes"), (stale.Text("reason"), stale.Text("details", "name"), stale.Text("details", "kind")));
    }

    [Fact]
    public async Task Another_uid_is_a_conflict_where_an_object_is_put_and_a_change_that_cannot_be_in_a_patch()
    {
        await using KubeLab lab = KubeLab.Start();
        JsonNode node = (await lab.GetAsync(NodeA)).Json;
        node["metadata"]!["uid"] = "another";

        ApiAnswer put = await lab.SendAsync(HttpMethod.Put, NodeA, node.ToJsonString());
        ApiAnswer patch = await lab.PatchAsync(NodeA, """{"metadata":{"uid":"another"},"spec":{"unschedulable":true}}""");

        Assert.Equal((409, "Conflict"), (put.Code, put.Text("reason")));
        Assert.Equal((422, "Invalid"), (patch.Code, patch.Text("reason")));
        Assert.Equal("metadata.uid", patch.Json["details"]!["causes"]![0]!["field"]!.GetValue<string>());
        Assert.Null((await lab.GetAsync(NodeA)).Json["spec"]!["unschedulable"]);
    }

    [Fact]
    public async Task What_belongs_to_the_server_stays_and_the_status_has_a_path_of_its_own()
    {
        await using KubeLab lab = KubeLab.Start();
        string uid = KubeObject.Uid(lab.Store.Find(ResourceKinds.Nodes, null, Worlds.NodeA)!);

        ApiAnswer patched = await lab.PatchAsync(NodeA, """{"metadata":{"creationTimestamp":"2001-01-01T00:00:00Z"},"spec":{"unschedulable":true},"status":{"nodeInfo":null}}""");
        ApiAnswer status = await lab.PatchAsync($"{NodeA}/status", """{"spec":{"unschedulable":null},"status":{"conditions":[{"type":"Ready","status":"False"}]}}""", "application/strategic-merge-patch+json");

        Assert.NotEqual("2001-01-01T00:00:00Z", patched.Text("metadata", "creationTimestamp"));
        Assert.NotNull(patched.Json["status"]!["nodeInfo"]);
        Assert.True(KubeObject.IsTrue(status.Json, "spec", "unschedulable"));
        Assert.Equal("False", KubeObject.Text(KubeObject.Condition((JsonObject)status.Json, "Ready"), "status"));
        Assert.True(status.Json["status"]!["conditions"]!.AsArray().Count > 1);
        Assert.Equal(uid, status.Text("metadata", "uid"));
    }

    [Fact]
    public async Task A_changed_spec_is_a_new_generation_and_a_change_of_nothing_is_no_new_version()
    {
        await using KubeLab lab = KubeLab.Start();
        const string Path = "/apis/apps/v1/namespaces/shop/deployments/web";
        JsonNode before = (await lab.GetAsync(Path)).Json;

        ApiAnswer label = await lab.PatchAsync(Path, """{"metadata":{"labels":{"x":"1"}}}""");
        ApiAnswer same = await lab.PatchAsync(Path, """{"metadata":{"labels":{"x":"1"}}}""");
        ApiAnswer scaled = await lab.PatchAsync(Path, """{"spec":{"replicas":5}}""");

        Assert.Equal(KubeObject.Number(before, "metadata", "generation"), KubeObject.Number(label.Json, "metadata", "generation"));
        Assert.Equal(label.Text("metadata", "resourceVersion"), same.Text("metadata", "resourceVersion"));
        Assert.Equal(KubeObject.Number(before, "metadata", "generation") + 1, KubeObject.Number(scaled.Json, "metadata", "generation"));
    }

    [Theory]
    [InlineData(NodeA, "application/json")]
    [InlineData(NodeA, "application/apply-patch+yaml")]
    [InlineData("/apis/elbv2.k8s.aws/v1beta1/namespaces/shop/targetgroupbindings/x", "application/strategic-merge-patch+json")]
    public async Task A_patch_in_another_form_is_not_taken(string path, string type)
    {
        await using KubeLab lab = KubeLab.Start();

        ApiAnswer answer = await lab.PatchAsync(path, "{}", type);

        Assert.Equal(415, answer.Code);
        Assert.Equal("UnsupportedMediaType", answer.Text("reason"));
        Assert.StartsWith("the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json", answer.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dry_runs_change_nothing()
    {
        await using KubeLab lab = KubeLab.Start();
        string pod = $"/api/v1/namespaces/shop/pods/{lab.Pod("shop", "web")}";
        long version = lab.Store.Version;

        ApiAnswer created = await lab.PostAsync(Secrets + "?dryRun=All", """{"metadata":{"name":"a"}}""");
        ApiAnswer patched = await lab.PatchAsync(NodeA + "?dryRun=All", """{"spec":{"unschedulable":true}}""");
        ApiAnswer deleted = await lab.SendAsync(HttpMethod.Delete, pod, """{"dryRun":["All"]}""");
        ApiAnswer evicted = await lab.PostAsync(pod + "/eviction?dryRun=All", """{"apiVersion":"policy/v1","kind":"Eviction"}""");
        ApiAnswer scaled = await lab.PatchAsync("/apis/apps/v1/namespaces/shop/deployments/web/scale?dryRun=All", """{"spec":{"replicas":9}}""");
        ApiAnswer wrong = await lab.PatchAsync(NodeA + "?dryRun=Some", "{}");

        Assert.Equal([201, 200, 200, 201, 200, 422], [created.Code, patched.Code, deleted.Code, evicted.Code, scaled.Code, wrong.Code]);
        Assert.True(KubeObject.IsTrue(patched.Json, "spec", "unschedulable"));
        Assert.NotNull(deleted.Text("metadata", "deletionTimestamp"));
        Assert.Equal(9, KubeObject.Number(scaled.Json, "spec", "replicas"));
        Assert.Equal(version, lab.Store.Version);
    }

    [Fact]
    public async Task A_pod_gets_its_time_and_others_go_at_once()
    {
        await using KubeLab lab = KubeLab.Start();
        string name = lab.Pod("shop", "web"), path = $"/api/v1/namespaces/shop/pods/{name}";
        await lab.PostAsync(Secrets, """{"metadata":{"name":"a"}}""");

        ApiAnswer deleted = await lab.SendAsync(HttpMethod.Delete, path);
        ApiAnswer again = await lab.SendAsync(HttpMethod.Delete, path + "?gracePeriodSeconds=60");
        ApiAnswer still = await lab.GetAsync(path);
        ApiAnswer hurried = await lab.SendAsync(HttpMethod.Delete, path, """{"gracePeriodSeconds":1}""");
        ApiAnswer forced = await lab.SendAsync(HttpMethod.Delete, path, """{"gracePeriodSeconds":0}""");
        ApiAnswer secret = await lab.SendAsync(HttpMethod.Delete, Secrets + "/a");

        Assert.Equal((200, "Pod"), (deleted.Code, deleted.Text("kind")));
        Assert.Equal(30, KubeObject.Number(deleted.Json, "metadata", "deletionGracePeriodSeconds"));
        Assert.True(DateTimeOffset.Parse(deleted.Text("metadata", "deletionTimestamp")!, System.Globalization.CultureInfo.InvariantCulture) > lab.World.Now.AddSeconds(20));
        Assert.Equal(deleted.Text("metadata", "resourceVersion"), again.Text("metadata", "resourceVersion"));
        Assert.True(KubeObject.Holds((JsonObject)still.Json, "Ready"));
        Assert.Equal(1, KubeObject.Number(hurried.Json, "metadata", "deletionGracePeriodSeconds"));
        Assert.Equal(200, forced.Code);
        Assert.Equal(404, (await lab.GetAsync(path)).Code);
        Assert.Equal(("Status", "Success", "secrets"), (secret.Text("kind"), secret.Text("status"), secret.Text("details", "kind")));
    }

    [Fact]
    public async Task A_precondition_keeps_the_wrong_object_from_being_deleted()
    {
        await using KubeLab lab = KubeLab.Start();
        string path = $"/api/v1/namespaces/shop/pods/{lab.Pod("shop", "web")}";

        ApiAnswer uid = await lab.SendAsync(HttpMethod.Delete, path, """{"preconditions":{"uid":"another"}}""");
        ApiAnswer version = await lab.SendAsync(HttpMethod.Delete, path, """{"preconditions":{"resourceVersion":"1"}}""");

        Assert.Equal((409, "Conflict"), (uid.Code, uid.Text("reason")));
        Assert.Contains("the UID in the precondition (another) does not match the UID in record", uid.Text("message"), StringComparison.Ordinal);
        Assert.Equal(409, version.Code);
        Assert.Null((await lab.GetAsync(path)).Text("metadata", "deletionTimestamp"));
    }

    [Fact]
    public async Task What_an_object_owned_is_left_to_the_garbage_collector_or_to_itself()
    {
        await using KubeLab lab = KubeLab.Start();
        string name = KubeObject.Name(lab.Store.List(ResourceKinds.ReplicaSets, "shop").Single());

        ApiAnswer orphaned = await lab.SendAsync(HttpMethod.Delete, "/apis/apps/v1/namespaces/shop/deployments/web?propagationPolicy=Orphan");
        JsonObject set = lab.Store.Find(ResourceKinds.ReplicaSets, "shop", name)!;
        ApiAnswer deleted = await lab.SendAsync(HttpMethod.Delete, $"/apis/apps/v1/namespaces/shop/replicasets/{name}", """{"propagationPolicy":"Background"}""");

        Assert.Equal([200, 200], [orphaned.Code, deleted.Code]);
        Assert.Empty(KubeObject.Items(set, "metadata", "ownerReferences"));
        Assert.All(lab.Store.List(ResourceKinds.Pods, "shop"), pod => Assert.Equal(KubeObject.Uid(set), KubeObject.Text(KubeObject.Items(pod, "metadata", "ownerReferences").Single(), "uid")));
    }

    [Fact]
    public async Task What_has_a_finalizer_waits_for_it()
    {
        await using KubeLab lab = KubeLab.Start();
        await lab.PostAsync(Secrets, """{"metadata":{"name":"a","finalizers":["example.org/wait"]}}""");

        ApiAnswer deleted = await lab.SendAsync(HttpMethod.Delete, Secrets + "/a");
        ApiAnswer waiting = await lab.GetAsync(Secrets + "/a");
        await lab.PatchAsync(Secrets + "/a", """{"metadata":{"finalizers":null}}""");

        Assert.Equal("Secret", deleted.Text("kind"));
        Assert.NotNull(waiting.Text("metadata", "deletionTimestamp"));
        Assert.Equal(404, (await lab.GetAsync(Secrets + "/a")).Code);
    }

    [Fact]
    public async Task Many_are_deleted_by_a_selection()
    {
        await using KubeLab lab = KubeLab.Start();
        foreach (string name in (string[])["a", "b", "c"])
            await lab.PostAsync(Secrets, $$$$"""{"metadata":{"name":"{{{{name}}}}","labels":{"k":"{{{{name}}}}"}}}""");

        ApiAnswer deleted = await lab.SendAsync(HttpMethod.Delete, Secrets + "?labelSelector=k+in+(a,b)");

        Assert.Equal(["a", "b"], deleted.Names);
        Assert.Equal(["c"], (await lab.GetAsync(Secrets)).Names);
    }

    [Fact]
    public async Task What_people_change_is_noted_for_those_who_watch_the_lab()
    {
        await using KubeLab lab = KubeLab.Start();

        await lab.PatchAsync(NodeA, """{"spec":{"unschedulable":true}}""");

        Assert.Contains(lab.World.Log.Entries, entry => entry.Text == $"kubernetes-admin patched nodes {Worlds.NodeA}");
    }
}
