using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using TlsPathTools.Dns;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Probing;
using TlsPathTools.Statistics;

namespace TlsPathTools.Lab.Tests.Scenarios;

/// <summary>Probes a running scenario from its client's position, and holds what comes against what its file promises.</summary>
internal sealed class TruthProbe
{
    // A rate between 0 and 1 needs more of them: of 60 attempts at the rarest promised fault some fail.
    private const int Few = 20;
    private const int Many = 60;

    // Of the many intervals of a run some would miss the truth at 95 %.
    private const double Confidence = 0.999;

    private readonly TlsPathLab _lab;
    private readonly CertificateTrust _trust;

    private TruthProbe(TlsPathLab lab)
    {
        _lab = lab;
        var roots = new X509Certificate2Collection();
        roots.ImportFromPem(lab.TrustedPem);
        _trust = CertificateTrust.SystemAnd(roots);
    }

    /// <summary>What does not hold; empty when everything does.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(LabScenario scenario, CancellationToken cancellationToken)
    {
        await using TlsPathLab lab = await TlsPathLab.StartAsync(scenario, new LabOptions { WriteFiles = false }, cancellationToken);
        var probe = new TruthProbe(lab);
        List<string> wrong = [];
        foreach (IGrouping<(double, string, double?), ExpectedPattern> round in scenario.Truth.Patterns
            .GroupBy(pattern => (pattern.FromSeconds, pattern.Mode, pattern.IdleSeconds))
            .OrderBy(round => round.Key.FromSeconds))
        {
            TimeSpan wait = lab.World.Start + TimeSpan.FromSeconds(round.Key.Item1) - lab.World.Now;
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, cancellationToken);
            wrong.AddRange(await probe.RoundAsync([.. round], cancellationToken));
        }

        return wrong;
    }

    private async Task<IEnumerable<string>> RoundAsync(IReadOnlyList<ExpectedPattern> patterns, CancellationToken cancellationToken)
    {
        var expected = new List<(ExpectedPattern Pattern, string Address)>();
        foreach (ExpectedPattern pattern in patterns)
        {
            foreach (IPAddress address in await AddressesAsync(pattern.Address, cancellationToken))
                expected.Add((pattern, address.ToString()));
        }

        var options = new ProbeOptions
        {
            Count = patterns.Any(pattern => pattern.MinRate < pattern.MaxRate) ? Many : Few,
            AttemptsPerSecond = 40,
            Timeout = TimeSpan.FromSeconds(5),
            ResponseTimeout = TimeSpan.FromSeconds(10),
            Trust = _trust,
            Path = _lab.Scenario.Endpoint.Path,
            Idle = patterns[0].IdleSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Proxy = patterns[0].Mode != "direct" && _lab.ClientProxy is { } proxy ? new ProbeProxy(proxy) : null,
        };
        // Through the lab's connector; and, where the file says that every program sees it, as every program does.
        IEnumerable<IConnector?> ways = _lab.Scenario.Fidelity == LabFidelity.Bytes ? [_lab.Connector, null] : [_lab.Connector];
        IEnumerable<string>[] wrong = await Task.WhenAll(ways.Select(way => CompareAsync(expected, options, way, cancellationToken)));
        return wrong.SelectMany(one => one);
    }

    private async Task<IEnumerable<string>> CompareAsync(
        IReadOnlyList<(ExpectedPattern Pattern, string Address)> expected, ProbeOptions options, IConnector? connector, CancellationToken cancellationToken)
    {
        ProbeTarget[] targets = [.. expected.Select(e => e.Address).Distinct().Select(address => new ProbeTarget(_lab.EndpointName, IPAddress.Parse(address), _lab.EndpointPort))];
        var attempts = new List<TlsAttempt>();
        await foreach (TlsAttempt attempt in new ProbeRun(targets, options, connector: connector).RunAsync(cancellationToken))
            attempts.Add(attempt);
        return expected
            .Select(e => Compare(e.Pattern, e.Address, options.Count, [.. attempts.Where(attempt => attempt.IPAddress == e.Address)]))
            .OfType<string>()
            .Select(text => connector is null ? $"as any program: {text}" : text);
    }

    private async Task<IReadOnlyList<IPAddress>> AddressesAsync(string address, CancellationToken cancellationToken)
    {
        if (address == "*")
            return await ResolveAsync(cancellationToken);
        if (IPAddress.TryParse(address, out IPAddress? written))
            return [_lab.World.Addresses.Map(written)];
        string[] parts = address.StartsWith("lb:", StringComparison.Ordinal) ? address[3..].Split('/') : ["", address];
        return [IPAddress.Parse(_lab.Look().Addresses.Single(known => known.Zone == parts[1] && (parts[0].Length == 0 || known.LoadBalancer == parts[0])).Address)];
    }

    private async Task<IReadOnlyList<IPAddress>> ResolveAsync(CancellationToken cancellationToken)
    {
        var resolver = new EndpointResolver(new ResolverOptions { Servers = [_lab.ClientResolver], WireOnly = true });
        Assert.True(EndpointName.TryParse(_lab.EndpointName, _lab.EndpointPort, out EndpointName? name, out string? problem), problem);
        Resolution resolution = await resolver.ResolveAsync(name, cancellationToken);
        Assert.NotEmpty(resolution.Addresses);
        return [.. resolution.Addresses.Select(found => IPAddress.Parse(found.IPAddress))];
    }

    private static string? Compare(ExpectedPattern pattern, string address, int count, IReadOnlyList<TlsAttempt> attempts)
    {
        IReadOnlyList<TlsAttempt> failures = [.. attempts.Where(attempt => !attempt.Succeeded)];
        Interval rate = Proportion.Wilson(failures.Count, attempts.Count, Confidence);
        IEnumerable<TlsAttempt> odd = failures.Where(attempt =>
            attempt.Untested
            || (pattern.Stages.Count > 0 && !pattern.Stages.Contains(attempt.Stage.ToString()))
            || (pattern.Events.Count > 0 && !pattern.Events.Contains(attempt.Event.ToString()))
            || (pattern.Statuses.Count > 0 && !pattern.Statuses.Contains(attempt.HttpStatus ?? attempt.ProxyStatus ?? 0)));
        bool seen = pattern.MinRate == 0 || failures.Count > 0;
        if (attempts.Count == count && seen && rate.High >= pattern.MinRate && rate.Low <= pattern.MaxRate && !odd.Any())
            return null;
        string kinds = string.Join(", ", failures.GroupBy(f => $"{f.Stage}/{f.Event} {f.HttpStatus ?? f.ProxyStatus}".TrimEnd()).Select(group => $"{group.Count()} x {group.Key}"));
        string detail = failures.Count > 0 ? $"; e.g. {failures[0].Detail}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{pattern.Address} ({address}) {pattern.Mode} {pattern.IdleSeconds} from {pattern.FromSeconds} s: {failures.Count} of {attempts.Count} failed, promised {pattern.MinRate}–{pattern.MaxRate} [{string.Join(' ', pattern.Stages)}; {string.Join(' ', pattern.Events)}]: {kinds}{detail}");
    }
}
