using System.Net;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Dns;

/// <summary>The resolvers of a world, over UDP and TCP; and the authority that the NS records of its zones lead to.</summary>
internal sealed class NameServers : IAsyncDisposable
{
    private readonly List<(string Name, NameServer Server)> _resolvers = [];
    private NameServer? _authority;

    private NameServers()
    {
    }

    /// <summary>Starts them: port 53 where that is allowed, else 8053.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">One cannot be bound.</exception>
    public static NameServers Start(LabWorld world)
    {
        IReadOnlyList<ResolverSpec> specs = world.Scenario.Dns.Resolvers is { Count: > 0 } written ? written : [new ResolverSpec { Name = "default" }];
        int port = world.Ports.Map(53);
        var authority = new IPEndPoint(world.Addresses.Resolver(specs.Count), port);
        var servers = new NameServers();
        try
        {
            for (int i = 0; i < specs.Count; i++)
            {
                IPAddress address = specs[i].Address is { } own ? world.Addresses.Map(own) : world.Addresses.Resolver(i);
                servers._resolvers.Add((specs[i].Name, new NameServer(world, specs[i].Name, new(address, port), new Zones(world, specs[i].Name, authority.Address))));
            }

            servers._authority = new NameServer(world, name: null, authority, new Zones(world, resolver: null, authority.Address));
            return servers;
        }
        catch
        {
            foreach ((_, NameServer server) in servers._resolvers)
                server.Close();
            throw;
        }
    }

    /// <summary>Where each listens, by the name of the resolver, in the scenario's order.</summary>
    public IReadOnlyList<(string Name, IPEndPoint EndPoint)> EndPoints => [.. _resolvers.Select(resolver => (resolver.Name, resolver.Server.EndPoint))];

    /// <summary>Where the authority of the zones listens: no recursion, no faults, the truth.</summary>
    public IPEndPoint Authority => _authority!.EndPoint;

    /// <summary>The addresses of a name as a resolver sees it now, for components of the world; empty for none.</summary>
    public IReadOnlyList<IPAddress> Resolve(string? resolver, string name)
    {
        NameServer server = _resolvers.Find(candidate => resolver is null || candidate.Name == resolver).Server
            ?? throw new KeyNotFoundException($"The scenario has no resolver named '{resolver}'.");
        return server.Answer(name, DnsType.A) is { Code: DnsCode.NoError } answer
            ? [.. answer.Answers.Where(record => record.Type == DnsType.A).Select(record => record.Address!)] : [];
    }

    public async ValueTask DisposeAsync()
    {
        foreach ((_, NameServer server) in _resolvers)
            await server.DisposeAsync().ConfigureAwait(false);
        if (_authority is not null)
            await _authority.DisposeAsync().ConfigureAwait(false);
    }
}
