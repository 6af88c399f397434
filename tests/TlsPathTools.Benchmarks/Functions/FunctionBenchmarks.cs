using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using TlsPathTools.Dns;
using TlsPathTools.Probing;
using TlsPathTools.Probing.Wire;
using TlsPathTools.Statistics;

namespace TlsPathTools.Benchmarks.Functions;

/// <summary>Functions that run once per attempt or once per run, by BenchmarkDotNet.</summary>
[MemoryDiagnoser]
public class FunctionBenchmarks
{
    private readonly byte[] _flight = [0x16, 3, 3, 0, 122, 2, 0, 0, 118, 3, 3, .. new byte[116], 0x14, 3, 3, 0, 1, 1, 0x17, 3, 3, 4, 0, .. new byte[1024]];
    private readonly TlsAttempt[] _attempts = [.. Enumerable.Range(0, 10_000).Select(Attempt)];
    private readonly (int, int)[] _counts = [.. Enumerable.Range(0, 200).Select(i => (i % 50, 50))];
    private readonly DnsQuestion _question;
    private readonly byte[] _reply;

    public FunctionBenchmarks()
    {
        byte[] name = [4, .. "host"u8, 4, .. "test"u8, 0];
        _question = new DnsQuestion(0x1234, name, 1);
        byte[] address = [0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1];
        _reply = [0x12, 0x34, 0x81, 0x80, 0, 1, 0, 2, 0, 0, 0, 0, .. name, 0, 1, 0, 1, .. address, .. address];
    }

    internal static int Run(string[] args)
    {
        // Beside everything else that a build makes.
        string results = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "benchmarks"));
        BenchmarkSwitcher.FromTypes([typeof(FunctionBenchmarks)])
            .Run(args.Length == 0 ? ["--filter", "*"] : args, DefaultConfig.Instance.WithArtifactsPath(results));
        return 0;
    }

    /// <summary>The observer's work per handshake.</summary>
    [Benchmark]
    public int ReadAServerFlight()
    {
        var reader = new TlsRecordReader();
        reader.Feed(_flight);
        return reader.Records;
    }

    /// <summary>10,000 attempts at 200 addresses to results.</summary>
    [Benchmark]
    public int SummarizeTenThousandAttempts() => PathResults.Of(_attempts).Count;

    /// <summary>All pairs of 200 addresses with 50 different rates, by Fisher and Holm.</summary>
    [Benchmark]
    public int CompareTwoHundredAddresses()
    {
        var comparison = new PairwiseComparison(_counts);
        return Enumerable.Range(0, _counts.Length).Sum(i => comparison.DiffersFrom(i, 0.05).Count());
    }

    /// <summary>A reply with two addresses.</summary>
    [Benchmark]
    public bool ReadADnsReply() => DnsMessageReader.Read(_reply, _question) is not null;

    /// <summary>One attempt to JSON and back.</summary>
    [Benchmark]
    public TlsPathRecord JsonRoundTrip() => TlsPathJson.Deserialize(TlsPathJson.Serialize(_attempts[0]));

    private static TlsAttempt Attempt(int i) => new()
    {
        HostName = "host.test",
        IPAddress = $"10.0.0.{i % 200}",
        Port = 443,
        Number = (i / 200) + 1,
        TimeUtc = DateTime.UnixEpoch.AddMilliseconds(i),
        Succeeded = i % 17 != 0,
        Stage = i % 17 != 0 ? TlsStage.Close : TlsStage.ClientHelloSent,
        Event = i % 17 != 0 ? WireEvent.None : WireEvent.Fin,
        Detail = "HTTP 200 in 3.1 ms",
        TotalMs = 3.1,
        TlsMs = 2.2,
    };
}
