using TlsPathTools.Cli.Output;
using TlsPathTools.Dns;
using TlsPathTools.Probing;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Cli.Map;

/// <summary>Keeps what a probe said, for the map and the bundle.</summary>
internal sealed class SeenRecords : IProbeOutput
{
    private readonly List<TlsPathRecord> _records = [];
    private readonly List<(EndpointAddress? Named, TlsPathResult? Measured)> _addresses = [];

    public IReadOnlyList<TlsPathRecord> Records => _records;

    public IReadOnlyList<MapAddress> Addresses => [.. _addresses.Select(Join)];

    public MapQuery Query() => new() { Addresses = Addresses };

    public void Resolved(Resolution resolution)
    {
        _records.AddRange(resolution.Addresses);
        _records.AddRange(resolution.Answers);
        _addresses.AddRange(resolution.Addresses.Select(address => ((EndpointAddress?)address, (TlsPathResult?)null)));
    }

    public void Begin(ProbePlan plan)
    {
        // The attempts say all of it.
    }

    public void Attempt(TlsAttempt attempt) => _records.Add(attempt);

    public ValueTask EndAsync(ProbeSummary summary)
    {
        foreach (TlsPathResult result in summary.Results)
            Add(result);
        return ValueTask.CompletedTask;
    }

    /// <summary>A result, joined with its address. Of two routes to one address, the one that fails says more.</summary>
    public void Add(TlsPathResult result)
    {
        _records.Add(result);
        int known = _addresses.FindIndex(one => (one.Named?.IPAddress ?? one.Measured?.IPAddress) == result.IPAddress && (one.Named?.Port ?? one.Measured?.Port) == result.Port);
        if (known < 0)
            _addresses.Add((null, result));
        else if ((_addresses[known].Measured?.FailureRate ?? -1) < (result.FailureRate ?? 0))
            _addresses[known] = (_addresses[known].Named, result);
    }

    private static MapAddress Join((EndpointAddress? Named, TlsPathResult? Measured) one) => new(
        one.Named?.IPAddress ?? one.Measured!.IPAddress, one.Named?.Port ?? one.Measured!.Port, one.Named?.HostName ?? one.Measured!.HostName, one.Named?.CnameChain)
    {
        Attempts = one.Measured?.Attempts,
        Failures = one.Measured?.Failures,
        FailureRate = one.Measured?.FailureRate,
        Verdict = one.Measured?.Verdict,
        FailureKinds = one.Measured?.FailureKinds ?? [],
    };
}
