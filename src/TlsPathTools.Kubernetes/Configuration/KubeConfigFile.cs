using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Configuration;

/// <summary>One kubeconfig file, read.</summary>
internal sealed class KubeConfigFile
{
    private const int MaxBytes = 16 << 20;

    private readonly string _path;
    private readonly string _folder;

    private KubeConfigFile(string path)
    {
        _path = path;
        _folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
    }

    public string? CurrentContext { get; private set; }

    public Dictionary<string, KubeCluster> Clusters { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, KubeConfigUser> Users { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, KubeContext> Contexts { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads a file; null where there is none.</summary>
    /// <exception cref="KubernetesException">It cannot be read, or is no kubeconfig.</exception>
    public static KubeConfigFile? Read(string path)
    {
        var config = new KubeConfigFile(path);
        try
        {
            using var text = new StringReader(SmallFile.ReadText(path, MaxBytes));
            if (YamlValue.Parse(text) is { } root)
                config.Take(root);
            return config;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KubernetesException(GapKind.NoCredentials, $"The kubeconfig {path} cannot be read: {SmallFile.Why(exception)}.", "Check the path and the file's permissions.", inner: exception);
        }
        catch (FormatException exception)
        {
            throw new KubernetesException(GapKind.Malformed, $"The kubeconfig {path} is not understood: {exception.Message}.", "'kubectl config view' says the same of it, or more.");
        }
    }

    private void Take(YamlValue root)
    {
        if (root.Map is null)
        {
            if (root.Text is null && root.Items is null)
                return;
            throw new FormatException("it holds no mapping");
        }

        if (root["kind"]?.Text is { } kind && kind != "Config")
            throw new FormatException("its kind is not Config");
        CurrentContext = Text(root, "current-context") is { Length: > 0 } current ? current : null;
        Each(root, "clusters", "cluster", Clusters, (_, cluster) => ReadCluster(cluster));
        Each(root, "users", "user", Users, (_, user) => ReadUser(user));
        Each(root, "contexts", "context", Contexts, (name, context) => new(name, Text(context, "cluster"), Text(context, "user"), Text(context, "namespace")));
    }

    private KubeCluster ReadCluster(YamlValue? cluster) => new()
    {
        Server = Text(cluster, "server"),
        CertificateAuthority = FileName(cluster, "certificate-authority"),
        CertificateAuthorityData = Text(cluster, "certificate-authority-data"),
        InsecureSkipTlsVerify = Flag(cluster, "insecure-skip-tls-verify"),
        TlsServerName = Text(cluster, "tls-server-name"),
        ProxyUrl = Text(cluster, "proxy-url"),
        DisableCompression = Flag(cluster, "disable-compression"),
        Origin = _path,
    };

    private KubeConfigUser ReadUser(YamlValue? user) => new()
    {
        ClientCertificate = FileName(user, "client-certificate"),
        ClientCertificateData = Text(user, "client-certificate-data"),
        ClientKey = FileName(user, "client-key"),
        ClientKeyData = Text(user, "client-key-data"),
        Token = Text(user, "token"),
        TokenFile = FileName(user, "tokenFile"),
        Username = Text(user, "username"),
        Password = Text(user, "password"),
        Impersonate = Text(user, "as"),
        ImpersonateUid = Text(user, "as-uid"),
        ImpersonateGroups = Texts(user, "as-groups"),
        ImpersonateExtra = [.. (user?["as-user-extra"]?.Map ?? []).SelectMany(pair => (pair.Value.Items ?? []).Where(value => value.Text is not null).Select(value => new KeyValuePair<string, string>(pair.Key, value.Text!)))],
        AuthProvider = user?["auth-provider"] is { } provider ? Text(provider, "name") ?? "?" : null,
        Exec = user?["exec"] is { } exec ? ReadExec(exec) : null,
        Origin = _path,
    };

    private ExecPluginConfig ReadExec(YamlValue exec)
    {
        string command = Text(exec, "command") is { Length: > 0 } named ? named : throw new FormatException($"an exec plugin has no command (line {exec.Line})");
        // A path with a folder is relative to the file; a bare name is looked for on PATH.
        if (command.AsSpan().IndexOfAny('/', Path.DirectorySeparatorChar) >= 0)
            command = Path.GetFullPath(command, _folder);
        return new()
        {
            Command = command,
            Args = Texts(exec, "args"),
            Env = [.. (exec["env"]?.Items ?? []).Select(item => new KeyValuePair<string, string>(Text(item, "name") ?? "", Text(item, "value") ?? "")).Where(pair => pair.Key.Length > 0)],
            ApiVersion = Text(exec, "apiVersion"),
            InteractiveMode = Text(exec, "interactiveMode"),
            ProvideClusterInfo = Flag(exec, "provideClusterInfo"),
            InstallHint = Text(exec, "installHint"),
        };
    }

    private static void Each<T>(YamlValue root, string list, string item, Dictionary<string, T> into, Func<string, YamlValue?, T> read)
    {
        if (root[list] is not { } all)
            return;
        foreach (YamlValue entry in all.Items ?? throw new FormatException($"'{list}' is no list (line {all.Line})"))
        {
            if (entry.Map is null)
                throw new FormatException($"'{list}' holds something else than mappings (line {entry.Line})");
            string name = Text(entry, "name") ?? "";
            if (!into.TryAdd(name, read(name, entry[item])))
                throw new FormatException($"'{list}' has two entries of one name (line {entry.Line})");
        }
    }

    private static string? Text(YamlValue? value, string key) => value?[key] is not { } found
        ? null
        : found.Text ?? throw new FormatException($"'{key}' is no text (line {found.Line})");

    private static string[] Texts(YamlValue? value, string key) => [.. (value?[key]?.Items ?? []).Select(item => item.Text ?? "")];

    private static bool Flag(YamlValue? value, string key) => value?[key] is { } found
        && (found is { IsPlain: true, Text: { } text } && Boolean(text) is { } flag ? flag : throw new FormatException($"'{key}' is neither true nor false (line {found.Line})"));

    /// <summary>As kubectl, whose YAML is 1.1.</summary>
    private static bool? Boolean(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "ON" or "Y" => true,
        "FALSE" or "NO" or "OFF" or "N" => false,
        _ => null,
    };

    private string? FileName(YamlValue? value, string key) => Text(value, key) is { Length: > 0 } name ? Path.GetFullPath(name, _folder) : null;
}
