using System.Management.Automation;
using TlsPathTools.Dns;
using TlsPathTools.Labs;
using TlsPathTools.Parameters;
using TlsPathTools.Pipeline;

namespace TlsPathTools.Commands;

/// <summary>Names → addresses: every resolver is asked by itself, A and AAAA apart, and the answers are compared.</summary>
[Cmdlet(VerbsDiagnostic.Resolve, "EndpointIPs")]
[OutputType(typeof(EndpointAddress), typeof(ResolverAnswer))]
public sealed class ResolveEndpointIPsCommand : CancellableCommand
{
    private ResolverOptions _options = new();

    /// <summary>What to resolve: names, name:port, address literals or URLs.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("HostName", "ComputerName", "Uri")]
    [AllowEmptyString]
    public string[] Name { get; set; } = [];

    /// <summary>The port where the name says none.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public int? Port { get; set; }

    /// <summary>The resolvers to ask and to compare; those of this machine unless given.</summary>
    [Parameter]
    public string[]? Server { get; set; }

    /// <summary>Only addresses of this family.</summary>
    [Parameter]
    public IPFamily? AddressFamily { get; set; }

    /// <summary>The same in the words of Resolve-DnsName: A, AAAA or All.</summary>
    [Parameter]
    [ValidateSet("A", "AAAA", "All")]
    public string? Type { get; set; }

    /// <summary>The limit of one question to one resolver.</summary>
    [Parameter]
    public double TimeoutSeconds { get; set; } = 3;

    /// <summary>Ask DNS only: leave hosts file and system resolver out.</summary>
    [Parameter]
    [Alias("WireOnly")]
    public SwitchParameter DnsOnly { get; set; }

    /// <summary>What each resolver said, instead of the addresses.</summary>
    [Parameter]
    public SwitchParameter PerServer { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (ResolverParameters.ConflictOf(AddressFamily, Type) is { } conflict)
            ThrowTerminatingError(Errors.ParametersDoConflict(conflict));
        if (ResolverParameters.TryRead(Server, TimeoutSeconds, out ResolverOptions? options, out ErrorRecord? error))
            _options = options with { AddressFamily = AddressFamily ?? ResolverParameters.FamilyOf(Type), WireOnly = DnsOnly };
        else
            ThrowTerminatingError(error);
    }

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        LabDefaults lab = LabDefaults.OfNames(Name);
        int port = Port ?? lab.Port ?? ProbeInput.DefaultPort;
        ResolverOptions options = Server is null ? lab.Apply(_options) : _options;
        if (ProbeInput.PortProblem(port) is { } error)
            WriteError(error);
        else
            Run((pipeline, cancellationToken) => ResolveAsync(port, options, pipeline, cancellationToken));
    }

    private async Task ResolveAsync(int port, ResolverOptions options, PipelineWriter pipeline, CancellationToken cancellationToken)
    {
        var names = new List<EndpointName>();
        foreach (string text in Name)
        {
            if (EndpointName.TryParse(text, port, out EndpointName? name, out string? problem))
                names.Add(name);
            else
                await pipeline.ErrorAsync(Errors.NameIsNotUsable(text, problem)).ConfigureAwait(false);
        }

        await foreach (Resolution resolution in NameResolution.ResolveAllAsync(names, options, pipeline, cancellationToken).ConfigureAwait(false))
        {
            IEnumerable<TlsPathRecord> records = PerServer ? resolution.Answers : resolution.Addresses;
            foreach (TlsPathRecord record in records)
                await pipeline.RecordAsync(record).ConfigureAwait(false);
        }
    }
}
