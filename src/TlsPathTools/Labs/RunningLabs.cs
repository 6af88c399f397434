using System.Management.Automation.Runspaces;
using System.Net;
using System.Runtime.CompilerServices;
using TlsPathTools.Lab;

namespace TlsPathTools.Labs;

/// <summary>
/// The labs of one runspace. Runspaces of a process know nothing of each other's; when one is closed, its labs stop. Cmdlets find
/// it by their runspace, because a cmdlet has no other place that outlives it and is not shared.
/// </summary>
internal sealed class RunningLabs
{
    private static readonly ConditionalWeakTable<Runspace, RunningLabs> s_byRunspace = [];

    private readonly List<RunningLab> _labs = [];
    private int _lastId;

    /// <summary>Those of the calling thread's runspace.</summary>
    internal static RunningLabs OfThisRunspace => s_byRunspace.GetValue(Runspace.DefaultRunspace, Create);

    internal IReadOnlyList<TlsPathLabSession> Sessions
    {
        get
        {
            lock (_labs)
                return [.. _labs.Select(running => running.Session)];
        }
    }

    /// <summary>The newest; null without a lab.</summary>
    internal RunningLab? Newest
    {
        get
        {
            lock (_labs)
                return _labs.LastOrDefault();
        }
    }

    internal TlsPathLabSession Add(TlsPathLab lab, DateTimeOffset startTime)
    {
        lock (_labs)
        {
            var running = new RunningLab(SessionOf(++_lastId, lab, startTime), lab);
            _labs.Add(running);
            return running.Session;
        }
    }

    /// <summary>The newest lab that serves all of these names and addresses; null when none does, or nothing is asked.</summary>
    internal RunningLab? Serving(IReadOnlyCollection<string> hostNames, IReadOnlyCollection<IPAddress> addresses)
    {
        if (hostNames.Count + addresses.Count == 0)
            return null;
        lock (_labs)
            return _labs.FindLast(running => running.Serves(hostNames, addresses));
    }

    /// <summary>Stops one, or all.</summary>
    /// <returns>The sessions of those that were stopped.</returns>
    internal async Task<IReadOnlyList<TlsPathLabSession>> StopAsync(int? labId = null)
    {
        RunningLab[] stopped;
        lock (_labs)
        {
            stopped = [.. _labs.Where(running => labId is null || running.Session.LabId == labId)];
            _labs.RemoveAll(stopped.Contains);
        }

        foreach (RunningLab running in stopped)
            await running.StopAsync().ConfigureAwait(false);
        return [.. stopped.Select(running => running.Session)];
    }

    private static RunningLabs Create(Runspace runspace)
    {
        var labs = new RunningLabs();
        runspace.StateChanged += (_, change) =>
        {
            if (change.RunspaceStateInfo.State is RunspaceState.Closing or RunspaceState.Broken)
                labs.StopAsync().GetAwaiter().GetResult();
        };
        return labs;
    }

    private static TlsPathLabSession SessionOf(int id, TlsPathLab lab, DateTimeOffset startTime) => new()
    {
        LabId = id,
        Scenario = lab.Scenario.Name,
        Title = lab.Scenario.Title,
        HostName = lab.EndpointName,
        Port = lab.EndpointPort,
        DnsServer = lab.ClientResolver.ToString(),
        Proxy = lab.ClientProxy?.AbsoluteUri.TrimEnd('/'),
        CaFile = lab.TrustedPemPath,
        AwsEndpoint = lab.AwsEndpoint.AbsoluteUri.TrimEnd('/'),
        Region = lab.Region,
        AccessKeyId = lab.AccessKeyId,
        SecretAccessKey = lab.SecretAccessKey,
        KubernetesEndpoint = lab.KubernetesEndpoint?.AbsoluteUri.TrimEnd('/'),
        KubeConfigPath = lab.KubeConfigPath,
        AuditLogPath = lab.AuditLogPath,
        StartTime = startTime,
    };
}
