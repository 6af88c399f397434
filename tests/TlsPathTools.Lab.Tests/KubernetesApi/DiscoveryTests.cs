using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.Tests.KubernetesApi;

public class DiscoveryTests
{
    [Fact]
    public async Task Every_group_and_resource_that_is_named_can_be_listed()
    {
        await using KubeLab lab = KubeLab.Start();
        string[] versions = [.. (await lab.GetAsync("/apis")).Json["groups"]!.AsArray().Select(group => group!["preferredVersion"]!["groupVersion"]!.GetValue<string>())];
        int listed = 0;

        foreach (string root in versions.Select(version => $"/apis/{version}").Prepend("/api/v1"))
        {
            JsonNode document = (await lab.GetAsync(root)).Json;
            Assert.Equal("APIResourceList", document["kind"]!.GetValue<string>());
            foreach (JsonNode? resource in document["resources"]!.AsArray().Where(resource => resource!["verbs"]!.ToJsonString().Contains("list", StringComparison.Ordinal)))
            {
                ApiAnswer list = await lab.GetAsync($"{root}/{resource!["name"]!.GetValue<string>()}");
                Assert.Equal(200, list.Code);
                Assert.Equal(resource["kind"]!.GetValue<string>() + "List", list.Text("kind"));
                listed++;
            }
        }

        Assert.Equal(ResourceKinds.All.Count, listed);
    }

    [Theory]
    [InlineData("/api/v1", "pods/eviction", "Eviction", "policy")]
    [InlineData("/api/v1", "pods/log", "Pod", null)]
    [InlineData("/api/v1", "nodes/proxy", "NodeProxyOptions", null)]
    [InlineData("/api/v1", "serviceaccounts/token", "TokenRequest", "authentication.k8s.io")]
    [InlineData("/apis/apps/v1", "deployments/scale", "Scale", "autoscaling")]
    public async Task Parts_of_objects_are_named_with_their_own_kinds(string root, string name, string kind, string? group)
    {
        await using KubeLab lab = KubeLab.Start();

        JsonNode part = (await lab.GetAsync(root)).Json["resources"]!.AsArray().Single(resource => resource!["name"]!.GetValue<string>() == name)!;

        Assert.Equal(kind, part["kind"]!.GetValue<string>());
        Assert.Equal(group, part["group"]?.GetValue<string>());
    }

    [Theory]
    [InlineData("/apis/nothing.example.org", "text/plain", "404 page not found\n")]
    [InlineData("/apis/nothing.example.org/v1", "text/plain", "404 page not found\n")]
    [InlineData("/apis/nothing.example.org/v1/things", "text/plain", "404 page not found\n")]
    [InlineData("/nothing", "text/plain", "404 page not found\n")]
    [InlineData("/apis/discovery.k8s.io/v1beta1", "application/json", "the server could not find the requested resource")]
    [InlineData("/apis/discovery.k8s.io/v1beta1/endpointslices", "application/json", "the server could not find the requested resource")]
    [InlineData("/api/v1/things", "application/json", "the server could not find the requested resource")]
    [InlineData("/api/v1/namespaces/shop/nodes", "application/json", "the server could not find the requested resource")]
    public async Task What_is_not_there_is_told_by_a_Status_in_known_groups_and_in_plain_text_elsewhere(string path, string type, string message)
    {
        await using KubeLab lab = KubeLab.Start();

        ApiAnswer answer = await lab.GetAsync(path);

        Assert.Equal(404, answer.Code);
        Assert.Equal(type, answer.Type);
        Assert.Equal(message, type == "text/plain" ? answer.Body : answer.Text("message"));
    }

    [Fact]
    public async Task A_group_without_its_definitions_is_unknown()
    {
        await using KubeLab lab = KubeLab.Start();
        Assert.Equal(200, (await lab.GetAsync("/apis/cert-manager.io/v1/certificates")).Code);

        lab.World.Apis.AbsentGroups = ["cert-manager.io"];
        ApiAnswer answer = await lab.GetAsync("/apis/cert-manager.io/v1/certificates");

        Assert.Equal(404, answer.Code);
        Assert.Equal("404 page not found\n", answer.Body);
        Assert.DoesNotContain("\"cert-manager.io\"", (await lab.GetAsync("/apis")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_the_one_that_EKS_tells()
    {
        await using KubeLab lab = KubeLab.Start();

        ApiAnswer version = await lab.GetAsync("/version");

        Assert.Equal("31", version.Text("minor"));
        Assert.StartsWith("v1.31.", version.Text("gitVersion"), StringComparison.Ordinal);
        Assert.Equal(lab.Server.Endpoint.GetLeftPart(UriPartial.Authority), lab.World.Cloud.EksClusters["lab"].Endpoint);
        Assert.Equal(lab.World.Authority.KubernetesPem, lab.World.Cloud.EksClusters["lab"].CertificateAuthorityPem);
    }
}
