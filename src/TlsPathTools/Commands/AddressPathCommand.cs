using System.Management.Automation;
using TlsPathTools.Dns;
using TlsPathTools.EvidenceFiles;
using TlsPathTools.Labs;
using TlsPathTools.Parameters;
using TlsPathTools.Pipeline;
using TlsPathTools.Probing;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Collecting;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Commands;

/// <summary>A cmdlet that starts from addresses: all of the pipeline are collected first, because what is common to them is read once.</summary>
public abstract class AddressPathCommand : PathCommand
{
    private protected AddressPathCommand()
    {
    }

    /// <summary>The name that the addresses belong to; without addresses it is resolved.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Name", "ComputerName")]
    [AllowNull, AllowEmptyString]
    public string? HostName { get; set; }

    /// <summary>The addresses.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("IPAddresses")]
    [AllowNull, AllowEmptyString, AllowEmptyCollection]
    public string[]? IPAddress { get; set; }

    /// <summary>The front port; every listener unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public int? Port { get; set; }

    /// <summary>The names on the way to the addresses, as Resolve-EndpointIPs puts them out.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull, AllowEmptyCollection]
    public string[]? CnameChain { get; set; }

    /// <summary>Attempts at the address, as Test-TlsPerIP puts them out.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public int? Attempts { get; set; }

    /// <summary>Those that failed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public int? Failures { get; set; }

    /// <summary>Failures / Attempts.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public double? FailureRate { get; set; }

    /// <summary>The verdict on the address.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public Verdict? Verdict { get; set; }

    /// <summary>The failures by stage and event: a fault behind a load balancer that ends TLS shows after the handshake alone.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull, AllowEmptyCollection]
    public string[]? FailureKinds { get; set; }

    private protected PathAddresses Input { get; } = new();

    private TlsPathEvidence? _bundle;
    private bool _saidWhy;

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        if (Evidence is { } evidence)
        {
            // A bundle comes down the pipeline by itself; each is looked at alone.
            _bundle = _bundle is null ? evidence : EvidenceFile.Join([_bundle, evidence]);
            return;
        }

        var row = new MeasuredRow(HostName, IPAddress, Port) { CnameChain = CnameChain, Attempts = Attempts, Failures = Failures, FailureRate = FailureRate, Verdict = Verdict, FailureKinds = FailureKinds };
        foreach (ErrorRecord error in Input.Add(row))
        {
            _saidWhy = true;
            WriteError(error);
        }
    }

    /// <inheritdoc/>
    private protected override void OnEnd()
    {
        Evidence = _bundle;
        if (_bundle is { } bundle)
        {
            foreach (MeasuredRow row in bundle.Addresses.Select(MeasuredRow.Of).Concat(bundle.Results.Select(MeasuredRow.Of)))
                _ = Input.Add(row).Count();
        }

        Resolve();
        if (IsNothingAsked)
        {
            if (!_saidWhy)
                WriteError(Errors.NothingIsToRead("The input has no host name and no address.", "Give -HostName or -IPAddress, or pipe what Resolve-EndpointIPs or Test-TlsPerIP put out."));
            return;
        }

        WithSnapshot(Request(), TellAsync);
    }

    /// <summary>Whether the input says nothing that could be read.</summary>
    private protected virtual bool IsNothingAsked => Input.IsEmpty;

    /// <summary>What is read.</summary>
    private protected abstract SnapshotRequest Request();

    /// <summary>What follows from the snapshot.</summary>
    private protected abstract Task TellAsync(PathSnapshot snapshot, PipelineWriter pipeline, CancellationToken cancellationToken);

    private void Resolve()
    {
        if (Input.Unresolved.Count == 0 || Evidence is not null)
            return;
        // Of a name that has no address that is said.
        _saidWhy = true;
        LabDefaults lab = LabDefaults.OfNames(Input.Unresolved.Select(name => name.HostName));
        ResolverOptions options = lab.Apply(new ResolverOptions());
        Run(async (pipeline, cancellationToken) =>
        {
            await foreach (Resolution resolution in NameResolution.ResolveAllAsync(Input.Unresolved, options, pipeline, cancellationToken).ConfigureAwait(false))
            {
                foreach (EndpointAddress address in resolution.Addresses)
                    Input.Add(new MapAddress(address.IPAddress, Port ?? lab.Port, address.HostName, address.CnameChain));
            }
        });
    }
}
