using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using TlsPathTools.Connections;

namespace TlsPathTools.Connecting;

/// <summary>
/// The connections of one runspace. Runspaces of a process know nothing of each other's (jobs of Azure Automation share a process);
/// when one is closed, its connections are.
/// </summary>
internal sealed class OpenConnections
{
    private static readonly ConditionalWeakTable<Runspace, OpenConnections> s_byRunspace = [];

    private readonly List<(TlsPathConnection Record, PathAccess Access)> _open = [];
    private PathAccess? _implicit;
    private int _lastId;
    private int _defaultId;

    /// <summary>Those of the calling thread's runspace.</summary>
    internal static OpenConnections OfThisRunspace => s_byRunspace.GetValue(Runspace.DefaultRunspace, Create);

    internal IReadOnlyList<TlsPathConnection> Records
    {
        get
        {
            lock (_open)
                return [.. _open.Select(open => open.Record with { IsDefault = open.Record.ConnectionId == _defaultId })];
        }
    }

    /// <summary>The one that is used where none is named; null where none was opened.</summary>
    internal PathAccess? Default
    {
        get
        {
            lock (_open)
                return _open.Find(open => open.Record.ConnectionId == _defaultId).Access;
        }
    }

    /// <summary>The default, or the implicit one where it has been used already; null where nothing is open.</summary>
    internal PathAccess? AnyOpened
    {
        get
        {
            lock (_open)
                return Default ?? _implicit;
        }
    }

    /// <summary>Adds a connection; the newest is the default.</summary>
    internal TlsPathConnection Add(TlsPathConnection record, PathAccess access)
    {
        lock (_open)
        {
            TlsPathConnection numbered = record with { ConnectionId = ++_lastId, IsDefault = true };
            _defaultId = numbered.ConnectionId;
            _open.Add((numbered, access));
            return numbered;
        }
    }

    internal PathAccess? Find(int connectionId)
    {
        lock (_open)
            return _open.Find(open => open.Record.ConnectionId == connectionId).Access;
    }

    /// <summary>Closes one, or all.</summary>
    /// <returns>Those that were closed.</returns>
    internal IReadOnlyList<TlsPathConnection> Close(int? connectionId = null)
    {
        (TlsPathConnection Record, PathAccess Access)[] closed;
        lock (_open)
        {
            closed = [.. _open.Where(open => connectionId is null || open.Record.ConnectionId == connectionId)];
            _open.RemoveAll(closed.Contains);
            if (!_open.Exists(open => open.Record.ConnectionId == _defaultId))
                _defaultId = _open.Count == 0 ? 0 : _open[^1].Record.ConnectionId;
            if (connectionId is null)
            {
                _implicit?.Dispose();
                _implicit = null;
            }
        }

        foreach (var (_, access) in closed)
            access.Dispose();
        return [.. closed.Select(open => open.Record with { IsDefault = false })];
    }

    /// <summary>What environment, profile and current context say, opened once.</summary>
    internal async Task<PathAccess> ImplicitAsync(CancellationToken cancellationToken)
    {
        lock (_open)
        {
            if (_implicit is not null)
                return _implicit;
        }

        PathAccess opened = await PathAccess.OpenAsync(new AccessOptions(), cancellationToken).ConfigureAwait(false);
        lock (_open)
        {
            if (_implicit is null)
                return _implicit = opened;
        }

        opened.Dispose();
        return _implicit;
    }

    private static OpenConnections Create(Runspace runspace)
    {
        var connections = new OpenConnections();
        runspace.StateChanged += (_, change) =>
        {
            if (change.RunspaceStateInfo.State is RunspaceState.Closing or RunspaceState.Broken)
                connections.Close();
        };
        return connections;
    }
}
