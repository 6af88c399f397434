using System.Management.Automation;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using TlsPathTools.Completers;
using TlsPathTools.Dns;
using TlsPathTools.Labs;
using TlsPathTools.Parameters;
using TlsPathTools.Pipeline;
using TlsPathTools.Probing;

namespace TlsPathTools.Commands;

/// <summary>Addresses → attempts → one result per address: how often, where and how TLS connections to it fail.</summary>
[Cmdlet(VerbsDiagnostic.Test, "TlsPerIP")]
[OutputType(typeof(TlsPathResult), typeof(TlsAttempt))]
public sealed class TestTlsPerIPCommand : CancellableCommand
{
    private readonly ProbeInput _input = new();
    private ProbeOptions _options = new();
    private ResolverOptions _resolver = new();

    /// <summary>The name for SNI, certificate check and Host header; without an address it is resolved.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Name", "ComputerName")]
    [AllowNull, AllowEmptyString, AllowEmptyCollection]
    public string[]? HostName { get; set; }

    /// <summary>The addresses to connect to; those of the name unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("IPAddresses", "PrivateIpAddress")]
    [AllowNull, AllowEmptyString, AllowEmptyCollection]
    public string[]? IPAddress { get; set; }

    /// <summary>The port where the name says none; 443 unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public int? Port { get; set; }

    /// <summary>Attempts per address.</summary>
    [Parameter]
    public int Count { get; set; } = 20;

    /// <summary>Go on for this long instead of a count; a bare number is seconds.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? Duration { get; set; }

    /// <summary>Go on until every address is decided, at most -MaxCount attempts each.</summary>
    [Parameter]
    public SwitchParameter UntilConfident { get; set; }

    /// <summary>The cap of -UntilConfident.</summary>
    [Parameter]
    public int MaxCount { get; set; } = 200;

    /// <summary>The mean rate per address.</summary>
    [Parameter]
    [Alias("Rate")]
    public double AttemptsPerSecond { get; set; } = 10;

    /// <summary>The limit of each wait: TCP connect, answer of the proxy, TLS handshake; also of each DNS question.</summary>
    [Parameter]
    public double TimeoutSeconds { get; set; } = 5;

    /// <summary>The limit for the response head.</summary>
    [Parameter]
    public double ResponseTimeoutSeconds { get; set; } = 15;

    /// <summary>The path of a GET request; HEAD / unless given.</summary>
    [Parameter]
    public string? Path { get; set; }

    /// <summary>The only statuses that count as working.</summary>
    [Parameter]
    public int[]? ExpectStatus { get; set; }

    /// <summary>End each attempt at the completed handshake.</summary>
    [Parameter]
    public SwitchParameter HandshakeOnly { get; set; }

    /// <summary>End each attempt at the server's first answer.</summary>
    [Parameter]
    public SwitchParameter ServerHelloOnly { get; set; }

    /// <summary>The size of the first packets.</summary>
    [Parameter]
    public FirstFlight FirstFlight { get; set; }

    /// <summary>Which TLS versions are offered.</summary>
    [Parameter]
    public TlsVersion TlsVersion { get; set; }

    /// <summary>How long to stay silent between handshake and request.</summary>
    [Parameter]
    public double? IdleSeconds { get; set; }

    /// <summary>Only addresses of this family.</summary>
    [Parameter]
    public IPFamily? AddressFamily { get; set; }

    /// <summary>The local address to connect from.</summary>
    [Parameter]
    public string? SourceAddress { get; set; }

    /// <summary>The explicit HTTP proxy: a URL, or host:port.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProxyCompleter))]
    public string? Proxy { get; set; }

    /// <summary>Connect directly, even where the client of a running lab goes through a proxy.</summary>
    [Parameter]
    public SwitchParameter NoProxy { get; set; }

    /// <summary>Name and password for the proxy.</summary>
    [Parameter]
    [Credential]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Ask the proxy for the name instead of the address.</summary>
    [Parameter]
    public SwitchParameter ProxyConnectByName { get; set; }

    /// <summary>Make the same attempts without the proxy as well, and test the difference.</summary>
    [Parameter]
    public SwitchParameter CompareDirect { get; set; }

    /// <summary>A file of CA certificates that are trusted beside those of this machine.</summary>
    [Parameter]
    public string? CaFile { get; set; }

    /// <summary>Accept every certificate; records say that it was not checked.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>The certificate to show to a server that asks for one.</summary>
    [Parameter]
    public X509Certificate2? ClientCertificate { get; set; }

    /// <summary>The resolvers to ask where a name has to be resolved.</summary>
    [Parameter]
    public string[]? Server { get; set; }

    /// <summary>Every attempt as it ends, instead of the results.</summary>
    [Parameter]
    public SwitchParameter PerAttempt { get; set; }

    /// <summary>The seed of order and jitter.</summary>
    [Parameter]
    public int? Seed { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (ParameterRules.ConflictOf(MyInvocation.BoundParameters) is { } conflict)
            ThrowTerminatingError(Errors.ParametersDoConflict(conflict));
        if (ResolverParameters.TryRead(Server, TimeoutSeconds, out ResolverOptions? resolver, out ErrorRecord? error))
            _resolver = resolver with { AddressFamily = AddressFamily };
        else
            ThrowTerminatingError(error);

        _options = ReadOptions();
        // Whether a lab's client brings a proxy to compare with is known when the input is.
        if ((_options with { CompareDirect = CompareDirect && Proxy is not null }).Problem() is { } problem)
            ThrowTerminatingError(Errors.OptionsAreNotUsable(problem));
        if (Proxy is null && ProxyEnvironment.UnusedProxyWarning(Environment.GetEnvironmentVariable) is { } warning)
            WriteWarning(warning);
    }

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        int? port = Port ?? LabDefaults.OfNames(HostName ?? []).Port;
        foreach (ErrorRecord error in _input.Add(HostName, IPAddress, port))
            WriteError(error);
    }

    /// <inheritdoc/>
    private protected override void OnEnd()
    {
        LabDefaults lab = LabDefaults.Of([.. _input.Unresolved.Select(name => name.HostName)], [.. _input.Addresses]);
        ProbeOptions options = _options with
        {
            Trust = SkipCertificateCheck || CaFile is not null ? _options.Trust : lab.Trust(_options.Trust),
            Proxy = Proxy is not null || NoProxy ? _options.Proxy : lab.Proxy,
        };
        if (CompareDirect && options.Proxy is null)
            ThrowTerminatingError(Errors.ParametersDoConflict("-CompareDirect means nothing without -Proxy."));
        ResolverOptions resolver = Server is null ? lab.Apply(_resolver) : _resolver;
        Run((pipeline, cancellationToken) => new ProbeSession(options, PerAttempt, pipeline, lab.Connector).RunAsync(_input, resolver, cancellationToken));
    }

    private ProbeOptions ReadOptions() => new()
    {
        Count = Count,
        Duration = Duration,
        UntilConfident = UntilConfident,
        MaxCount = MaxCount,
        AttemptsPerSecond = AttemptsPerSecond,
        Timeout = Durations.FromSeconds(TimeoutSeconds),
        ResponseTimeout = Durations.FromSeconds(ResponseTimeoutSeconds),
        Depth = HandshakeOnly ? ProbeDepth.Handshake : ServerHelloOnly ? ProbeDepth.ServerHello : ProbeDepth.Response,
        Path = Path,
        ExpectStatus = ExpectStatus ?? [],
        Idle = IdleSeconds is { } idle ? Durations.FromSeconds(idle) : null,
        FirstFlight = FirstFlight,
        TlsVersion = TlsVersion,
        SourceAddress = ReadSourceAddress(),
        ClientCertificate = ClientCertificate,
        Trust = ReadTrust(),
        Proxy = ReadProxy(),
        CompareDirect = CompareDirect,
        Seed = Seed,
    };

    private IPAddress? ReadSourceAddress()
    {
        if (SourceAddress is null)
            return null;
        if (!ProbeInput.TryParseAddress(SourceAddress, out IPAddress? address))
            ThrowTerminatingError(Errors.AddressIsNotUsable(SourceAddress));
        return address;
    }

    private CertificateTrust ReadTrust()
    {
        if (SkipCertificateCheck)
            return CertificateTrust.NotChecked;
        if (CaFile is null)
            return CertificateTrust.System;

        try
        {
            return CertificateTrust.FromFile(FilePath.Of(SessionState.Path, CaFile));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException or NotSupportedException
            or SessionStateException or ProviderInvocationException)
        {
            ThrowTerminatingError(Errors.CaFileIsNotUsable(CaFile, e));
            throw;
        }
    }

    private ProbeProxy? ReadProxy()
    {
        if (Proxy is null)
            return null;

        try
        {
            return ProbeProxy.Parse(Proxy, ProxyCredential?.GetNetworkCredential(), ProxyConnectByName);
        }
        catch (FormatException e)
        {
            ThrowTerminatingError(Errors.ProxyIsNotUsable(e));
            throw;
        }
    }
}
