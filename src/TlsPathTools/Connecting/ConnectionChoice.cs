using System.Management.Automation;
using System.Net;
using TlsPathTools.Connections;
using TlsPathTools.Dns;
using TlsPathTools.Labs;

namespace TlsPathTools.Connecting;

/// <summary>
/// Which connections a cmdlet reads through: those that are named; else that of a running lab whose names and addresses are meant; else
/// the default; else, where no address says otherwise, that of the newest lab; else what environment, profile and context say.
/// </summary>
internal sealed class ConnectionChoice
{
    private readonly IReadOnlyList<PathAccess> _chosen;
    private readonly OpenConnections? _implicit;

    private ConnectionChoice(IReadOnlyList<PathAccess> chosen, OpenConnections? @implicit, ResolverOptions resolver)
    {
        _chosen = chosen;
        _implicit = @implicit;
        Resolver = resolver;
    }

    /// <summary>How the names of load balancers are resolved.</summary>
    internal ResolverOptions Resolver { get; }

    /// <summary>Chooses. Called on the pipeline's thread, which knows its runspace.</summary>
    /// <param name="named">-Connection.</param>
    /// <param name="hostNames">The names that are meant.</param>
    /// <param name="addresses">The addresses that are meant.</param>
    /// <param name="choice">The choice.</param>
    /// <param name="error">Otherwise: a connection that is not open here.</param>
    internal static bool TryMake(TlsPathConnection[]? named, IReadOnlyCollection<string> hostNames, IReadOnlyCollection<IPAddress> addresses, out ConnectionChoice choice, out ErrorRecord? error)
    {
        error = null;
        OpenConnections open = OpenConnections.OfThisRunspace;
        RunningLabs labs = RunningLabs.OfThisRunspace;
        // Names of a lab's world exist in its own DNS alone, through whatever connection its account is read.
        RunningLab? lab = labs.Serving(hostNames, addresses);
        var system = new ResolverOptions();
        ResolverOptions resolver = lab?.Apply(system) ?? system;
        if (named is { Length: > 0 })
        {
            var found = new List<PathAccess>();
            foreach (TlsPathConnection connection in named)
            {
                if (open.Find(connection.ConnectionId) is { } access)
                    found.Add(access);
                else
                    error = Errors.ConnectionIsNotOpen(connection);
            }

            choice = new ConnectionChoice(found, null, resolver);
            return error is null;
        }

        if (lab is not null)
            choice = new ConnectionChoice([lab.Access], null, resolver);
        else if (open.Default is { } byDefault)
            choice = new ConnectionChoice([byDefault], null, resolver);
        else if (hostNames.Count + addresses.Count == 0 && labs.Newest is { } newest)
            choice = new ConnectionChoice([newest.Access], null, newest.Apply(system));
        else
            choice = new ConnectionChoice([], open, resolver);
        return true;
    }

    /// <summary>The accesses, opened.</summary>
    internal async Task<IReadOnlyList<PathAccess>> OpenAsync(CancellationToken cancellationToken) =>
        _implicit is null ? _chosen : [await _implicit.ImplicitAsync(cancellationToken).ConfigureAwait(false)];
}
