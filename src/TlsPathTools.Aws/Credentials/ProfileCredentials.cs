using System.Globalization;
using TlsPathTools.Aws.Pipeline;

namespace TlsPathTools.Aws.Credentials;

/// <summary>What a profile says of credentials, roles over other profiles included.</summary>
internal sealed class ProfileCredentials(AwsCredentialOptions options, AwsEnvironment environment, AwsFiles files, LoginClients clients, TimeProvider time)
{
    private readonly List<string> _visited = [];

    /// <summary>The profile's source; null where it says nothing of credentials.</summary>
    /// <exception cref="AwsRefusal">What it says cannot be followed.</exception>
    public CredentialSource? Find(AwsProfile profile)
    {
        _visited.Add(profile.Name);
        string who = $"Profile '{SafeText.Escape(profile.Name, 80)}'";
        if (profile["role_arn"] is { } arn)
            return profile["web_identity_token_file"] is { } file
                ? new WebIdentitySource(RoleOf(profile, arn), WebIdentitySource.FromFile(environment.Expand(file)), $"of profile '{SafeText.Escape(profile.Name, 80)}'", clients)
                : AssumedRole(profile, arn, who);
        if (profile["sso_session"] is not null || profile["sso_start_url"] is not null || profile["sso_account_id"] is not null)
            return Login(profile, who);
        if (profile["aws_access_key_id"] is not null || profile["aws_secret_access_key"] is not null)
            return Keys(profile);
        if (profile["credential_process"] is { } command)
        {
            return options.AllowProcesses
                ? new ProcessSource(profile.Name, command)
                : throw new AwsRefusal(GapKind.NoCredentials, $"{who} gets its keys from a program (credential_process), and none may be started here.",
                    "Give keys, a role with a web identity token, or a profile of another kind.");
        }

        if (profile["login_session"] is not null)
        {
            throw new AwsRefusal(GapKind.NotSupported, $"{who} logs in with 'aws login', which is not supported.",
                $"Run: aws configure export-credentials --profile {SafeText.Escape(profile.Name, 80)} --format env, and use what it prints.");
        }

        return null;
    }

    private RoleSource AssumedRole(AwsProfile profile, string arn, string who)
    {
        if (profile["mfa_serial"] is not null)
        {
            throw new AwsRefusal(GapKind.NoCredentials, $"{who} assumes its role with a one-time code (mfa_serial), and there is nobody here to ask for it.",
                $"Run: aws configure export-credentials --profile {SafeText.Escape(profile.Name, 80)} --format env, which asks for the code, and use the keys that it prints.");
        }

        CredentialSource caller = (profile["source_profile"], profile["credential_source"]) switch
        {
            ({ } source, null) => Source(source, who),
            (null, { } kind) => CredentialSourceOf(kind, who),
            (null, null) => throw Wrong($"{who} has a role_arn, and neither source_profile nor credential_source says who assumes it."),
            _ => throw Wrong($"{who} has both source_profile and credential_source: only one can assume its role."),
        };
        return new RoleSource(RoleOf(profile, arn), new CredentialCache(caller, time), clients);
    }

    private CredentialSource Source(string name, string who)
    {
        AwsProfile source = files.Find(name) ?? throw Wrong($"{who} names the source_profile '{SafeText.Escape(name, 80)}', which does not exist.");
        // A profile with keys of its own may name itself, or a circle end in it.
        if (source["aws_access_key_id"] is not null)
            return Keys(source);
        if (_visited.Contains(name, StringComparer.Ordinal))
            throw Wrong($"The source_profile of {string.Join(" -> ", _visited.Append(name).Select(visited => $"'{SafeText.Escape(visited, 80)}'"))} goes round in a circle.");
        return Find(source) ?? throw Wrong($"{who} names the source_profile '{SafeText.Escape(name, 80)}', which has no credentials.");
    }

    private CredentialSource CredentialSourceOf(string kind, string who) => kind switch
    {
        "Environment" => CredentialChain.Keys("the environment (AWS_ACCESS_KEY_ID)", environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"], environment["AWS_SESSION_TOKEN"]),
        "EcsContainer" => ContainerSource.Find(environment) ?? throw Wrong($"{who} takes its keys from the container, and the environment names no credential service of one."),
        "Ec2InstanceMetadata" => InstanceSource.Find(environment) ?? throw Wrong($"{who} takes its keys from the instance, which AWS_EC2_METADATA_DISABLED forbids."),
        _ => throw Wrong($"{who} has a credential_source that does not exist: '{SafeText.Escape(kind, 40)}'."),
    };

    private SsoSource Login(AwsProfile profile, string who)
    {
        IReadOnlyDictionary<string, string> session = profile.Settings;
        string? name = profile["sso_session"];
        if (name is not null)
            session = files.Section("sso-session", name) ?? throw Wrong($"{who} names the sso-session '{SafeText.Escape(name, 80)}', which does not exist.");
        string Required(IReadOnlyDictionary<string, string> settings, string setting) =>
            settings.GetValueOrDefault(setting) is { Length: > 0 } value ? value : throw Wrong($"{who} logs in with IAM Identity Center, and {setting} is missing.");
        var login = new SsoLogin(name ?? Required(session, "sso_start_url"), Required(session, "sso_region"), Required(profile.Settings, "sso_account_id"), Required(profile.Settings, "sso_role_name"));
        return new SsoSource(profile.Name, login, new SsoTokenCache(environment.SsoCacheFolder, time), clients);
    }

    private static GivenKeys Keys(AwsProfile profile) =>
        CredentialChain.Keys($"the keys of profile '{SafeText.Escape(profile.Name, 80)}'", profile["aws_access_key_id"], profile["aws_secret_access_key"], profile["aws_session_token"]);

    private static AwsRole RoleOf(AwsProfile profile, string arn) => new(arn)
    {
        ExternalId = profile["external_id"],
        SessionName = profile["role_session_name"] ?? "",
        DurationSeconds = int.TryParse(profile["duration_seconds"], NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) ? seconds : null,
    };

    private static AwsRefusal Wrong(string message) => new(GapKind.NoCredentials, message, "Correct the profile: aws configure, or an editor.");
}
