using System.Management.Automation;
using TlsPathTools.ClientErrors;
using TlsPathTools.Connecting;
using TlsPathTools.Dns;
using TlsPathTools.EvidenceFiles;
using TlsPathTools.Parameters;
using TlsPathTools.Pipeline;
using TlsPathTools.Probing;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Collecting;

namespace TlsPathTools.Commands;

/// <summary>What was seen of a path, and a snapshot of cloud and cluster beside it → one file that can be reasoned on elsewhere, and later.</summary>
[Cmdlet(VerbsData.Export, "TlsPathEvidence", SupportsShouldProcess = true)]
[OutputType(typeof(TlsPathEvidence))]
public sealed class ExportTlsPathEvidenceCommand : CancellableCommand
{
    private readonly List<TlsPathRecord> _records = [];

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string Path { get; set; } = "";

    /// <summary>What was seen: addresses, answers of resolvers, attempts, results, NodePort results, bundles.</summary>
    [Parameter(ValueFromPipeline = true)]
    public TlsPathRecord[] InputObject { get; set; } = [];

    /// <summary>Lines of a client's log.</summary>
    [Parameter]
    [AllowNull, AllowEmptyCollection, AllowEmptyString]
    public string[]? LogLine { get; set; }

    /// <summary>From where it was seen; the name of this machine unless given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string VantagePoint { get; set; } = Environment.MachineName;

    /// <summary>The connections to read the snapshot through; the default of the session unless given.</summary>
    [Parameter]
    [AllowNull, AllowEmptyCollection]
    public TlsPathConnection[]? Connection { get; set; }

    /// <summary>Read no snapshot.</summary>
    [Parameter]
    public SwitchParameter NoSnapshot { get; set; }

    /// <summary>Replace a file that exists.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Output the bundle.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    // Whoever keeps evidence should know when there is none.
    private protected override bool WorksWithoutInput => true;

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        foreach (TlsPathRecord record in InputObject)
        {
            if (record is TlsPathEvidence bundle)
                _records.AddRange(bundle.Records);
            else if (record is TlsPathLabSession or TlsPathConnection)
                WriteWarning($"{record} is no observation of a path, and is left out.");
            else
                _records.Add(record);
        }
    }

    /// <inheritdoc/>
    private protected override void OnEnd()
    {
        AddLogLines();
        PathAddresses addresses = Addresses();
        if (!NoSnapshot && !addresses.IsEmpty && ReadSnapshot(addresses) is { } snapshot)
            _records.Add(snapshot);
        if (_records.Count == 0)
        {
            WriteError(Errors.NothingIsToRead("There is nothing to write.", "Pipe what Resolve-EndpointIPs, Test-TlsPerIP or Test-NodePort put out."));
            return;
        }

        Write();
    }

    private void AddLogLines()
    {
        foreach (string line in (LogLine ?? []).Where(line => !string.IsNullOrWhiteSpace(line)))
        {
            if (ClientErrorReader.Read(line) is { } meaning)
                _records.Add(meaning);
            else
                WriteWarning("A log line holds no error of a known client, and is left out: it would be text without a meaning.");
        }
    }

    private PathAddresses Addresses()
    {
        var addresses = new PathAddresses();
        foreach (MeasuredRow row in _records.OfType<EndpointAddress>().Select(MeasuredRow.Of).Concat(_records.OfType<TlsPathResult>().Select(MeasuredRow.Of))
            .Concat(_records.OfType<TlsAttempt>().DistinctBy(attempt => (attempt.HostName, attempt.IPAddress, attempt.Port)).Select(attempt => new MeasuredRow(attempt.HostName, [attempt.IPAddress], attempt.Port))))
        {
            _ = addresses.Add(row).Count();
        }

        return addresses;
    }

    private PathSnapshot? ReadSnapshot(PathAddresses addresses)
    {
        var request = new SnapshotRequest { Addresses = addresses.Addresses, Parts = SnapshotParts.All };
        System.Net.IPAddress[] parsed = [.. addresses.Addresses.Select(address => System.Net.IPAddress.Parse(address.IPAddress))];
        if (!ConnectionChoice.TryMake(Connection, [], parsed, out ConnectionChoice choice, out ErrorRecord? error))
        {
            WriteError(error);
            return null;
        }

        PathSnapshot? snapshot = null;
        Run(async (pipeline, cancellationToken) => snapshot = await PathCommand.ReadAsync(choice, request, asksCloud: true, pipeline, cancellationToken).ConfigureAwait(false));
        return snapshot;
    }

    private void Write()
    {
        try
        {
            string file = FilePath.Of(SessionState.Path, Path);
            if (File.Exists(file) && !Force)
                throw new IOException($"'{SafeText.Escape(file)}' exists.");
            if (!ShouldProcess(file, $"Write evidence of {_records.Count} records"))
                return;
            EvidenceFile.Save(file, _records, VantagePoint, DateTime.UtcNow);
            if (PassThru)
            {
                using var reader = new StreamReader(file);
                WriteObject(EvidenceFile.Read(reader, Path, VantagePoint));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException or NotSupportedException
            or SessionStateException or ProviderInvocationException)
        {
            WriteError(Errors.EvidenceIsNotWritten(Path, e));
        }
    }
}
