using System.Management.Automation;
using TlsPathTools.EvidenceFiles;
using TlsPathTools.Parameters;

namespace TlsPathTools.Commands;

/// <summary>Files of evidence → one bundle, on which every reasoning cmdlet works as on the living path.</summary>
[Cmdlet(VerbsData.Import, "TlsPathEvidence")]
[OutputType(typeof(TlsPathEvidence))]
public sealed class ImportTlsPathEvidenceCommand : CancellableCommand
{
    private readonly List<TlsPathEvidence> _bundles = [];

    /// <summary>The files: bundles, or what 'tlspath probe --json' wrote.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("FullName", "PSPath")]
    public string[] Path { get; set; } = [];

    /// <summary>From where the records of a file were seen that does not say it itself; its name unless given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? VantagePoint { get; set; }

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        foreach (string path in Path)
        {
            try
            {
                string file = FilePath.Of(SessionState.Path, path);
                Run((_, cancellationToken) => Task.Run(() => _bundles.Add(Read(file, cancellationToken)), cancellationToken));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException or NotSupportedException
                or SessionStateException or ProviderInvocationException)
            {
                WriteError(Errors.EvidenceIsNotUsable(path, e));
            }
        }
    }

    /// <inheritdoc/>
    private protected override void OnEnd()
    {
        if (_bundles.Count > 0)
            WriteObject(EvidenceFile.Join(_bundles));
    }

    private TlsPathEvidence Read(string file, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(file);
        return EvidenceFile.Read(reader, System.IO.Path.GetFileName(file), VantagePoint ?? System.IO.Path.GetFileNameWithoutExtension(file), cancellationToken);
    }
}
