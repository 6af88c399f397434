using TlsPathTools.Cli.Output;
using TlsPathTools.Dns;
using TlsPathTools.EvidenceFiles;
using TlsPathTools.Probing;
using TlsPathTools.Topology;

namespace TlsPathTools.Cli.Map;

/// <summary>The map of a bundle: what was seen, when, and from where.</summary>
internal static class MapEvidence
{
    public static Task<int> RunAsync(string[] files, string[] names, bool json, bool noColor, Surroundings surroundings)
    {
        TlsPathEvidence bundle = EvidenceFile.Join([.. files.Select(Read)]);
        PathSnapshot snapshot = bundle.Snapshot
            ?? throw Refusal.CouldNotTest("The evidence holds no snapshot of account and cluster. 'tlspath map NAME --save-evidence FILE' and Export-TlsPathEvidence write one.");
        Screen errors = Screen.Create(surroundings.Error, surroundings.ErrorIsTerminal, noColor, surroundings);
        Screen report = json ? errors : Screen.Create(surroundings.Out, surroundings.OutIsTerminal, noColor, surroundings);

        var seen = new SeenRecords();
        bool IsAsked(string? hostName) => names.Length == 0 || names.Contains(hostName, StringComparer.OrdinalIgnoreCase);
        foreach (IGrouping<string, EndpointAddress> name in bundle.Addresses.Where(address => IsAsked(address.HostName)).GroupBy(address => address.HostName, StringComparer.OrdinalIgnoreCase))
            seen.Resolved(new Resolution { Name = new EndpointName { HostName = name.Key, Port = name.First().Port }, Addresses = [.. name.DistinctBy(address => (address.IPAddress, address.Port))] });
        foreach (TlsPathResult result in bundle.Results.Where(result => IsAsked(result.HostName)))
            seen.Add(result);
        if (seen.Addresses.Count == 0)
            throw Refusal.CouldNotTest("The evidence holds no address of such a name.");

        report.Line($"{bundle}; the snapshot is of {snapshot.BeganUtc:u}.", report.Palette.Dim);
        MapPrinter.Print(snapshot, seen.Query() with { NodePorts = [.. bundle.NodePorts] }, report, errors, json ? [surroundings.Out] : []);
        return Task.FromResult(ExitCodes.Of([.. seen.Records.OfType<TlsPathResult>()], everyNameTested: true));
    }

    private static TlsPathEvidence Read(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            return EvidenceFile.Read(reader, Path.GetFileName(path), Path.GetFileNameWithoutExtension(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or ArgumentException or NotSupportedException)
        {
            throw Refusal.CouldNotTest($"--evidence: {SafeText.Escape(e.Message, 600)}", e);
        }
    }
}
