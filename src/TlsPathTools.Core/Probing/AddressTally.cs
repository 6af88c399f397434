using System.Globalization;

namespace TlsPathTools.Probing;

/// <summary>Counts the attempts at one address over one route, in bounded memory; what they mean is <see cref="PathResults"/>'s to say.</summary>
internal sealed class AddressTally(TlsAttempt first)
{
    private const int MaxKinds = 50, MaxNotes = 12;

    private readonly List<char> _letters = [];
    private readonly Dictionary<string, int> _kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _notes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Count, TlsAttempt Sample)> _certificates = new(StringComparer.Ordinal);

    internal string? HostName { get; } = first.HostName;

    internal string IPAddress { get; } = first.IPAddress;

    internal int Port { get; } = first.Port;

    internal string Route { get; } = first.Route;

    internal string Variant { get; } = first.Variant;

    internal TrustMode Trust { get; } = first.Trust;

    /// <summary>Attempts that say something of the peer.</summary>
    internal int Attempts { get; private set; }

    internal int Failures { get; private set; }

    internal string? UntestedReason { get; private set; }

    internal DateTime? FirstUtc { get; private set; }

    internal DateTime? LastUtc { get; private set; }

    internal DateTime? LastFailureUtc { get; private set; }

    internal CertificateProblems Problems { get; private set; }

    internal SampleSet Connect { get; } = new();

    internal SampleSet Proxy { get; } = new();

    internal SampleSet Tls { get; } = new();

    internal SampleSet FirstByte { get; } = new();

    internal SampleSet ToFailure { get; } = new();

    /// <summary>One letter per attempt in the order in which they began; attempts still under way are left out.</summary>
    internal IEnumerable<char> Letters => _letters.Where(letter => letter != '\0');

    /// <summary>Failures by stage and event, most frequent first.</summary>
    internal IEnumerable<KeyValuePair<string, int>> Kinds => Ordered(_kinds);

    /// <summary>Notes and ambiguities of the attempts, most frequent first.</summary>
    internal IEnumerable<KeyValuePair<string, int>> Notes => Ordered(_notes);

    /// <summary>Leaf certificates, most frequent first, each with an attempt that saw it.</summary>
    internal IEnumerable<(string Sha256, int Count, TlsAttempt Sample)> Certificates =>
        _certificates.OrderByDescending(c => c.Value.Count).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => (c.Key, c.Value.Count, c.Value.Sample));

    internal void Add(TlsAttempt attempt)
    {
        while (_letters.Count < attempt.Number)
            _letters.Add('\0');
        if (attempt.Number > 0)
            _letters[attempt.Number - 1] = attempt.Untested ? '?' : TlsPathResult.FailureLetter(attempt.Event);
        if (attempt.Untested)
        {
            UntestedReason ??= attempt.Detail;
            return;
        }

        Attempts++;
        FirstUtc = FirstUtc is { } f && f < attempt.TimeUtc ? f : attempt.TimeUtc;
        LastUtc = LastUtc is { } l && l > attempt.TimeUtc ? l : attempt.TimeUtc;
        Connect.Add(attempt.ConnectMs);
        Proxy.Add(attempt.ProxyMs);
        Tls.Add(attempt.TlsMs);
        FirstByte.Add(attempt.FirstByteMs);
        Problems |= attempt.CertificateProblems;
        if (attempt.CertificateSha256 is { } sha && (_certificates.Count < MaxKinds || _certificates.ContainsKey(sha)))
            _certificates[sha] = _certificates.TryGetValue(sha, out var seen) ? (seen.Count + 1, seen.Sample) : (1, attempt);
        foreach (string note in attempt.Notes)
            Count(_notes, note, MaxNotes);
        if (attempt.Succeeded)
            return;

        Failures++;
        LastFailureUtc = LastFailureUtc is { } x && x > attempt.TimeUtc ? x : attempt.TimeUtc;
        ToFailure.Add(attempt.TotalMs);
        Count(_kinds, KindOf(attempt), MaxKinds);
        if (attempt.Ambiguity is { } ambiguity)
            Count(_notes, ambiguity, MaxNotes);
    }

    /// <summary>Stage and event, with the number that makes the event specific.</summary>
    internal static string KindOf(TlsAttempt attempt)
    {
        string kind = $"{attempt.Stage}/{attempt.Event}";
        return attempt switch
        {
            { Event: WireEvent.Alert, AlertNumber: { } number } => string.Create(CultureInfo.InvariantCulture, $"{kind} {number} {attempt.AlertName}"),
            { Event: WireEvent.HttpStatus, HttpStatus: { } status } => string.Create(CultureInfo.InvariantCulture, $"{kind} {status}"),
            { Event: WireEvent.ProxyStatus or WireEvent.ProxyForbidden, ProxyStatus: { } status } => string.Create(CultureInfo.InvariantCulture, $"{kind} {status}"),
            { Event: WireEvent.CertificateProblem } => $"{kind} {attempt.CertificateProblems}",
            _ => kind,
        };
    }

    private static void Count(Dictionary<string, int> counts, string key, int limit)
    {
        if (counts.Count < limit || counts.ContainsKey(key))
            counts[key] = counts.GetValueOrDefault(key) + 1;
    }

    private static IEnumerable<KeyValuePair<string, int>> Ordered(Dictionary<string, int> counts) =>
        counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal);
}
