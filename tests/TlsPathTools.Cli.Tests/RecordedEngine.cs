using System.Runtime.CompilerServices;
using TlsPathTools.Cli.Probe;
using TlsPathTools.Dns;
using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Tests;

/// <summary>An engine that plays back recorded values, and remembers what it was asked for.</summary>
internal sealed class RecordedEngine : IProbeEngine
{
    public List<TlsAttempt> Attempts { get; } = [];

    public List<TlsPathResult> Results { get; } = [];

    public Dictionary<string, Resolution> Names { get; } = [];

    /// <summary>Called after each attempt was handed on.</summary>
    public Action<int>? AfterAttempt { get; set; }

    /// <summary>After the recorded attempts, wait for the cancellation.</summary>
    public bool NeverEnds { get; set; }

    public Exception? Breaks { get; set; }

    public IReadOnlyList<ProbeTarget> Targets { get; private set; } = [];

    public ProbeOptions? Options { get; private set; }

    public ResolverOptions? ResolverOptions { get; private set; }

    public Task<Resolution> ResolveAsync(EndpointName name, ResolverOptions options, CancellationToken cancellationToken)
    {
        ResolverOptions = options;
        return Task.FromResult(Names.TryGetValue(name.HostName, out Resolution? known)
            ? known
            : new Resolution { Name = name, Addresses = [], Failure = "No resolver knows the name. Check its spelling." });
    }

    public IProbeRun CreateRun(IReadOnlyList<ProbeTarget> targets, ProbeOptions options)
    {
        Targets = targets;
        Options = options;
        return new Run(this);
    }

    /// <summary>Makes a name known.</summary>
    public RecordedEngine Know(string host, params string[] addresses)
    {
        Names[host] = new Resolution
        {
            Name = new EndpointName { HostName = host, Port = 443 },
            Addresses = [.. addresses.Select(a => new EndpointAddress { HostName = host, IPAddress = a, Port = 443, AddressFamily = IPFamily.IPv4 })],
            Answers = [new ResolverAnswer { HostName = host, QueryName = host + ".", AddressFamily = IPFamily.IPv4, Server = "192.0.2.53:53", Status = DnsStatus.Ok, IPAddresses = addresses, TimeUtc = Samples.Start }],
        };
        return this;
    }

    /// <summary>Two addresses, one of which fails now and then; the result agrees with the attempts.</summary>
    public static RecordedEngine OneOfTwoFails()
    {
        const string Bad = "F..F..F..FRF..F..R............";
        var engine = new RecordedEngine().Know(Samples.Host, "198.51.100.7", "198.51.100.8");
        engine.Attempts.AddRange(Interleave(Samples.Attempts("198.51.100.7", Bad), Samples.Attempts("198.51.100.8", new string('.', 30))));
        engine.Results.Add(Samples.Result("198.51.100.7", 8, 30, ["6 x ClientHelloSent/Fin", "2 x ServerHello/Rst"], ["198.51.100.8"], 0.0046));
        engine.Results.Add(Samples.Result("198.51.100.8", 0, 30, null, ["198.51.100.7"], 0.0046));
        return engine;
    }

    public static RecordedEngine AllHealthy()
    {
        var engine = new RecordedEngine().Know(Samples.Host, "198.51.100.7", "198.51.100.8");
        foreach (string address in (string[])["198.51.100.7", "198.51.100.8"])
        {
            engine.Attempts.AddRange(Samples.Attempts(address, new string('.', 20)));
            engine.Results.Add(Samples.Result(address, 0, 20));
        }

        return engine;
    }

    private static IEnumerable<TlsAttempt> Interleave(IEnumerable<TlsAttempt> a, IEnumerable<TlsAttempt> b) =>
        a.Zip(b, (x, y) => new[] { x, y }).SelectMany(pair => pair);

    private sealed class Run(RecordedEngine engine) : IProbeRun
    {
        public int? Planned => engine.Attempts.Count;

        public async IAsyncEnumerable<TlsAttempt> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            int count = 0;
            foreach (TlsAttempt attempt in engine.Attempts)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return attempt;
                engine.AfterAttempt?.Invoke(++count);
            }

            if (engine.Breaks is { } broken)
                throw broken;
            if (engine.NeverEnds)
                await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        public IReadOnlyList<TlsPathResult> Results() => engine.Results;
    }
}
