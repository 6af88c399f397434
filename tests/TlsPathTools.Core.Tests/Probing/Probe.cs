using System.Net;
using System.Security.Cryptography.X509Certificates;
using TlsPathTools.Probing;
using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.Probing;

/// <summary>Short ways to probe a test server.</summary>
internal static class Probe
{
    /// <summary>Trusts the test authority and is in no hurry to be polite: the servers are ours.</summary>
    internal static ProbeOptions Fast { get; } = new()
    {
        Trust = CertificateTrust.SystemAnd(new X509Certificate2Collection(TestCertificates.Authority)),
        AttemptsPerSecond = 500,
        Timeout = TimeSpan.FromSeconds(5),
        Seed = 1,
    };

    internal static ProbeTarget Target(IPEndPoint endpoint, string? name = TestCertificates.HostName) => new(name, endpoint.Address, endpoint.Port);

    internal static async Task<IReadOnlyList<TlsAttempt>> RunAsync(IPEndPoint endpoint, ProbeOptions options, string? name = TestCertificates.HostName)
    {
        (IReadOnlyList<TlsAttempt> attempts, _) = await RunAsync([Target(endpoint, name)], options);
        return attempts;
    }

    internal static async Task<(IReadOnlyList<TlsAttempt> Attempts, IReadOnlyList<TlsPathResult> Results)> RunAsync(
        IReadOnlyList<ProbeTarget> targets, ProbeOptions options, IConnector? connector = null)
    {
        var run = new ProbeRun(targets, options, time: null, connector);
        var attempts = new List<TlsAttempt>();
        await foreach (TlsAttempt attempt in run.RunAsync(TestContext.Current.CancellationToken))
            attempts.Add(attempt);
        return (attempts, run.Results());
    }

    internal static async Task<TlsAttempt> OnceAsync(IPEndPoint endpoint, ProbeOptions options, string? name = TestCertificates.HostName) =>
        Assert.Single(await RunAsync(endpoint, options with { Count = 1 }, name));
}
