using System.Globalization;
using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Tests;

/// <summary>Recorded attempts and results, as the engine makes them.</summary>
internal static class Samples
{
    public const string Host = "relay.example.org";
    public static readonly DateTime Start = new(2026, 3, 1, 14, 0, 0, DateTimeKind.Utc);

    public static TlsAttempt Attempt(
        string address, int number, WireEvent wireEvent = WireEvent.None, TlsStage stage = TlsStage.ClientHelloSent,
        string route = "direct", string? host = Host, string? detail = null, bool untested = false, double secondsEach = 0.1) => new()
    {
        HostName = host,
        IPAddress = address,
        Port = 443,
        Route = route,
        Number = number,
        TimeUtc = Start.AddSeconds(secondsEach * (number - 1)),
        Succeeded = wireEvent == WireEvent.None,
        Untested = untested,
        Stage = wireEvent == WireEvent.None ? TlsStage.Close : stage,
        Event = wireEvent,
        Detail = detail ?? (wireEvent == WireEvent.None
            ? "HTTP 200 after a TLS 1.3 handshake"
            : $"{wireEvent} from the peer in stage {stage}, 248 bytes sent, none received, after 0.8 ms"),
        TotalMs = 12.5,
    };

    /// <summary>Attempts by the letters of a strip: '.', 'F', 'R', 'T', 'X', 'S', '?'.</summary>
    public static IEnumerable<TlsAttempt> Attempts(string address, string letters, string route = "direct", string? host = Host) =>
        letters.Select((letter, i) => letter switch
        {
            '.' => Attempt(address, i + 1, route: route, host: host),
            'F' => Attempt(address, i + 1, WireEvent.Fin, route: route, host: host),
            'R' => Attempt(address, i + 1, WireEvent.Rst, TlsStage.ServerHello, route, host),
            'T' => Attempt(address, i + 1, WireEvent.Timeout, TlsStage.TcpConnect, route, host),
            'X' => Attempt(address, i + 1, WireEvent.Refused, TlsStage.TcpConnect, route, host),
            'S' => Attempt(address, i + 1, WireEvent.HttpStatus, TlsStage.ResponseHead, route, host),
            '?' => Attempt(address, i + 1, WireEvent.LocalError, TlsStage.TcpConnect, route, host, untested: true),
            _ => throw new ArgumentOutOfRangeException(nameof(letters), letter, "No such letter."),
        });

    public static TlsPathResult Result(
        string address, int failures, int attempts, string[]? kinds = null, string[]? differsFrom = null, double? p = null, string route = "direct", string? host = Host)
    {
        (double low, double high) = Wilson(failures, attempts);
        bool isHealthy = failures == 0;
        return new TlsPathResult
        {
            HostName = host,
            IPAddress = address,
            Port = 443,
            Route = route,
            Verdict = attempts == 0 ? Verdict.Untested
                : isHealthy ? (attempts < 5 ? Verdict.Untested : Verdict.Healthy)
                : failures == attempts && attempts >= 5 ? Verdict.Failing
                : Verdict.Intermittent,
            Attempts = attempts,
            Failures = failures,
            FailureRate = attempts == 0 ? null : (double)failures / attempts,
            RateLow = attempts == 0 ? null : low,
            RateHigh = attempts == 0 ? null : high,
            Bound = string.Create(CultureInfo.InvariantCulture, $"{failures} of {attempts} failed: at 95 % the true rate lies between {low:P1} and {high:P1}"),
            FailureKinds = kinds ?? [],
            DiffersFrom = differsFrom ?? [],
            DiffersP = p,
            FirstAttemptUtc = Start,
            LastAttemptUtc = Start.AddSeconds(0.1 * (attempts - 1)),
            TlsP50Ms = failures == attempts ? null : 11.94,
            TlsP95Ms = failures == attempts ? null : 18.1,
            CertificateSha256 = failures == attempts ? [] : ["0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"],
            CertificateSubject = failures == attempts ? null : "CN=relay.example.org",
            CertificateIssuer = failures == attempts ? null : "CN=Example CA",
            CertificateNotAfter = failures == attempts ? null : new DateTime(2026, 6, 1, 0, 0, 0, DateTimeKind.Utc),
        };
    }

    private static (double Low, double High) Wilson(int failures, int attempts)
    {
        const double Z = 1.959964;
        if (attempts == 0)
            return (0, 1);

        double p = (double)failures / attempts;
        double denominator = 1 + (Z * Z / attempts);
        double centre = (p + (Z * Z / (2 * attempts))) / denominator;
        double half = Z * Math.Sqrt((p * (1 - p) / attempts) + (Z * Z / (4.0 * attempts * attempts))) / denominator;
        return (Math.Max(0, centre - half), Math.Min(1, centre + half));
    }
}
