using System.Text.Json.Nodes;
using TlsPathTools.TestServers;

namespace TlsPathTools.Lab.Tests.EndToEnd;

/// <summary>The audit log of the Kubernetes API, with kubectl as the one who asks.</summary>
public class AuditLogTests
{
    [Fact]
    public async Task It_says_who_did_what_and_what_came_of_it_and_holds_no_secret()
    {
        await using RunningLab running = await RunningLab.StartAsync("healthy");
        ProgramRun nodes = await running.KubectlAsync("get nodes -o name");
        string node = nodes.Output.Split('\n')[0].Trim().Replace("node/", "", StringComparison.Ordinal);
        Assert.True((await running.KubectlAsync($"cordon {node}")).ExitCode == 0);
        await running.KubectlAsync("-n nowhere delete pod nobody");
        await running.KubectlAsync("auth can-i delete pods");

        string text = await File.ReadAllTextAsync(running.Lab.AuditLogPath!, TestContext.Current.CancellationToken);
        JsonNode[] events = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
        JsonNode list = Assert.Single(events, one => Is(one, "list", "nodes"));
        JsonNode patch = Assert.Single(events, one => Is(one, "patch", "nodes"));
        JsonNode delete = Assert.Single(events, one => Is(one, "delete", "pods"));

        Assert.Equal(("Event", "audit.k8s.io/v1", "Metadata", "ResponseComplete"), (Text(list, "kind"), Text(list, "apiVersion"), Text(list, "level"), Text(list, "stage")));
        Assert.StartsWith("/api/v1/nodes?", Text(list, "requestURI"), StringComparison.Ordinal);
        Assert.StartsWith("kubectl", Text(list, "userAgent"), StringComparison.Ordinal);
        Assert.Equal("kubernetes-admin", Text(list["user"]!, "username"));
        Assert.Equal(node, Text(patch["objectRef"]!, "name"));
        Assert.Equal(200, patch["responseStatus"]!["code"]!.GetValue<int>());
        Assert.Equal(404, delete["responseStatus"]!["code"]!.GetValue<int>());
        Assert.Equal("nowhere", Text(delete["objectRef"]!, "namespace"));
        Assert.True(patch["stageTimestamp"]!.GetValue<DateTime>() >= patch["requestReceivedTimestamp"]!.GetValue<DateTime>());
        // A review is a POST that changes nothing.
        Assert.Equal(["patch nodes", "delete pods"], running.Lab.Audit.Events.Where(one => one.IsWrite).Select(one => $"{one.Verb} {one.Resource!.Resource}"));
        Assert.DoesNotContain(Token(running), text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_for_this_user_alone_and_goes_with_the_lab()
    {
        string path;
        await using (RunningLab running = await RunningLab.StartAsync("healthy"))
        {
            path = running.Lab.AuditLogPath!;
            Assert.True(File.Exists(path));
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task Who_is_not_let_in_is_noted_too()
    {
        await using RunningLab running = await RunningLab.StartAsync("healthy");
        string config = running.Home.Write("bad", (await File.ReadAllTextAsync(running.Lab.KubeConfigPath!, TestContext.Current.CancellationToken)).Replace(Token(running), "none", StringComparison.Ordinal));
        await running.KubectlAsync($"--kubeconfig {config} get pods");
        Assert.Contains(running.Lab.Audit.Events, one => one is { Code: 401, User: null });
    }

    private static string Token(RunningLab running) => running.Lab.KubeConfig!.Split('\n').Single(line => line.Contains("token: ", StringComparison.Ordinal)).Split(": ")[1].Trim();

    private static bool Is(JsonNode one, string verb, string resource) => Text(one, "verb") == verb && one["objectRef"]?["resource"]?.GetValue<string>() == resource;

    private static string? Text(JsonNode item, string name) => item[name]?.GetValue<string>();
}
