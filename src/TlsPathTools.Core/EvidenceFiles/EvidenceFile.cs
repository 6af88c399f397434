using System.Text;
using TlsPathTools.ClientErrors;
using TlsPathTools.Dns;
using TlsPathTools.Probing;

namespace TlsPathTools.EvidenceFiles;

/// <summary>
/// Evidence as JSON lines: a header, then one record a line, each as <see cref="TlsPathJson"/> writes it. Lines without a header, as
/// <c>tlspath probe --json</c> writes them, are read as well. Reading gives the records that were written.
/// </summary>
public static class EvidenceFile
{
    // A snapshot of 5,000 nodes has about 30 MB; a file of hours of attempts has many lines, but short ones.
    private const int MaxLine = 256 * 1024 * 1024;

    /// <summary>Writes records.</summary>
    /// <param name="writer">Where to. Lines end in <c>\n</c> on every system.</param>
    /// <param name="records">What. A header among them is left out: it has been read into the others.</param>
    /// <param name="vantagePoint">From where those were seen that do not say it themselves.</param>
    /// <param name="createdUtc">Now.</param>
    public static void Write(TextWriter writer, IEnumerable<TlsPathRecord> records, string? vantagePoint, DateTime createdUtc)
    {
        var header = new EvidenceHeader
        {
            Version = EvidenceHeader.CurrentVersion,
            Tool = $"TlsPathTools {typeof(EvidenceFile).Assembly.GetName().Version?.ToString(3)}",
            CreatedUtc = createdUtc,
            VantagePoint = vantagePoint,
        };
        Line(header);
        foreach (TlsPathRecord record in records.Where(record => record is not EvidenceHeader))
            Line(At(record, vantagePoint));

        void Line(TlsPathRecord record)
        {
            writer.Write(TlsPathJson.Serialize(record));
            writer.Write('\n');
        }
    }

    /// <summary>Reads a file.</summary>
    /// <param name="reader">The file.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="vantagePoint">From where records were seen that do not say it themselves, and whose header does not; null for nowhere known.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    /// <exception cref="FormatException">It is no evidence, or of a version after this one; the message says which line.</exception>
    public static TlsPathEvidence Read(TextReader reader, string name, string? vantagePoint = null, CancellationToken cancellationToken = default)
    {
        var records = new List<TlsPathRecord>();
        DateTime? created = null;
        int number = 0;
        while (ReadLine(reader, name, number + 1) is { } line)
        {
            cancellationToken.ThrowIfCancellationRequested();
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            TlsPathRecord record = Parse(line, name, number);
            if (record is EvidenceHeader header)
            {
                if (header.Version > EvidenceHeader.CurrentVersion)
                    throw new FormatException($"{name} has version {header.Version} of the evidence format, and this program knows {EvidenceHeader.CurrentVersion}: read it with TlsPathTools as new as '{SafeText.Escape(header.Tool)}'.");
                created ??= header.CreatedUtc;
                vantagePoint = header.VantagePoint ?? vantagePoint;
            }
            else
            {
                records.Add(At(record, vantagePoint));
            }
        }

        if (records.Count == 0 && created is null)
            throw new FormatException($"{name} is empty: it holds no record of TlsPathTools.");
        return new TlsPathEvidence
        {
            CreatedUtc = created,
            Records = [.. records],
            VantagePoints = [.. records.Select(VantageOf).OfType<string>().Distinct(StringComparer.Ordinal)],
        };
    }

    /// <summary>Several bundles as one.</summary>
    public static TlsPathEvidence Join(IReadOnlyList<TlsPathEvidence> bundles) => bundles is [var only]
        ? only
        : new TlsPathEvidence
        {
            CreatedUtc = bundles.Min(bundle => bundle.CreatedUtc),
            Records = [.. bundles.SelectMany(bundle => bundle.Records)],
            VantagePoints = [.. bundles.SelectMany(bundle => bundle.VantagePoints).Distinct(StringComparer.Ordinal)],
        };

    private static TlsPathRecord Parse(string line, string name, int number)
    {
        try
        {
            return TlsPathJson.Deserialize(line);
        }
        catch (FormatException e)
        {
            throw new FormatException($"{name}, line {number}: {e.Message}", e);
        }
    }

    private static TlsPathRecord At(TlsPathRecord record, string? vantagePoint) => vantagePoint is null || VantageOf(record) is not null
        ? record
        : record switch
        {
            TlsAttempt attempt => attempt with { VantagePoint = vantagePoint },
            TlsPathResult result => result with { VantagePoint = vantagePoint },
            ResolverAnswer answer => answer with { VantagePoint = vantagePoint },
            EndpointAddress address => address with { VantagePoint = vantagePoint },
            ClientErrorMeaning line => line with { VantagePoint = vantagePoint },
            _ => record,
        };

    private static string? VantageOf(TlsPathRecord record) => record switch
    {
        TlsAttempt attempt => attempt.VantagePoint,
        TlsPathResult result => result.VantagePoint,
        ResolverAnswer answer => answer.VantagePoint,
        EndpointAddress address => address.VantagePoint,
        ClientErrorMeaning line => line.VantagePoint,
        Topology.NodePortResult node => node.VantagePoint,
        _ => null,
    };

    // TextReader.ReadLine would take all of a file without line ends into memory.
    private static string? ReadLine(TextReader reader, string name, int number)
    {
        var line = new StringBuilder();
        int c;
        while ((c = reader.Read()) >= 0)
        {
            if (c == '\n')
                return line.ToString();
            if (line.Length >= MaxLine)
                throw new FormatException($"{name}, line {number} is longer than {MaxLine >> 20} MB: it is no evidence of TlsPathTools.");
            line.Append((char)c);
        }

        return line.Length == 0 ? null : line.ToString();
    }
}
