namespace TlsPathTools.Aws.Credentials;

/// <summary>What credentials and settings are looked up in: environment variables and the user's home folder.</summary>
internal sealed class AwsEnvironment(Func<string, string?> variable, string home)
{
    /// <summary>This process's, as it is when it is asked: a prompt may change it between two connections.</summary>
    public static AwsEnvironment OfProcess() => new(
        Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    /// <summary>A variable; null where it is not set or empty.</summary>
    public string? this[string name] => variable(name) is { Length: > 0 } value ? value : null;

    /// <summary>Whether a variable says "true".</summary>
    public bool? Flag(string name) => this[name] is { } value ? string.Equals(value, "true", StringComparison.OrdinalIgnoreCase) : null;

    /// <summary>The file of profiles' settings.</summary>
    public string ConfigFile => Expand(this["AWS_CONFIG_FILE"] ?? "~/.aws/config");

    /// <summary>The file of profiles' keys.</summary>
    public string CredentialsFile => Expand(this["AWS_SHARED_CREDENTIALS_FILE"] ?? "~/.aws/credentials");

    /// <summary>Where the CLI keeps tokens of its logins.</summary>
    public string SsoCacheFolder => Path.Combine(home, ".aws", "sso", "cache");

    /// <summary>A path whose ~ is the home folder.</summary>
    public string Expand(string path) => path is "~" || path.StartsWith("~/", StringComparison.Ordinal) || path.StartsWith("~\\", StringComparison.Ordinal)
        ? Path.Combine(home, path.Length > 1 ? path[2..].Replace('/', Path.DirectorySeparatorChar) : "")
        : path;
}
