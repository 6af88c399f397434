using TlsPathTools.Aws.Credentials;
using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Lab;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Aws.Tests;

/// <summary>Connections in an environment that holds nothing but what a test puts there.</summary>
internal static class TestAws
{
    /// <summary>Who one is: the call that every key may make.</summary>
    public static AwsCall<string> WhoAmI { get; } = new(AwsService.Sts, "GetCallerIdentity", Text);

    /// <summary>An environment of these variables, and a home folder that is empty.</summary>
    public static AwsEnvironment Environment(string home, params (string Name, string Value)[] variables)
    {
        var given = variables.ToDictionary(pair => pair.Name, pair => pair.Value);
        given.TryAdd("AWS_EC2_METADATA_DISABLED", "true");
        return new AwsEnvironment(given.GetValueOrDefault, home);
    }

    public static AwsEnvironment Nothing { get; } = Environment("/nonexistent");

    /// <summary>A connection with keys to an endpoint.</summary>
    public static AwsConnection Connect(Uri endpoint, Func<AwsSettings, AwsSettings>? adjust = null, string key = "AKIATEST", string secret = "secret") => AwsConnection.Open(
        new AwsCredentialOptions { AccessKeyId = key, SecretAccessKey = secret, Region = "eu-west-2", EndpointUrl = endpoint }, Nothing, adjust: adjust);

    /// <summary>A connection to a lab, with its keys.</summary>
    public static AwsConnection Connect(TlsPathLab lab, AwsCredentialOptions? options = null, Func<AwsSettings, AwsSettings>? adjust = null) => AwsConnection.Open(
        (options ?? new AwsCredentialOptions()) with
        {
            AccessKeyId = options?.AccessKeyId ?? lab.AccessKeyId, SecretAccessKey = options?.SecretAccessKey ?? lab.SecretAccessKey,
            Region = options?.Region ?? lab.Region, EndpointUrl = lab.AwsEndpoint,
        }, Nothing, adjust: adjust);

    public static Task<TlsPathLab> StartLabAsync() => TlsPathLab.StartAsync(ScenarioFile.Load("relay-node-fault"), new LabOptions { WriteFiles = false, HighPorts = true });

    public static string Text(Stream answer)
    {
        using var reader = new StreamReader(answer, leaveOpen: true);
        return reader.ReadToEnd();
    }
}
