using TlsPathTools.Aws.Credentials;
using TlsPathTools.Aws.Pipeline;
using TlsPathTools.TestServers;

namespace TlsPathTools.Aws.Tests.Credentials;

/// <summary>A home folder with the AWS CLI's files in it, and an environment.</summary>
internal sealed class CredentialHome : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _variables = new() { ["AWS_EC2_METADATA_DISABLED"] = "true", ["AWS_REGION"] = "eu-west-2" };

    public CredentialHome(string config = "", string credentials = "")
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, ".aws", "sso", "cache"));
        _folder.Write(".aws/config", config);
        _folder.Write(".aws/credentials", credentials);
    }

    public string Folder => _folder.Path;

    public AwsEnvironment Environment => new(_variables.GetValueOrDefault, _folder.Path);

    public string this[string variable]
    {
        set => _variables[variable] = value;
    }

    public string Write(string name, string content) => _folder.Write(name, content);

    public string File(string name) => _folder.File(name);

    /// <summary>Opens a connection here.</summary>
    public AwsConnection Open(AwsCredentialOptions? options = null, TimeProvider? time = null) =>
        AwsConnection.Open(options ?? new AwsCredentialOptions(), Environment, time, settings => settings with { MaxAttempts = 1 });

    /// <summary>The failure of a connection that cannot be opened, or not be used.</summary>
    public async Task<AwsFailure> FailAsync(AwsCredentialOptions? options = null)
    {
        Exception exception = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            using AwsConnection connection = Open(options);
            await connection.Pipeline.InvokeAsync(TestAws.WhoAmI, default);
        });
        return exception is AwsConnectionException refused ? new AwsFailure(refused.Kind, null, refused.Message, refused.Advice) : AwsFailure.Of(exception);
    }

    public void Dispose() => _folder.Dispose();
}
