using System.Text.Json.Nodes;
using TlsPathTools.Kubernetes.Configuration;
using TlsPathTools.Kubernetes.Tests.Lab;
using TlsPathTools.TestServers;

namespace TlsPathTools.Kubernetes.Tests.Configuration;

/// <summary>Held against kubectl with the same KUBECONFIG.</summary>
public sealed class KubeConfigTests : IDisposable
{
    private const string One = """
        apiVersion: v1
        kind: Config
        clusters:
        - name: shared
          cluster: {server: "https://one:1", certificate-authority: ca.pem}
        users:
        - name: user
          user: {token: "one"}
        contexts:
        - name: x
          context: {cluster: shared, user: user}
        """;

    private const string Two = """
        {"apiVersion": "v1", "kind": "Config", "current-context": "ctx",
         "clusters": [{"name": "shared", "cluster": {"server": "https://two:2", "tls-server-name": "two", "proxy-url": "http://proxy:1"}},
                      {"name": "d", "cluster": {"server": "https://d:2", "insecure-skip-tls-verify": true, "disable-compression": true}}],
         "users": [{"name": "user", "user": {"username": "a", "password": "b"}}],
         "contexts": [{"name": "ctx", "context": {"cluster": "d", "user": "user", "namespace": "nn"}},
                      {"name": "x", "context": {"cluster": "d", "user": "other"}}]}
        """;

    private const string Oddities = """
        base: &base {server: "https://base:1"}
        clusters:
        - name: c
          cluster:
            <<: *base
            server: "https://one:1"
            server: "https://two:1"
            unknown-field: [1, {a: b}]
        - name: e
          cluster: {<<: *base, tls-server-name: e, insecure-skip-tls-verify: on}
        - {name: empty, cluster: ~}
        current-context: "7"
        contexts:
        - {name: "7", context: {cluster: e, user: "007", namespace: ''}}
        users:
        - name: "007"
          user:
            token: "yes"
        ---
        current-context: other
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Several_files_are_merged_as_kubectl_merges_them()
    {
        string one = Write("a/one", One), two = Write("b/two", Two);
        string listed = string.Join(Path.PathSeparator, one, _folder.File("not there"), two, one);

        await SameAsync(listed);
        Assert.Equal("ctx", Load(listed).CurrentContext);
        Assert.Equal(Path.Combine(_folder.Path, "a", "ca.pem"), Load(listed).Cluster(Load(listed).Context("x")).CertificateAuthority);
    }

    [Fact]
    public async Task Oddities_of_YAML_are_read_as_kubectl_reads_them() => await SameAsync(Write("odd", Oddities));

    [Fact]
    public async Task The_default_is_the_file_in_the_home_folder()
    {
        Write(".kube/config", Two);
        ProgramRun current = await KubectlAsync(null, "config", "current-context");

        Assert.Equal(current.Output.Trim(), Load(null).CurrentContext);
        Assert.Equal("nn", Load(null).Context(null).Namespace);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("contexts: ~\nclusters: null\n")]
    public async Task An_empty_file_configures_nothing_for_both(string text)
    {
        string file = Write("empty", text);
        Assert.True(Load(file).IsEmpty);
        Assert.Equal(0, (await KubectlAsync(file, "config", "view")).ExitCode);
    }

    [Theory]
    [InlineData("clusters: [{name: a, cluster: {server: x}}, {name: a, cluster: {server: y}}]")]
    [InlineData("clusters: [{name: a, cluster: {server: x, insecure-skip-tls-verify: \"true\"}}]")]
    [InlineData("kind: Pod\napiVersion: v1")]
    [InlineData("a: [b\n c: {")]
    [InlineData("clusters: 5")]
    [InlineData("users: [{name: u, user: {token: [canary]}}]")]
    [InlineData("just words")]
    [InlineData("users: [{name: u, user: *canary}]")]
    public async Task What_kubectl_refuses_is_refused_with_the_file_and_nothing_of_its_content(string text)
    {
        string file = Write("bad", text);
        KubernetesException refusal = Assert.Throws<KubernetesException>(() => Load(file));

        Assert.NotEqual(0, (await KubectlAsync(file, "config", "view")).ExitCode);
        Assert.Contains(file, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_named_has_to_be_there_and_has_a_limit()
    {
        KubernetesException missing = Assert.Throws<KubernetesException>(() => KubernetesConnection.Open(Options(_folder.File("none"))));
        Assert.Contains("does not exist", missing.Message, StringComparison.Ordinal);
        KubernetesException folder = Assert.Throws<KubernetesException>(() => KubernetesConnection.Open(Options(_folder.Path)));
        Assert.Contains("it is a folder", folder.Message, StringComparison.Ordinal);
        KubernetesException large = Assert.Throws<KubernetesException>(() => KubernetesConnection.Open(Options(Write("large", new string('#', 17 << 20)))));
        Assert.Contains("larger than", large.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_context_that_is_not_there_is_told_with_those_that_are()
    {
        string file = Write("two", Two);
        KubernetesException refusal = Assert.Throws<KubernetesException>(() => KubernetesConnection.Open(Options(file) with { Context = "y" }));

        Assert.Contains("'y'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("ctx, x", refusal.Advice, StringComparison.Ordinal);
        Assert.Contains("a user that is not in", Assert.Throws<KubernetesException>(() => KubernetesConnection.Open(Options(file) with { Context = "x" })).Message, StringComparison.Ordinal);
        Assert.Contains("No context is current", Assert.Throws<KubernetesException>(() => KubernetesConnection.Open(Options(Write("one", One)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contexts_are_listed_as_kubectl_lists_them()
    {
        string file = Write("two", Two);
        ProgramRun listed = await KubectlAsync(file, "config", "get-contexts", "-o", "name");
        IReadOnlyList<KubernetesContextName> contexts = KubernetesConnection.ListContexts(Options(file));

        Assert.Equal(listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), contexts.Select(context => context.Name));
        Assert.Equal("ctx", Assert.Single(contexts, context => context.IsCurrent).Name);
    }

    [Fact]
    public void A_deep_nest_and_a_laughing_document_are_harmless()
    {
        Assert.Contains("deeply", Assert.Throws<KubernetesException>(() => Load(Write("deep", new string('[', 5000)))).Message, StringComparison.Ordinal);
        string laugh = "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(0, 20).Select(step =>
            $"{(char)('b' + step)}: &{(char)('b' + step)} [{string.Join(',', Enumerable.Repeat($"*{(char)('a' + step)}", 9))}]\n")) + "current-context: fine\n";
        Assert.Equal("fine", Load(Write("laugh", laugh)).CurrentContext);
    }

    private async Task SameAsync(string listed)
    {
        JsonNode view = JsonNode.Parse((await KubectlAsync(listed, "config", "view", "--raw", "-o", "json")).Output)!;
        KubeConfig ours = Load(listed);

        Assert.Equal(view["current-context"]!.GetValue<string>(), ours.CurrentContext);
        Assert.Equal(view["contexts"]!.AsArray().Select(context => context!["name"]!.GetValue<string>()), ours.Contexts.Select(context => context.Name));
        foreach (JsonNode? named in view["contexts"]!.AsArray())
        {
            JsonNode expected = named!["context"]!;
            KubeContext context = ours.Context(named["name"]!.GetValue<string>());
            Assert.Equal(Text(expected, "namespace"), context.Namespace ?? "");
            JsonNode cluster = Entry(view, "clusters", "cluster", Text(expected, "cluster"));
            KubeCluster own = ours.Cluster(context);
            Assert.Equal(Text(cluster, "server"), own.Server ?? "");
            Assert.Equal(Text(cluster, "tls-server-name"), own.TlsServerName ?? "");
            Assert.Equal(Text(cluster, "proxy-url"), own.ProxyUrl ?? "");
            Assert.Equal(cluster["insecure-skip-tls-verify"] is not null, own.InsecureSkipTlsVerify);
            Assert.Equal(cluster["disable-compression"] is not null, own.DisableCompression);
            Assert.Equal(Text(cluster, "certificate-authority").Split('/')[^1], own.CertificateAuthority?.Split('/')[^1] ?? "");
            if (view["users"] is not JsonArray users || users.All(user => user!["name"]!.GetValue<string>() != Text(expected, "user")))
                continue;
            JsonNode user = Entry(view, "users", "user", Text(expected, "user"));
            KubeConfigUser mine = ours.User(context)!;
            Assert.Equal(Text(user, "token"), mine.Token ?? "");
            Assert.Equal(Text(user, "username"), mine.Username ?? "");
        }
    }

    private static string Text(JsonNode node, string name) => node[name]?.GetValue<string>() ?? "";

    private static JsonNode Entry(JsonNode view, string list, string item, string name) => view[list]!.AsArray().Single(entry => entry!["name"]!.GetValue<string>() == name)![item]!;

    private KubeConfig Load(string? listed) => KubeConfig.Load(null, Machine(listed));

    private MachineEnvironment Machine(string? listed) => new() { Variable = name => name == "KUBECONFIG" ? listed : null, Home = _folder.Path };

    private static KubernetesConnectionOptions Options(string file) => new() { KubeConfigPath = file, Machine = ApiLab.NoMachine };

    private async Task<ProgramRun> KubectlAsync(string? listed, params string[] arguments)
    {
        string[] environment = listed is null ? ["-u", "KUBECONFIG", $"HOME={_folder.Path}"] : [$"HOME={_folder.Path}", $"KUBECONFIG={listed}"];
        return await ProgramRun.RunAsync("env", [.. environment, RealPart.Require("kubectl"), .. arguments], bound: TimeSpan.FromSeconds(60), closeInput: true);
    }

    private string Write(string name, string text)
    {
        string path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
