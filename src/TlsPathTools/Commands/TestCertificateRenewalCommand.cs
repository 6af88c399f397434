using System.Management.Automation;
using System.Net;
using TlsPathTools.Completers;
using TlsPathTools.Dns;
using TlsPathTools.EvidenceFiles;
using TlsPathTools.Labs;
using TlsPathTools.Parameters;
using TlsPathTools.Pipeline;
using TlsPathTools.Probing;
using TlsPathTools.Topology.Certificates;
using TlsPathTools.Topology.Collecting;

namespace TlsPathTools.Commands;

/// <summary>cert-manager's chain from certificate to secret: where a renewal is stuck, and whether that explains what clients see.</summary>
[Cmdlet(VerbsDiagnostic.Test, "CertificateRenewal")]
[OutputType(typeof(CertificateRenewal))]
public sealed class TestCertificateRenewalCommand : PathCommand
{
    // To see a certificate once would be enough; balancers and pods may serve different ones.
    private const int LooksPerAddress = 3;

    private readonly List<TlsPathResult> _results = [];
    // Names with the namespaces that rows gave them; those of rows without a name are under none.
    private readonly Dictionary<string, HashSet<string>> _namespaces = new(StringComparer.OrdinalIgnoreCase);
    private TlsPathEvidence? _bundle;

    /// <summary>A name that the certificates cover; all unless given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Name", "ComputerName")]
    [AllowNull, AllowEmptyString]
    public string? HostName { get; set; }

    /// <summary>A namespace; all unless given.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [AllowNull, AllowEmptyString]
    public string? Namespace { get; set; }

    /// <summary>What Test-TlsPerIP saw; without it, a few handshakes with each address of -HostName show what is served.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull, AllowEmptyCollection]
    public TlsPathResult[]? InputObject { get; set; }

    /// <summary>Make no handshake: then nothing is said of what is served.</summary>
    [Parameter]
    public SwitchParameter NoProbe { get; set; }

    private protected override bool NeedsCluster => true;

    private protected override bool AsksCloud => false;

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        if (Evidence is { } evidence)
            _bundle = _bundle is null ? evidence : EvidenceFile.Join([_bundle, evidence]);
        _results.AddRange(InputObject ?? []);
        string name = HostName?.Trim() ?? "";
        if (!_namespaces.TryGetValue(name, out HashSet<string>? namespaces))
            _namespaces.Add(name, namespaces = new HashSet<string>(StringComparer.Ordinal));
        namespaces.Add(Namespace?.Trim() ?? "");
    }

    /// <inheritdoc/>
    private protected override void OnEnd()
    {
        Evidence = _bundle;
        _results.AddRange(_bundle?.Results ?? []);
        (string Text, EndpointName Name)[] names = ReadNames();
        if (_results.Count == 0 && !NoProbe && _bundle is null && names.Length > 0)
            Probe([.. names.Select(name => name.Name)]);
        string?[] all = NamespacesOf(_namespaces.Values.SelectMany(one => one));
        var request = new SnapshotRequest { Namespace = all is [var only] ? only : null, Parts = SnapshotParts.Certificates };
        WithSnapshot(request, async (snapshot, pipeline, _) =>
        {
            IEnumerable<CertificateRenewal> rows = names.Length == 0
                ? all.SelectMany(one => CertificateRenewals.Find(snapshot, _results, one))
                : names.SelectMany(name => NamespacesOf(_namespaces[name.Text]).SelectMany(one => CertificateRenewals.Find(snapshot, _results, one, name.Name.HostName)));
            foreach (CertificateRenewal row in rows)
                await pipeline.RecordAsync(row).ConfigureAwait(false);
        });
    }

    // Null means all of them, as soon as one row names none.
    private static string?[] NamespacesOf(IEnumerable<string> given)
    {
        string?[] namespaces = [.. given.Distinct(StringComparer.Ordinal)];
        return namespaces.Length == 0 || namespaces.Contains("") ? [null] : namespaces;
    }

    private (string Text, EndpointName Name)[] ReadNames()
    {
        var names = new List<(string, EndpointName)>();
        foreach (string text in _namespaces.Keys.Where(text => text.Length > 0))
        {
            if (EndpointName.TryParse(text, LabDefaults.OfNames([text]).Port ?? ProbeInput.DefaultPort, out EndpointName? name, out string? problem))
                names.Add((text, name));
            else
                WriteError(Errors.NameIsNotUsable(text, problem));
        }

        return [.. names];
    }

    private void Probe(EndpointName[] names)
    {
        LabDefaults lab = LabDefaults.OfNames(names.Select(name => name.HostName));
        var options = new ProbeOptions { Count = LooksPerAddress, Depth = ProbeDepth.Handshake, Trust = lab.Trust(CertificateTrust.System), Proxy = lab.Proxy };
        Run(async (pipeline, cancellationToken) =>
        {
            var targets = new List<ProbeTarget>();
            await foreach (Resolution resolution in NameResolution.ResolveAllAsync(names, lab.Apply(new ResolverOptions()), pipeline, cancellationToken).ConfigureAwait(false))
                targets.AddRange(resolution.Addresses.Select(address => new ProbeTarget(address.HostName, IPAddress.Parse(address.IPAddress), address.Port)));
            if (targets.Count == 0)
                return;
            var run = new ProbeRun(targets, options, time: null, lab.Connector);
            await foreach (TlsAttempt attempt in run.RunAsync(cancellationToken).ConfigureAwait(false))
                await pipeline.VerboseAsync($"{attempt}: {attempt.Detail}").ConfigureAwait(false);
            _results.AddRange(run.Results());
        });
    }
}
