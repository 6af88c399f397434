using TlsPathTools.Aws.Pipeline;

namespace TlsPathTools.Aws.Credentials;

/// <summary>The profiles of the AWS CLI's two files, with what they refer to.</summary>
internal sealed class AwsFiles
{
    private readonly Dictionary<string, AwsProfile> _profiles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, string>> _config;
    private readonly AwsEnvironment _environment;

    private AwsFiles(AwsEnvironment environment)
    {
        _environment = environment;
        _config = IniFile.Read(environment.ConfigFile);
        foreach ((string heading, Dictionary<string, string> settings) in _config)
        {
            if (heading == "default" || Named("profile", heading) is { Length: > 0 })
                _profiles[heading == "default" ? heading : Named("profile", heading)!] = new AwsProfile(heading == "default" ? heading : Named("profile", heading)!, settings);
        }

        // Keys of the credentials file go before those of the other.
        foreach ((string name, Dictionary<string, string> keys) in IniFile.Read(environment.CredentialsFile))
        {
            var settings = new Dictionary<string, string>(_profiles.GetValueOrDefault(name)?.Settings ?? new(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
            foreach ((string key, string value) in keys)
                settings[key] = value;
            _profiles[name] = new AwsProfile(name, settings);
        }
    }

    /// <summary>Names of all profiles.</summary>
    public IReadOnlyCollection<string> ProfileNames => _profiles.Keys;

    /// <summary>Reads them.</summary>
    /// <exception cref="AwsRefusal">A file cannot be read.</exception>
    public static AwsFiles Read(AwsEnvironment environment) => new(environment);

    /// <summary>A profile; null where there is none of this name.</summary>
    public AwsProfile? Find(string name) => _profiles.GetValueOrDefault(name) ?? DotNetStore.Find(name);

    /// <summary>A profile that somebody named.</summary>
    public AwsProfile Get(string name) => Find(name) ?? throw new AwsRefusal(
        GapKind.NoCredentials, $"There is no AWS profile '{SafeText.Escape(name, 80)}' in {SafeText.Escape(_environment.ConfigFile)} or {SafeText.Escape(_environment.CredentialsFile)}.",
        "'aws configure list-profiles' shows those that there are.");

    /// <summary>The settings of <c>[sso-session NAME]</c> or <c>[services NAME]</c>; null where there is none.</summary>
    public IReadOnlyDictionary<string, string>? Section(string kind, string name) =>
        _config.FirstOrDefault(section => Named(kind, section.Key) == name).Value;

    // [profile NAME], [profile "A NAME"]
    private static string? Named(string kind, string heading) =>
        heading.StartsWith(kind, StringComparison.Ordinal) && heading.Length > kind.Length && char.IsWhiteSpace(heading[kind.Length])
            ? heading[kind.Length..].Trim().Trim('"', '\'')
            : null;
}

/// <summary>A profile.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Settings">Its settings, secrets among them.</param>
internal sealed record AwsProfile(string Name, Dictionary<string, string> Settings)
{
    /// <summary>A setting; null where it is not set or empty.</summary>
    public string? this[string name] => Settings.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
