using TlsPathTools.Cli.Output;
using TlsPathTools.Cli.Probe;
using TlsPathTools.Connections;
using TlsPathTools.Dns;
using TlsPathTools.EvidenceFiles;
using TlsPathTools.Probing;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Collecting;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Cli.Map;

/// <summary>Names → addresses → attempts, then account and cluster → the map.</summary>
internal sealed class MapSession(MapRequest request, Surroundings surroundings, IProbeEngine engine, PathAccess access, InterruptSignal interrupt)
{
    public async Task<int> RunAsync()
    {
        ProbeRequest probe = request.Probe;
        Screen errors = Screen.Create(surroundings.Error, surroundings.ErrorIsTerminal, probe.NoColor, surroundings);
        Screen report = probe.Json ? errors : Screen.Create(surroundings.Out, surroundings.OutIsTerminal, probe.NoColor, surroundings);
        foreach (string warning in probe.Warnings.Concat(access.Notes))
            errors.Warn(warning);

        using AtomicFile? file = probe.OutputPath is { } output ? AtomicFile.Create(output) : null;
        var seen = new SeenRecords();
        List<IProbeOutput> outputs = [seen];
        if (probe.Json)
            outputs.Insert(0, new JsonOutput(surroundings.Out, readerLeft: interrupt.Raise));
        if (file is not null)
            outputs.Insert(0, new JsonOutput(file.Writer));
        int exitCode;
        if (request.NoProbe)
        {
            exitCode = await ResolveAsync(probe, outputs, errors) ? ExitCodes.Healthy : ExitCodes.CouldNotTest;
        }
        else
        {
            await using var human = new HumanOutput(report, ProbeCommand.ProgressView(probe, report, errors, surroundings.Time));
            outputs.Add(human);
            exitCode = await new ProbeSession(engine, outputs, errors).RunAsync(probe, interrupt.Token);
        }

        if (!interrupt.Token.IsCancellationRequested && seen.Addresses.Count > 0)
        {
            PathSnapshot snapshot = await ReadAsync(seen.Addresses, probe.Resolver);
            MapPrinter.Print(snapshot, seen.Query(), report, errors, [.. probe.Json ? [surroundings.Out] : Array.Empty<TextWriter>(), .. file is null ? Array.Empty<TextWriter>() : [file.Writer]]);
            Save(seen, snapshot, report);
        }

        if (file is not null)
            await file.CommitAsync();
        return exitCode;
    }

    private async Task<bool> ResolveAsync(ProbeRequest probe, List<IProbeOutput> outputs, Screen errors)
    {
        bool everyOne = true;
        foreach (EndpointName name in probe.Names)
        {
            Resolution resolution = await engine.ResolveAsync(name, probe.Resolver, interrupt.Token);
            foreach (string warning in resolution.Warnings)
                errors.Warn($"{name.HostName}: {warning}");
            if (resolution.Failure is { } failure)
                errors.Fail($"{name.HostName} cannot be mapped: {failure}");
            everyOne &= resolution.Addresses.Count > 0;
            outputs.ForEach(output => output.Resolved(resolution));
        }

        return everyOne;
    }

    private Task<PathSnapshot> ReadAsync(IReadOnlyList<MapAddress> addresses, ResolverOptions resolver)
    {
        var collector = new SnapshotCollector(
            access.Cloud is { } cloud ? [cloud] : [], access.Cluster is { } cluster ? [cluster] : [], new LoadBalancerNames(resolver), surroundings.Time);
        // A bundle serves every later question; the map alone needs less.
        SnapshotParts parts = request.SavePath is null ? SnapshotParts.Map | SnapshotParts.KubeProxies : SnapshotParts.All;
        return collector.CollectAsync(new SnapshotRequest { Addresses = addresses, Parts = parts, KubeProxyLimit = 20 }, interrupt.Token);
    }

    private void Save(SeenRecords seen, PathSnapshot snapshot, Screen report)
    {
        if (request.SavePath is not { } path)
            return;
        try
        {
            EvidenceFile.Save(path, [.. seen.Records, snapshot], Environment.MachineName, surroundings.Time.GetUtcNow().UtcDateTime);
            report.Line();
            report.Line($"Evidence written to {path}: 'tlspath map --evidence {path}' shows this map again.", report.Palette.Dim);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Refusal.CouldNotTest($"--save-evidence: '{SafeText.Escape(path)}' cannot be written: {SafeText.Escape(e.Message)}", e);
        }
    }
}
