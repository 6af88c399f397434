using System.Diagnostics;
using TlsPathTools.Aws.Credentials;
using TlsPathTools.Topology;

namespace TlsPathTools.Aws.Tests.Credentials;

/// <summary>Keys of the container, the instance, a program.</summary>
public class MachineCredentialTests
{
    private const string Keys = "{\"Code\":\"Success\",\"AccessKeyId\":\"ASIAMACHINE\",\"SecretAccessKey\":\"s\",\"Token\":\"t\",\"Expiration\":\"2999-01-01T00:00:00Z\"}";

    [Fact]
    public async Task A_container_gives_keys_for_the_token_of_its_file_which_is_read_each_time()
    {
        await using var api = LoopbackApi.Start((request, answer) => request.Target == "/v1/credentials" ? answer.SendAsync(200, Keys, "application/json") : Fine(request, answer));
        using var home = new CredentialHome();
        home["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = new Uri(api.Endpoint, "/v1/credentials").AbsoluteUri;
        home["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = home.Write("pod-token", "pod-identity\n");

        Assert.Equal("<Fine/>", await AskAsync(home, api));
        Assert.Equal("pod-identity", api.Requests.First().Headers["Authorization"]);
    }

    [Theory]
    [InlineData("http://192.0.2.1/keys")]
    [InlineData("http://169.254.170.2.evil.example/keys")]
    [InlineData("ftp://127.0.0.1/keys")]
    public async Task A_token_does_not_go_unencrypted_to_somebody_elses_host(string uri)
    {
        using var home = new CredentialHome();
        home["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = uri;

        Assert.Contains("neither an https URL nor an address of this machine", (await home.FailAsync()).Reason);
    }

    [Fact]
    public async Task A_container_service_that_refuses_or_answers_nonsense_is_said_so()
    {
        int number = 0;
        await using var api = LoopbackApi.Start((_, answer) => Interlocked.Increment(ref number) == 1 ? answer.SendAsync(403, "CANARY") : answer.SendAsync(200, "<CANARY/>"));
        using var home = new CredentialHome();
        home["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = api.Endpoint.AbsoluteUri;

        var refused = await home.FailAsync();
        var nonsense = await home.FailAsync();

        Assert.Equal((GapKind.NoCredentials, "The container's credential service answered HTTP 403."), (refused.Kind, refused.Reason));
        Assert.Equal((GapKind.Malformed, "The container's credential service did not answer with credentials: it is not JSON."), (nonsense.Kind, nonsense.Reason));
    }

    [Fact]
    public async Task An_instance_gives_the_keys_of_its_role_for_a_token_of_version_2()
    {
        await using var api = LoopbackApi.Start((request, answer) => (request.Method, request.Target, request.Headers.GetValueOrDefault("X-aws-ec2-metadata-token")) switch
        {
            ("PUT", "/latest/api/token", _) when request.Headers["X-aws-ec2-metadata-token-ttl-seconds"] == "21600" => answer.SendAsync(200, "imds-token", "text/plain"),
            ("GET", "/latest/meta-data/iam/security-credentials/", "imds-token") => answer.SendAsync(200, "node-role", "text/plain"),
            ("GET", "/latest/meta-data/iam/security-credentials/node-role", "imds-token") => answer.SendAsync(200, Keys, "text/plain"),
            _ => Fine(request, answer),
        });
        using var home = new CredentialHome();
        home["AWS_EC2_METADATA_DISABLED"] = "false";
        home["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = api.Endpoint.AbsoluteUri;

        Assert.Equal("<Fine/>", await AskAsync(home, api));
    }

    [Fact]
    public async Task A_machine_that_is_no_instance_is_known_quickly_and_for_a_while()
    {
        await using var api = LoopbackApi.Start((_, answer) => Task.Delay(Timeout.Infinite, answer.Stopping));
        using var home = new CredentialHome();
        home["AWS_EC2_METADATA_DISABLED"] = "false";
        home["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = api.Endpoint.AbsoluteUri;
        using AwsConnection connection = home.Open();
        long began = Stopwatch.GetTimestamp();

        for (int i = 0; i < 20; i++)
            await Assert.ThrowsAnyAsync<Exception>(() => connection.Pipeline.InvokeAsync(TestAws.WhoAmI, default));

        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0.5, 8);
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task A_program_gives_keys()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program is a shell's.");
        await using var api = LoopbackApi.Start(Fine);
        using var home = new CredentialHome("[default]\ncredential_process = /bin/sh -c 'printf %s \"$0\"' " + $"'{Keys.Replace("\"Token\"", "\"Version\":1,\"SessionToken\"")}'\n");

        Assert.Equal("<Fine/>", await AskAsync(home, api));
    }

    [Theory]
    [InlineData("/bin/sh -c 'echo please log in >&2; echo CANARY; exit 3'", "ended with 3: please log in")]
    [InlineData("/bin/sh -c 'echo CANARY'", "it is not JSON")]
    [InlineData("/no/such/program", "cannot be started")]
    public async Task A_program_that_fails_is_named_with_its_complaint(string command, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs are a shell's.");
        using var home = new CredentialHome($"[default]\ncredential_process = {command}\n");

        Assert.Contains(expected, (await home.FailAsync()).Reason);
    }

    [Fact]
    public async Task A_program_that_hangs_ends_with_the_wait_for_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program is a shell's.");
        using var home = new CredentialHome("[default]\ncredential_process = /bin/sh -c 'sleep 600'\n");
        using AwsConnection connection = home.Open();
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        long began = Stopwatch.GetTimestamp();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connection.Pipeline.InvokeAsync(TestAws.WhoAmI, cancel.Token));

        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0.2, 5);
    }

    [Theory]
    [InlineData("a 'b c' \"d \\\" e\" f\\ g '' h'i'j", "a|b c|d \" e|f g||hij")]
    [InlineData("  ", "")]
    public void A_command_line_is_split_as_a_shell_would(string command, string words) => Assert.Equal(words, string.Join('|', ProcessSource.Split(command)));

    private static Task Fine(ApiRequest request, ApiAnswer answer) =>
        request.Headers.TryGetValue("Authorization", out string? signature) && signature.Contains("Credential=ASIAMACHINE/") && request.Headers["X-Amz-Security-Token"] == "t"
            ? answer.SendAsync(200, "<Fine/>")
            : answer.SendAsync(400, "");

    private static async Task<string> AskAsync(CredentialHome home, LoopbackApi api)
    {
        using AwsConnection connection = home.Open(new AwsCredentialOptions { EndpointUrl = api.Endpoint });
        return await connection.Pipeline.InvokeAsync(TestAws.WhoAmI, default);
    }
}
