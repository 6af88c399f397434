using System.Net;

namespace TlsPathTools.Dns;

/// <summary>Name → addresses: each resolver is asked by itself, A and AAAA apart, and the answers are compared.</summary>
/// <remarks>
/// Without <see cref="ResolverOptions.Servers"/>, those of this machine are asked, through its search list, and addresses that only
/// the hosts file or the system resolver knows are part of the result: other programs go there. With servers given, only what they
/// return counts, for the name as it is written; hosts file and system resolver are compared with it.
/// </remarks>
public sealed class EndpointResolver
{
    // A server that returned less than others is asked this often again before the two are said to disagree.
    private const int MoreQuestions = 3;

    // How much longer the system resolver may take than given servers: it is only compared with them.
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(250);

    private readonly ResolverOptions _options;
    private readonly TimeProvider _time;
    private readonly MachineDns _machine;
    private readonly DnsClient _client;

    /// <summary>A resolver for this machine.</summary>
    public EndpointResolver(ResolverOptions options, TimeProvider? time = null)
        : this(options, time, new MachineDns())
    {
    }

    internal EndpointResolver(ResolverOptions options, TimeProvider? time, MachineDns machine)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _time = time ?? TimeProvider.System;
        _machine = machine;
        _client = new DnsClient(options.Timeout, options.Tries, _time);
    }

    /// <summary>Resolves a name. Failures are part of the result; only cancellation is thrown.</summary>
    public async Task<Resolution> ResolveAsync(EndpointName name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        cancellationToken.ThrowIfCancellationRequested();
        if (name.Address is { } literal)
            return Literal(name, literal);
        if (DnsName.Encode(name.HostName) is null)
            return Failed(name, $"'{HostText.Show(name.HostName)}' cannot be written as a DNS name.");

        bool given = _options.Servers.Count > 0;
        long start = _time.GetTimestamp();
        using var stopSystem = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<SystemAnswer>? system = _options.WireOnly ? null : _machine.AskSystemAsync(name, _options.AddressFamily, stopSystem.Token);
        var evidence = new ResolutionEvidence
        {
            Name = name,
            Configuration = given ? DnsConfiguration.Explicit(_options.Servers) : _machine.Read(),
            ServersGiven = given,
            Only = _options.AddressFamily,
            HostsFile = _options.WireOnly ? [] : [.. _machine.InHostsFile(name.HostName).Where(x => Wanted(IPFamilies.Of(x)))],
        };

        IReadOnlyList<ResolverAnswer> answers = IsLocal(evidence) ? [] : await AskAsync(evidence, cancellationToken).ConfigureAwait(false);
        evidence = evidence with
        {
            Answers = answers,
            Views = ResolverView.Of(answers),
            System = system is null ? null : await WaitAsync(system, stopSystem, given, start).ConfigureAwait(false),
        };
        cancellationToken.ThrowIfCancellationRequested();

        IReadOnlyList<EndpointAddress> addresses = AddressComparison.Addresses(evidence);
        return new Resolution
        {
            Name = name,
            Addresses = addresses,
            Answers = answers,
            Warnings = ResolutionWarnings.List(evidence, addresses),
            Failure = addresses.Count > 0 ? null : ResolutionFailure.Explain(evidence),
        };
    }

    private bool Wanted(IPFamily family) => _options.AddressFamily is null || _options.AddressFamily == family;

    private IPFamily[] Families => _options.AddressFamily is { } only ? [only] : [IPFamily.IPv4, IPFamily.IPv6];

    private Resolution Literal(EndpointName name, IPAddress address)
    {
        IPFamily family = IPFamilies.Of(address);
        if (!Wanted(family))
            return Failed(name, $"{name.HostName} is an {family} address, and only {_options.AddressFamily} is asked for.");

        var row = new EndpointAddress { HostName = name.HostName, IPAddress = address.ToString(), Port = name.Port, AddressFamily = family };
        return new Resolution { Name = name, Addresses = [row] };
    }

    private static Resolution Failed(EndpointName name, string failure) => new() { Name = name, Addresses = [], Failure = failure };

    // DNS has no say in localhost (RFC 6761 section 6.3), and asking would only wait for resolvers that may not be there.
    private bool IsLocal(ResolutionEvidence evidence) =>
        !evidence.ServersGiven && !_options.WireOnly
        && (evidence.Name.HostName is "localhost" || evidence.Name.HostName.EndsWith(".localhost", StringComparison.Ordinal));

    private async Task<IReadOnlyList<ResolverAnswer>> AskAsync(ResolutionEvidence evidence, CancellationToken cancellationToken)
    {
        DnsConfiguration configuration = evidence.Configuration;
        IReadOnlyList<string> candidates = configuration.Candidates(evidence.Name);
        IReadOnlyList<ResolverAnswer>[] first = await Task.WhenAll(configuration.Servers
            .Select(x => AskOneAsync(x, evidence.Name.HostName, candidates, cancellationToken))).ConfigureAwait(false);
        List<ResolverAnswer> answers = [.. first.SelectMany(x => x)];

        IReadOnlyList<ResolverView> views = ResolverView.Of(answers);
        IReadOnlyList<ResolverAnswer>[] more = await Task.WhenAll(views
            .Select(x => AskAgainAsync(x, views, evidence, cancellationToken))).ConfigureAwait(false);
        answers.AddRange(more.SelectMany(x => x));
        return answers;
    }

    // "No" leads to the next full name of the search list. A failure does not: the next name would answer for another host.
    private async Task<IReadOnlyList<ResolverAnswer>> AskOneAsync(
        IPEndPoint server, string hostName, IReadOnlyList<string> candidates, CancellationToken cancellationToken)
    {
        var answers = new List<ResolverAnswer>();
        foreach (string candidate in candidates)
        {
            ResolverAnswer[] both = await Task.WhenAll(Families
                .Select(x => _client.AskAsync(server, hostName, candidate, x, cancellationToken))).ConfigureAwait(false);
            answers.AddRange(both);
            if (!Array.TrueForAll(both, x => x.Status is DnsStatus.NxDomain or DnsStatus.NoData))
                break;
        }

        return answers;
    }

    // Rotating answers show a part of the addresses at a time: the union over a few questions is compared.
    private async Task<IReadOnlyList<ResolverAnswer>> AskAgainAsync(
        ResolverView view, IReadOnlyList<ResolverView> views, ResolutionEvidence evidence, CancellationToken cancellationToken)
    {
        if (view.Main.Status != DnsStatus.Ok)
            return [];

        var lacking = views.Where(x => x.IsComparable(view)).SelectMany(x => x.Addresses).ToHashSet(StringComparer.Ordinal);
        lacking.ExceptWith(view.Addresses);
        IPEndPoint server = evidence.Configuration.Servers.First(x => string.Equals(x.ToString(), view.Server, StringComparison.Ordinal));
        var answers = new List<ResolverAnswer>();
        while (lacking.Count > 0 && answers.Count < MoreQuestions)
        {
            ResolverAnswer answer = await _client.AskAsync(server, evidence.Name.HostName, view.QueryName, view.Family, cancellationToken).ConfigureAwait(false);
            answers.Add(answer);
            if (answer.Status != DnsStatus.Ok)
                break;
            lacking.ExceptWith(answer.IPAddresses);
        }

        return answers;
    }

    private async Task<SystemAnswer> WaitAsync(Task<SystemAnswer> system, CancellationTokenSource stop, bool given, long start)
    {
        TimeSpan left = given ? s_grace : _options.Timeout - _time.GetElapsedTime(start);
        stop.CancelAfter(left > s_grace ? left : s_grace);
        return await system.ConfigureAwait(false);
    }
}
