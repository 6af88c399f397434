using System.Collections;
using System.Management.Automation;
using TlsPathTools.Connecting;
using TlsPathTools.Connections;
using TlsPathTools.Labs;

namespace TlsPathTools.Completers;

/// <summary>Names from what is connected. Tab must not wait: after a moment there are none, and a failure is none either.</summary>
internal static class ConnectedNames
{
    // "Never longer than a second", with room for a busy machine.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(800);

    /// <summary>Reads names through the connections of the command line, or the default of the session.</summary>
    internal static IReadOnlyList<string> Read(IDictionary boundParameters, Func<PathAccess, CancellationToken, Task<IReadOnlyList<string>>> read)
    {
        PathAccess[] accesses = [.. Chosen(boundParameters)];
        if (accesses.Length == 0)
            return [];
        using var patience = new CancellationTokenSource(s_patience);
        // Not on this thread: a reader that did not come back to its token would hold the prompt.
        Task<IReadOnlyList<string>[]> reading = Task.Run(() => Task.WhenAll(accesses.Select(access => read(access, patience.Token))), patience.Token);
        try
        {
            return reading.Wait(s_patience) ? [.. reading.Result.SelectMany(names => names)] : [];
        }
        catch (AggregateException)
        {
            return [];
        }
    }

    private static IEnumerable<PathAccess> Chosen(IDictionary boundParameters)
    {
        OpenConnections open = OpenConnections.OfThisRunspace;
        object? named = boundParameters["Connection"];
        if (named is PSObject wrapped)
            named = wrapped.BaseObject;
        if (named is TlsPathConnection one)
            return open.Find(one.ConnectionId) is { } access ? [access] : [];
        PathAccess? other = open.AnyOpened ?? RunningLabs.OfThisRunspace.Newest?.Access;
        return other is null ? [] : [other];
    }
}
