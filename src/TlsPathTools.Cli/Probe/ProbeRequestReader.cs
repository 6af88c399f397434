using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using TlsPathTools.Cli.Parsing;
using TlsPathTools.Dns;
using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Probe;

/// <summary>A parsed command line → what to do, or a <see cref="Refusal"/> that says what to write instead.</summary>
/// <param name="arguments">The words.</param>
/// <param name="parsed">What was written.</param>
/// <param name="surroundings">The world.</param>
/// <param name="command">The command, for messages.</param>
/// <param name="groups">All options of the command, for slips of the keyboard.</param>
internal sealed class ProbeRequestReader(
    ProbeArguments arguments, ParseResult parsed, Surroundings surroundings, string command = "probe", IReadOnlyList<OptionGroup>? groups = null)
{
    private const int DefaultPort = 443;
    private readonly List<string> _warnings = [];

    /// <param name="namesOtherwise">What is tested where no NAME is written; none is a mistake then.</param>
    public ProbeRequest Read(string[]? namesOtherwise = null)
    {
        string[] written = parsed.GetValue(arguments.Names) ?? [];
        if (written.Length == 0)
            written = namesOtherwise ?? throw Refusal.Usage($"Give at least one name, URL or address to test, for example: tlspath {command} relay.example.org");
        RefuseUnknownOptions(written);
        if (OptionConflicts.Find(arguments, parsed) is { } conflict)
            throw Refusal.Usage(conflict);

        IPAddress[] addresses = parsed.GetValue(arguments.Addresses) ?? [];
        IPFamily? family = Is(arguments.IPv4) ? IPFamily.IPv4 : Is(arguments.IPv6) ? IPFamily.IPv6 : null;
        EndpointName[] names = ReadNames(written, addresses, family);
        ProbeOptions probing = ReadProbing();
        AddWarnings(names, addresses, probing);
        return new ProbeRequest
        {
            Names = names,
            Addresses = addresses,
            Resolver = new ResolverOptions { Servers = parsed.GetValue(arguments.Servers) ?? [], AddressFamily = family },
            Probing = probing,
            Json = Is(arguments.Json),
            OutputPath = Text(arguments.Output),
            Verbose = Is(arguments.Verbose),
            NoColor = Is(arguments.NoColor),
            Warnings = _warnings,
        };
    }

    // The parser takes an option that it does not know for one more NAME.
    private void RefuseUnknownOptions(string[] names)
    {
        if (Array.Find(names, n => n.StartsWith('-')) is not { } unknown)
            return;

        string? similar = (groups ?? arguments.Groups).SelectMany(g => g.Options).Select(o => o.Name)
            .MinBy(name => Similarity.Distance(name, unknown));
        bool isClose = similar is not null && Similarity.Distance(similar, unknown) <= 3;
        throw Refusal.Usage($"'{SafeText.Escape(unknown, 80)}' is no option of 'tlspath {command}'."
            + (isClose ? $" Did you mean {similar}?" : $" 'tlspath {command} --help' lists them."));
    }

    private EndpointName[] ReadNames(string[] written, IPAddress[] addresses, IPFamily? family)
    {
        int port = Or(arguments.Port, DefaultPort);
        var names = new List<EndpointName>();
        foreach (string text in written)
        {
            if (!EndpointName.TryParse(text, port, out EndpointName? name, out string? problem))
                throw Refusal.Usage(problem);
            if (name.Address is not null && addresses.Length > 0)
                throw Refusal.Usage($"'{name.HostName}' is an address itself: give the name that --ip is to be tested under.");
            if (name.Address is { } literal && !IsOf(family, literal))
                throw Refusal.Usage($"'{name.HostName}' is not an {family} address.");
            if (!names.Contains(name))
                names.Add(name);
        }

        return Array.Find(addresses, a => !IsOf(family, a)) is { } other
            ? throw Refusal.Usage($"--ip {other} is not an {family} address.")
            : [.. names];
    }

    private ProbeOptions ReadProbing()
    {
        var defaults = new ProbeOptions();
        ProbeOptions options = defaults with
        {
            Count = Or(arguments.Count, defaults.Count),
            Duration = OrNull(arguments.Duration),
            UntilConfident = Is(arguments.UntilConfident),
            MaxCount = Or(arguments.MaxCount, defaults.MaxCount),
            AttemptsPerSecond = Or(arguments.Rate, defaults.AttemptsPerSecond),
            Timeout = Or(arguments.Timeout, defaults.Timeout),
            ResponseTimeout = Or(arguments.ResponseTimeout, defaults.ResponseTimeout),
            Depth = ReadDepth(),
            Path = Text(arguments.Path),
            ExpectStatus = parsed.GetValue(arguments.ExpectStatus) ?? [],
            Idle = OrNull(arguments.Idle),
            FirstFlight = Or(arguments.FirstFlight, FirstFlight.Default),
            TlsVersion = Or(arguments.TlsVersion, TlsVersion.Any),
            SourceAddress = Or(arguments.Source, null!),
            CompareDirect = Is(arguments.CompareDirect),
            Seed = OrNull(arguments.Seed),
        };

        // A wrong number must show before a file is read or a password asked for.
        Check(options with { CompareDirect = false });
        options = options with
        {
            Trust = Is(arguments.Insecure) ? CertificateTrust.NotChecked
                : Text(arguments.CaFile) is { } file ? CertificateFiles.ReadTrust(file)
                : CertificateTrust.System,
            ClientCertificate = Text(arguments.ClientCertificate) is { } pem
                ? CertificateFiles.ReadClientCertificate(pem, Text(arguments.ClientKey))
                : null,
            Proxy = Text(arguments.Proxy) is { } proxy
                ? ProxyReader.Read(proxy, Text(arguments.ProxyUser), Is(arguments.ProxyConnectByName), surroundings)
                : null,
        };
        Check(options);
        return options;
    }

    private ProbeDepth ReadDepth()
    {
        if (Is(arguments.ServerHelloOnly))
            return ProbeDepth.ServerHello;

        if (Or(arguments.FirstFlight, FirstFlight.Default) != FirstFlight.Small)
            return Is(arguments.HandshakeOnly) ? ProbeDepth.Handshake : ProbeDepth.Response;

        _warnings.Add("A small first flight ends at the server's first answer: --server-hello-only is implied.");
        return ProbeDepth.ServerHello;
    }

    private void AddWarnings(EndpointName[] names, IPAddress[] addresses, ProbeOptions probing)
    {
        const int FewestForAVerdict = 5;
        if (probing.Proxy is null && ProxyReader.WarningOfUnused(surroundings.Variable) is { } unused)
            _warnings.Add(unused);
        if (Given(arguments.Servers) && (addresses.Length > 0 || Array.TrueForAll(names, n => n.Address is not null)))
            _warnings.Add("--server is not used: there is no name to resolve.");
        if (Text(arguments.Proxy)?.Contains('@', StringComparison.Ordinal) == true)
            _warnings.Add($"A password in --proxy can be seen in the list of processes; --proxy-user and {ProxyReader.PasswordVariable} keep it out of sight.");
        if (Given(arguments.Count) && probing.Count < FewestForAVerdict)
            _warnings.Add("Fewer than 5 attempts never show that an address is healthy.");
    }

    private static void Check(ProbeOptions options)
    {
        if (options.Problem() is { } problem)
            throw Refusal.Usage(problem);
    }

    private static bool IsOf(IPFamily? family, IPAddress address) => family switch
    {
        IPFamily.IPv4 => address.AddressFamily == AddressFamily.InterNetwork,
        IPFamily.IPv6 => address.AddressFamily == AddressFamily.InterNetworkV6,
        _ => true,
    };

    private bool Given(Option option) => parsed.GetResult(option) is { Implicit: false };

    private bool Is(Option<bool> flag) => parsed.GetValue(flag);

    private string? Text(Option<string> option) => parsed.GetValue(option);

    private T Or<T>(Option<T> option, T otherwise) => Given(option) ? parsed.GetValue(option)! : otherwise;

    private T? OrNull<T>(Option<T> option)
        where T : struct => Given(option) ? parsed.GetValue(option) : null;
}
