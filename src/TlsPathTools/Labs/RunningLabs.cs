using System.Management.Automation.Runspaces;
using System.Net;
using System.Runtime.CompilerServices;
using TlsPathTools.Connections;
using TlsPathTools.Lab;

namespace TlsPathTools.Labs;

/// <summary>
/// The labs of one runspace. Runspaces of a process know nothing of each other's; when one is closed, its labs stop. Cmdlets find
/// it by their runspace, because a cmdlet has no other place that outlives it and is not shared.
/// </summary>
internal sealed class RunningLabs
{
    private static readonly ConditionalWeakTable<Runspace, RunningLabs> s_byRunspace = [];

    private readonly List<(TlsPathLabSession Session, TlsPathLab Lab)> _labs = [];
    private readonly ConditionalWeakTable<TlsPathLab, PathAccess> _accesses = [];
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

    internal TlsPathLabSession Add(TlsPathLab lab, DateTimeOffset startTime)
    {
        lock (_labs)
        {
            TlsPathLabSession session = SessionOf(++_lastId, lab, startTime);
            _labs.Add((session, lab));
            return session;
        }
    }

    /// <summary>The newest lab that serves all of these names and addresses; null when none does, or nothing is asked.</summary>
    internal (TlsPathLabSession Session, TlsPathLab Lab)? Serving(IReadOnlyCollection<string> hostNames, IReadOnlyCollection<IPAddress> addresses)
    {
        if (hostNames.Count + addresses.Count == 0)
            return null;
        lock (_labs)
        {
            int index = _labs.FindLastIndex(running => hostNames.All(name => Serves(running.Lab, name)) && addresses.All(running.Lab.Owns));
            return index < 0 ? null : _labs[index];
        }
    }

    /// <summary>The access to the account and cluster of the newest lab that serves all of these names and addresses.</summary>
    internal (TlsPathLab Lab, PathAccess Access)? AccessFor(IReadOnlyCollection<string> hostNames, IReadOnlyCollection<IPAddress> addresses) =>
        Serving(hostNames, addresses) is { } running ? (running.Lab, AccessOf(running.Lab)) : null;

    /// <summary>The access to the account and cluster of the newest lab.</summary>
    internal (TlsPathLab Lab, PathAccess Access)? NewestAccess()
    {
        lock (_labs)
            return _labs.Count == 0 ? null : (_labs[^1].Lab, AccessOf(_labs[^1].Lab));
    }

    /// <summary>Stops one, or all.</summary>
    /// <returns>The sessions of those that were stopped.</returns>
    internal async Task<IReadOnlyList<TlsPathLabSession>> StopAsync(int? labId = null)
    {
        (TlsPathLabSession Session, TlsPathLab Lab)[] stopped;
        lock (_labs)
        {
            stopped = [.. _labs.Where(running => labId is null || running.Session.LabId == labId)];
            _labs.RemoveAll(stopped.Contains);
        }

        foreach (var running in stopped)
        {
            if (_accesses.TryGetValue(running.Lab, out PathAccess? access))
                access.Dispose();
            await running.Lab.DisposeAsync().ConfigureAwait(false);
        }

        return [.. stopped.Select(running => running.Session)];
    }

    private PathAccess AccessOf(TlsPathLab lab) => _accesses.GetValue(lab, static lab => PathAccess.Of(lab));

    private static bool Serves(TlsPathLab lab, string hostName) =>
        string.Equals(hostName.TrimEnd('.'), lab.EndpointName, StringComparison.OrdinalIgnoreCase)
        || lab.ZoneNames.Any(zone => hostName.TrimEnd('.').Equals(zone, StringComparison.OrdinalIgnoreCase) || hostName.TrimEnd('.').EndsWith('.' + zone, StringComparison.OrdinalIgnoreCase));

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
