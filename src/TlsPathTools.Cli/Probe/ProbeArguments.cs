using System.CommandLine;
using System.Net;
using TlsPathTools.Cli.Parsing;
using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Probe;

/// <summary>The words of `tlspath probe`, in the groups in which its help shows them.</summary>
internal sealed class ProbeArguments
{
    public Argument<string[]> Names { get; } = new("NAME[:PORT]")
    {
        Description = "One or more names, URLs or addresses to test; the port is 443 unless said.",
        // None is refused by the reader, in words that say what a NAME is.
        Arity = ArgumentArity.ZeroOrMore,
    };

    public Option<IPAddress[]> Addresses { get; } = Options.Many<IPAddress>("--ip", "A",
        "Test only these addresses under the name (SNI); nothing is resolved. Repeat it, or join with commas.", Values.Address);

    public Option<int> Port { get; } = Options.One<int>("--port", "N", "The port where a NAME says none.", Values.Port);

    public Option<bool> IPv4 { get; } = Options.Flag("--ipv4", "Only IPv4 addresses.");

    public Option<bool> IPv6 { get; } = Options.Flag("--ipv6", "Only IPv6 addresses.");

    public Option<IPEndPoint[]> Servers { get; } = Options.Many<IPEndPoint>("--server", "DNS[:PORT]",
        "Ask this resolver instead of the machine's. Give several to compare their answers.", Values.DnsServer);

    public Option<int> Count { get; } = Options.One<int>("--count", "N", "Attempts per address; 20 unless said.", Values.Integer);

    public Option<TimeSpan> Duration { get; } = Options.One<TimeSpan>("--duration", "T", "Go on for this long: 90s, 10m, 1h, 1:30:00.", Values.Duration);

    public Option<bool> UntilConfident { get; } = Options.Flag("--until-confident", "Go on until every address is decided.");

    public Option<int> MaxCount { get; } = Options.One<int>("--max-count", "N", "The cap of --until-confident; 200 attempts per address unless said.", Values.Integer);

    public Option<double> Rate { get; } = Options.One<double>("--rate", "N", "Attempts a second and address; 10 unless said.", Values.Rate);

    public Option<int> Seed { get; } = Options.One<int>("--seed", "N", "Makes order and jitter repeatable.", Values.Integer);

    public Option<string> Path { get; } = Options.One<string>("--path", "/healthz", "GET this path after the handshake; HEAD / unless said.", Values.Text);

    public Option<int[]> ExpectStatus { get; } = Options.Many<int>("--expect-status", "200,204",
        "The only statuses that count as working; all but 502, 503 and 504 unless said.", Values.Integer);

    public Option<bool> HandshakeOnly { get; } = Options.Flag("--handshake-only", "Stop after the TLS handshake; send no request.");

    public Option<bool> ServerHelloOnly { get; } = Options.Flag("--server-hello-only", "Stop at the server's first answer; no certificate is judged.");

    public Option<TimeSpan> Idle { get; } = Options.One<TimeSpan>("--idle", "T", "Stay silent this long between handshake and request (idle timeouts).", Values.Duration);

    public Option<FirstFlight> FirstFlight { get; } = Options.One("--first-flight", "small|large",
        "Size of our first packets, to find paths that lose large ones. small implies --server-hello-only.",
        Values.OneOf(("small", Probing.FirstFlight.Small), ("large", Probing.FirstFlight.Large)));

    public Option<TlsVersion> TlsVersion { get; } = Options.One("--tls", "1.2|1.3", "Offer only this version.",
        Values.OneOf(("1.2", Probing.TlsVersion.Tls12), ("1.3", Probing.TlsVersion.Tls13)));

    public Option<TimeSpan> Timeout { get; } = Options.One<TimeSpan>("--timeout", "S", "Limit of TCP connect, proxy answer and handshake, each; 5 s unless said.", Values.Duration);

    public Option<TimeSpan> ResponseTimeout { get; } = Options.One<TimeSpan>("--response-timeout", "S", "Limit of the response head; 15 s unless said.", Values.Duration);

    public Option<IPAddress> Source { get; } = Options.One<IPAddress>("--source", "A", "Connect from this local address.", Values.Address);

    public Option<string> Proxy { get; } = Options.One<string>("--proxy", "URL", "Go through this HTTP proxy: http://host:port or https://host:port.", Values.Text);

    public Option<string> ProxyUser { get; } = Options.One<string>("--proxy-user", "NAME",
        $"The proxy's user. The password comes from {ProxyReader.PasswordVariable}, or is asked for at a terminal.", Values.Text);

    public Option<bool> ProxyConnectByName { get; } = Options.Flag("--proxy-connect-by-name", "Let the proxy resolve the name: tests the address that it uses.");

    public Option<bool> CompareDirect { get; } = Options.Flag("--compare-direct", "Make the same attempts without the proxy as well, and compare.");

    public Option<string> CaFile { get; } = Options.One<string>("--ca-file", "F", "Trust the CA certificates of this PEM or DER file as well.", Values.Text);

    public Option<bool> Insecure { get; } = Options.Flag("--insecure", "Judge no certificate.");

    public Option<string> ClientCertificate { get; } = Options.One<string>("--client-cert", "PEM", "Show this certificate to a server that asks for one.", Values.Text);

    public Option<string> ClientKey { get; } = Options.One<string>("--client-key", "PEM", "Its private key, where --client-cert does not hold it.", Values.Text);

    public Option<bool> Json { get; } = Options.Flag("--json", "One JSON object a line on standard output; the text goes to standard error.");

    public Option<string> Output { get; } = Options.One<string>("--output", "FILE", "Write the JSON lines to this file, whole or not at all.", Values.Text);

    public Option<bool> Verbose { get; } = Options.Flag("--verbose", "A line for each attempt.");

    public Option<bool> NoColor { get; } = Options.Flag("--no-color", "No colours; NO_COLOR in the environment does the same.");

    public IReadOnlyList<OptionGroup> Groups =>
    [
        new("Which addresses", [Addresses, Port, IPv4, IPv6, Servers]),
        new("How many attempts", [Count, Duration, UntilConfident, MaxCount, Rate, Seed]),
        new("What an attempt does", [Path, ExpectStatus, HandshakeOnly, ServerHelloOnly, Idle, FirstFlight, TlsVersion, Timeout, ResponseTimeout, Source]),
        new("Through a proxy", [Proxy, ProxyUser, ProxyConnectByName, CompareDirect]),
        new("Certificates", [CaFile, Insecure, ClientCertificate, ClientKey]),
        new("Output", [Json, Output, Verbose, NoColor]),
    ];
}
