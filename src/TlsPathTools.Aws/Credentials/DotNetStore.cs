using Amazon.Runtime.CredentialManagement;

namespace TlsPathTools.Aws.Credentials;

/// <summary>The encrypted store that AWS Tools for PowerShell keep profiles in on Windows, beside the CLI's files.</summary>
internal static class DotNetStore
{
    /// <summary>A profile of the store; null elsewhere than on Windows.</summary>
    public static AwsProfile? Find(string name)
    {
        if (!OperatingSystem.IsWindows() || !new NetSDKCredentialsFile().TryGetProfile(name, out CredentialProfile profile))
            return null;
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        Add("aws_access_key_id", profile.Options.AccessKey);
        Add("aws_secret_access_key", profile.Options.SecretKey);
        Add("aws_session_token", profile.Options.Token);
        Add("role_arn", profile.Options.RoleArn);
        Add("source_profile", profile.Options.SourceProfile);
        Add("external_id", profile.Options.ExternalID);
        Add("mfa_serial", profile.Options.MfaSerial);
        Add("credential_process", profile.Options.CredentialProcess);
        Add("region", profile.Region?.SystemName);
        return new AwsProfile(name, settings);

        void Add(string setting, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                settings.Add(setting, value);
        }
    }

    /// <summary>The names of its profiles.</summary>
    public static IReadOnlyList<string> Names() => OperatingSystem.IsWindows() ? new NetSDKCredentialsFile().ListProfileNames() : [];
}
