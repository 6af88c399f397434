using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.TestServers;

namespace TlsPathTools.Lab.Tests.KubernetesApi;

/// <summary>kubectl, old (1.20, as Debian has it) or new, reads the API as it reads a real one.</summary>
public class KubectlReadTests
{
    [Fact]
    public async Task Everything_is_listed_wide_without_a_word_of_complaint()
    {
        await using KubeLab lab = Incident();

        string all = await lab.DoAsync("get nodes,pods,svc,endpointslices,endpoints,ingress,events,deployments,rs,ds,pdb,cm,secrets,ns,leases,sa,targetgroupbindings,certificates,issuers,orders,challenges -A -o wide");

        Assert.DoesNotContain("error", all.Replace("Error syncing", "", StringComparison.Ordinal).Replace("error creating", "", StringComparison.Ordinal).Replace("error getting", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("arning:", all, StringComparison.Ordinal);
        Assert.DoesNotContain("memcache", all, StringComparison.Ordinal);
        Assert.Matches(@"service/hutch-relay +NodePort +172\.20\.\d+\.\d+ +<none> +\d+:32080/TCP +\d+d +app=hutch-relay", all);
        Assert.Matches(@"pod/hutch-relay-\S+ +1/1 +Running +0 +\d+d +127\.\S+ +ip-10-40-12-87\S+ +<none> +<none>", all);
        Assert.Matches(@"certificate.cert-manager.io/relay-tls-cert +True +relay-tls-cert +cloudflare-issuer +Certificate is up to date", all);
        Assert.Contains("secrets \"cloudflare-issuer-api-token\" not found", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Objects_are_printed_as_json_yaml_and_by_path()
    {
        await using KubeLab lab = Incident();

        JsonNode json = JsonNode.Parse(await lab.DoAsync("get nodes -o json"))!;
        string yaml = await lab.DoAsync("-n hutch get deploy hutch-relay -o yaml");
        string path = await lab.DoAsync("-n hutch get svc hutch-relay -o jsonpath={.spec.ports[0].nodePort}");

        Assert.Equal(2, json["items"]!.AsArray().Count);
        Assert.StartsWith("apiVersion: apps/v1", yaml, StringComparison.Ordinal);
        Assert.Equal("32080", path);
    }

    [Fact]
    public async Task Objects_are_described_with_their_events()
    {
        await using KubeLab lab = Incident();
        string pod = lab.Pod("hutch", "hutch-relay"), node = KubeObject.Text(lab.Store.Find(ResourceKinds.Pods, "hutch", pod), "spec", "nodeName")!;

        string described = await lab.DoAsync($"describe node {node}");
        string service = await lab.DoAsync("-n hutch describe svc hutch-relay");
        string ingress = await lab.DoAsync("-n hutch describe ingress hutch-relay");

        Assert.Contains(pod, described, StringComparison.Ordinal);
        Assert.Matches(@"HolderIdentity: +ip-10-40-12-87", described);
        Assert.Matches($@"Node: +{node}/127\.", await lab.DoAsync($"-n hutch describe pod {pod}"));
        Assert.Matches(@"Endpoints: +127\.\S+:8443", service);
        Assert.Contains("DuplicateListener", ingress, StringComparison.Ordinal);
        Assert.Matches(@"hutch-relay:\d+ \(127\.\S+:8443\)", ingress);
    }

    [Fact]
    public async Task Logs_are_read_and_followed()
    {
        await using KubeLab lab = Incident();
        string pod = lab.Pod("hutch", "hutch-relay"), uid = KubeObject.Uid(lab.Store.Find(ResourceKinds.Pods, "hutch", pod)!);
        lab.DataPlane.Log(uid, "first");
        lab.DataPlane.Log(uid, "second");

        Assert.Equal("first\nsecond\n", await lab.DoAsync($"-n hutch logs {pod}"));
        Assert.Equal("second\n", await lab.DoAsync($"-n hutch logs -l app=hutch-relay --tail 1"));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z first\n", await lab.DoAsync($"-n hutch logs deploy/hutch-relay --timestamps"));
        ProgramRun previous = await lab.KubectlAsync("-n", "hutch", "logs", pod, "-p");
        Assert.Contains("previous terminated container \"hutch-relay\" in pod", previous.Output, StringComparison.Ordinal);

        using KubectlStream followed = KubectlStream.Start(lab, "-n", "hutch", "logs", "-f", pod);
        Assert.Equal("first", await followed.LineAsync());
        Assert.Equal("second", await followed.LineAsync());
        lab.DataPlane.Log(uid, "third");
        Assert.Equal("third", await followed.LineAsync());
        lab.Store.Remove(ResourceKinds.Pods, "hutch", pod);
        Assert.Null(await followed.LineAsync());
    }

    [Fact]
    public async Task Selections_and_plain_paths_work()
    {
        await using KubeLab lab = Incident();

        Assert.Contains("PresentError", await lab.DoAsync("get events -A --field-selector type=Warning,reason=PresentError"), StringComparison.Ordinal);
        Assert.Contains("hutch-relay-", await lab.DoAsync("get pod -A -l app=hutch-relay"), StringComparison.Ordinal);
        Assert.Contains("\"minor\":\"31\"", await lab.DoAsync("get --raw /version"), StringComparison.Ordinal);
        string resources = await lab.DoAsync("api-resources");
        Assert.Matches(@"targetgroupbindings +\S* *elbv2.k8s.aws", resources);
        Assert.Matches(@"pods +po ", resources);
        ProgramRun wrong = await lab.KubectlAsync("get", "pods", "--field-selector", "spec.color=red");
        Assert.Contains("field label not supported: spec.color", wrong.Output, StringComparison.Ordinal);
        ProgramRun none = await lab.KubectlAsync("get", "pod", "none");
        Assert.Equal("Error from server (NotFound): pods \"none\" not found\n", none.Output);
    }

    [Fact]
    public async Task A_watch_prints_rows_as_they_change()
    {
        await using KubeLab lab = Incident();
        string pod = lab.Pod("hutch", "hutch-relay");

        using KubectlStream watch = KubectlStream.Start(lab, "-n", "hutch", "get", "pods", "--watch");
        Assert.StartsWith("NAME ", await watch.LineAsync(), StringComparison.Ordinal);
        Assert.Matches($"{pod} +1/1 +Running", await watch.LineAsync());
        await lab.SendAsync(HttpMethod.Delete, $"/api/v1/namespaces/hutch/pods/{pod}");

        Assert.Matches($"{pod} +1/1 +Terminating", await watch.LineAsync());
    }

    [Fact]
    public async Task What_is_allowed_can_be_asked()
    {
        await using KubeLab lab = Incident();
        lab.World.Apis.Kubernetes = new KubernetesApiSpec { Deny = ["delete pods", "get nodes/proxy"] };

        Assert.Equal("yes\n", await lab.DoAsync("auth can-i get pods -n hutch"));
        ProgramRun delete = await lab.KubectlAsync("auth", "can-i", "delete", "pods", "-n", "hutch");
        ProgramRun proxy = await lab.KubectlAsync("auth", "can-i", "get", "nodes", "--subresource=proxy");
        ProgramRun refused = await lab.KubectlAsync("-n", "hutch", "delete", "pod", lab.Pod("hutch", "hutch-relay"));
        string list = await lab.DoAsync("auth can-i --list");

        Assert.Equal((1, "no\n"), (delete.ExitCode, delete.Output));
        Assert.Contains("no\n", proxy.Output, StringComparison.Ordinal);
        Assert.Contains("Error from server (Forbidden): pods \"hutch-relay-", refused.Output, StringComparison.Ordinal);
        Assert.Matches(@"deployments.apps/scale +\[\] +\[\] +\[get patch update\]", list);
        Assert.Matches(@"nodes/proxy +\[\] +\[\] +\[create delete patch update\]", list);
    }

    [Fact]
    public async Task Newer_ones_ask_who_they_are()
    {
        await using KubeLab lab = Incident();
        if (!(await lab.KubectlAsync("auth", "--help")).Output.Contains("whoami", StringComparison.Ordinal))
            Assert.Skip("This kubectl is older than 'auth whoami'.");

        Assert.Matches(@"Username +kubernetes-admin", await lab.DoAsync("auth whoami"));
    }

    private static KubeLab Incident() => KubeLab.Start(ScenarioFile.Load("relay-node-fault"));
}
