using System.Net;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Probing;
using TlsPathTools.TestServers;

namespace TlsPathTools.Lab.Tests.EndToEnd;

/// <summary>A lab that runs, and other programs that look at it as their users would.</summary>
public sealed class RunningLab : IAsyncDisposable
{
    private RunningLab(TlsPathLab lab, TempFolder home)
    {
        Lab = lab;
        Home = home;
    }

    public TlsPathLab Lab { get; }

    public TempFolder Home { get; }

    public static async Task<RunningLab> StartAsync(string scenario, LabOptions? options = null) =>
        new(await TlsPathLab.StartAsync(ScenarioFile.Load(scenario), options, TestContext.Current.CancellationToken), new TempFolder());

    /// <summary>The address of the endpoint's load balancer in a zone.</summary>
    public string AddressIn(string zone)
    {
        string[] named = [.. Lab.EndpointAddresses.Select(address => address.ToString())];
        return Lab.Look().Addresses.Single(address => address.Zone == zone && named.Contains(address.Address)).Address;
    }

    /// <summary>Runs a program with the lab's environment: keys, endpoint, kubeconfig, and a home of its own.</summary>
    public Task<ProgramRun> RunAsync(string program, params IEnumerable<string> arguments) => RunAsync(TimeSpan.FromSeconds(60), program, arguments);

    public Task<ProgramRun> RunAsync(TimeSpan bound, string program, IEnumerable<string> arguments) => ProgramRun.RunAsync(
        "env",
        [
            $"HOME={Home.Path}", $"AWS_ENDPOINT_URL={Lab.AwsEndpoint.AbsoluteUri.TrimEnd('/')}", $"AWS_DEFAULT_REGION={Lab.Region}", $"AWS_REGION={Lab.Region}",
            $"AWS_ACCESS_KEY_ID={Lab.AccessKeyId}", $"AWS_SECRET_ACCESS_KEY={Lab.SecretAccessKey}", "AWS_EC2_METADATA_DISABLED=true", "AWS_PAGER=",
            $"AWS_CONFIG_FILE={Home.File("none")}", $"AWS_SHARED_CREDENTIALS_FILE={Home.File("none")}", $"KUBECONFIG={Lab.KubeConfigPath}",
            RealPart.Require(program), .. arguments,
        ],
        closeInput: true,
        bound: bound);

    /// <summary>An aws command; newer ones take the endpoint from the environment, older ones do not.</summary>
    public Task<ProgramRun> AwsAsync(string command) => RunAsync("aws", [.. command.Split(' '), "--endpoint-url", Lab.AwsEndpoint.AbsoluteUri.TrimEnd('/'), "--output", "json"]);

    public Task<ProgramRun> KubectlAsync(string command) => RunAsync("kubectl", command.Split(' '));

    /// <summary>Attempts at addresses from the client's position, or directly.</summary>
    public async Task<IReadOnlyList<TlsPathResult>> ProbeAsync(int count, bool direct, params string[] addresses)
    {
        var options = new ProbeOptions
        {
            Count = count,
            AttemptsPerSecond = 50,
            Timeout = TimeSpan.FromSeconds(8),
            Trust = CertificateTrust.FromFile(Lab.TrustedPemPath!),
            Proxy = direct || Lab.ClientProxy is null ? null : ProbeProxy.Parse(Lab.ClientProxy.AbsoluteUri),
        };
        var run = new ProbeRun([.. addresses.Select(address => new ProbeTarget(Lab.EndpointName, IPAddress.Parse(address), Lab.EndpointPort))], options, time: null, Lab.Connector);
        await foreach (TlsAttempt _ in run.RunAsync(TestContext.Current.CancellationToken))
        {
        }

        return run.Results();
    }

    public async ValueTask DisposeAsync()
    {
        await Lab.DisposeAsync();
        Home.Dispose();
    }
}
