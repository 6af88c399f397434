using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Network;

/// <summary>
/// The wires of the world: who listens where, and what a SYN from one address to another meets. Every endpoint has a real listening socket on its
/// loopback address, so that any program may connect to it; the world's own components (and probes through the connector) connect with
/// <see cref="DialAsync(IPAddress, IPEndPoint, FlowPurpose, CancellationToken)"/>, where the decision is taken before the real socket is opened.
/// </summary>
internal sealed class Fabric : IAsyncDisposable
{
    // In a world of very many ports each is looked at less often.
    private const int MostLooks = 256;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<IPEndPoint, ListeningPort> _ports = new();
    private readonly ConcurrentDictionary<IPAddress, RegisteredHost> _hosts = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Firewall _firewall;
    private readonly Switchboard _switchboard;
    private readonly SilentSockets _silent = new();
    private readonly IPAddress _client;
    private readonly Lazy<Task> _looking;

    public Fabric(LabWorld world)
    {
        World = world;
        Faults = new FaultSelector(world);
        _firewall = new Firewall(world);
        _switchboard = new Switchboard(world.Addresses.Switchboard, Tickets);
        _client = world.Addresses.Map(world.Scenario.Client.Address);
        _looking = new Lazy<Task>(LookAsync);
    }

    public LabWorld World { get; }

    /// <summary>Which faults meet which flows: the one selector of the world.</summary>
    public FaultSelector Faults { get; }

    /// <summary>The connections that are decided and not yet accepted.</summary>
    public TicketBook Tickets { get; } = new();

    /// <summary>Listens at an endpoint of the world until the result is disposed, which also resets its open connections.</summary>
    /// <exception cref="SocketException">It cannot be bound.</exception>
    public IAsyncDisposable Listen(IPEndPoint where, ITcpEndpoint endpoint) => Listen(where, endpoint, opens: true);

    /// <summary>Listens at an endpoint of the world until the result is disposed, which also resets its open connections.</summary>
    /// <param name="where">The endpoint.</param>
    /// <param name="endpoint">Who answers.</param>
    /// <param name="opens">Whether other programs of this machine can connect to it: it then has a socket of its own.</param>
    /// <exception cref="SocketException">It cannot be bound.</exception>
    public IAsyncDisposable Listen(IPEndPoint where, ITcpEndpoint endpoint, bool opens)
    {
        ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, this);
        var port = new ListeningPort(this, where, endpoint, opens);
        if (!_ports.TryAdd(where, port))
            throw new SocketException((int)SocketError.AddressAlreadyInUse);
        try
        {
            port.Open();
        }
        catch
        {
            _ports.TryRemove(where, out _);
            throw;
        }

        _ = _looking.Value;
        return new Registration(this, port);
    }

    /// <summary>A machine is at an address until the result is disposed, which also resets its connections. Its endpoints are reached from within the world; other programs reach those that <see cref="Listen(IPEndPoint, ITcpEndpoint)"/> opened as well.</summary>
    /// <exception cref="ArgumentException">There is one at this address.</exception>
    public IAsyncDisposable AddHost(IPAddress address, ITcpHost host)
    {
        ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, this);
        var registered = new RegisteredHost(this, address, host);
        return _hosts.TryAdd(address, registered) ? registered : throw new ArgumentException($"There is a machine at {address} already.", nameof(address));
    }

    /// <summary>The endpoints that other programs may connect to.</summary>
    public IEnumerable<IPEndPoint> OpenEndpoints => _ports.Values.Where(port => port.Opens).Select(port => port.Where);

    /// <summary>Tells at which endpoints the kernel has drawn already who is let in.</summary>
    public void Filtered(Predicate<IPEndPoint> which)
    {
        foreach (ListeningPort port in _ports.Values)
            port.IsFiltered = which(port.Where);
    }

    /// <summary>Whether somebody listens there, whatever a SYN meets.</summary>
    public bool IsTaken(IPEndPoint where) => Find(where) is not null;

    /// <summary>Whether routes, security groups and network ACLs let a flow and its answers pass.</summary>
    public bool Allows(Flow flow) => _firewall.Allows(flow);

    /// <summary>What flows to a place meet: <see cref="Allows"/>, and then the endpoint's own odds; nobody there refuses (an address of the world) or drops (no such address).</summary>
    public SynOdds Odds(Flow flow) =>
        !Allows(flow) ? SynOdds.AllDropped
        : Find(flow.Destination) is { } found ? found.Endpoint.Odds(flow)
        : IsHost(flow.Destination.Address) ? SynOdds.AllRefused : SynOdds.AllDropped;

    /// <summary>A flow of the scenario's client, from any port.</summary>
    public Flow ClientFlow(IPEndPoint target) => new(new IPEndPoint(_client, 0), target, FlowPurpose.Client);

    /// <summary>An address of this machine as the world sees it: whoever does not connect from an address of the world is the scenario's client.</summary>
    public IPEndPoint Seen(IPEndPoint remote) =>
        World.Addresses.Vpc.Contains(remote.Address) || World.Addresses.Public.Contains(remote.Address) ? remote : new IPEndPoint(_client, remote.Port);

    /// <summary>Whether an address is one of a machine that runs.</summary>
    public bool IsHost(IPAddress address) => _hosts.ContainsKey(address) || _firewall.IsHost(address) || _ports.Keys.Any(where => where.Address.Equals(address));

    /// <summary>Connects as the world allows it.</summary>
    /// <param name="source">The world's address of who connects; the real socket is bound to it.</param>
    /// <param name="target">Where to.</param>
    /// <param name="purpose">Why.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SocketException">ConnectionRefused; or TimedOut, after the scenario's connect timeout.</exception>
    public async Task<Socket> DialAsync(IPAddress source, IPEndPoint target, FlowPurpose purpose, CancellationToken cancellationToken)
    {
        long began = World.Time.GetTimestamp();
        HandedOn handed = await HandOnAsync(source, target, purpose, via: null, cancellationToken).ConfigureAwait(false);
        if (handed.Socket is { } socket)
            return socket;
        if (handed.Refusal is SynAnswer.Refuse)
            throw new SocketException((int)SocketError.ConnectionRefused);
        TimeSpan rest = TimeSpan.FromSeconds(World.Scenario.Timings.ConnectTimeout) - World.Time.GetElapsedTime(began);
        if (rest > TimeSpan.Zero)
            await Task.Delay(rest, World.Time, cancellationToken).ConfigureAwait(false);
        throw new SocketException((int)SocketError.TimedOut);
    }

    /// <summary>
    /// Hands a SYN on: what a load balancer of the network kind and a node's rules do. A SYN that is dropped is told at once, so that the one who sent
    /// it first is the only one who waits.
    /// </summary>
    /// <param name="source">The world's address that the next hop sees; the real socket is bound to it.</param>
    /// <param name="target">The next hop.</param>
    /// <param name="purpose">Why.</param>
    /// <param name="via">Who forwards it, where <paramref name="source"/> is preserved and not its own address.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<HandedOn> HandOnAsync(IPAddress source, IPEndPoint target, FlowPurpose purpose, IPAddress? via, CancellationToken cancellationToken)
    {
        Socket socket = Bound(source);
        try
        {
            var local = (IPEndPoint)socket.LocalEndPoint!;
            SynAnswer answer = await DecideAsync(new Flow(Seen(local), target, purpose) { Via = via }, cancellationToken).ConfigureAwait(false);
            if (answer is not SynAnswer.Accept accept)
            {
                socket.Dispose();
                return new HandedOn(Socket: null, answer);
            }

            return new HandedOn(await ConnectAsync(socket, source, target, accept, cancellationToken).ConfigureAwait(false), Refusal: null);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Decides about a flow: <see cref="Allows"/>, and then who listens there.</summary>
    public async Task<SynAnswer> DecideAsync(Flow flow, CancellationToken cancellationToken)
    {
        if (!Allows(flow))
            return SynAnswer.Dropped;
        if (Find(flow.Destination) is not { } found)
            return IsHost(flow.Destination.Address) ? SynAnswer.Refused : SynAnswer.Dropped;
        try
        {
            return await found.Endpoint.AnswerAsync(flow, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode is SocketError.ConnectionRefused ? SynAnswer.Refused : SynAnswer.Dropped;
        }
    }

    /// <summary>Leaves an accepted connection in silence until its peer goes, as well as a socket can that should never have been accepted.</summary>
    public Task HoldAsync(Socket socket, CancellationToken cancellationToken) => _silent.HoldAsync(socket, cancellationToken);

    /// <summary>Looks at every endpoint's posture now, as it otherwise happens five times a second.</summary>
    public async Task ReconsiderAsync()
    {
        foreach (ListeningPort port in _ports.Values)
            await port.ReconsiderAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_looking.IsValueCreated)
            await _looking.Value.ConfigureAwait(false);
        await Task.WhenAll(_ports.Values.Concat(_hosts.Values.Select(host => host.Port)).Select(port => port.DisposeAsync().AsTask())).ConfigureAwait(false);
        _ports.Clear();
        _hosts.Clear();
        await _switchboard.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private (ListeningPort Port, ITcpEndpoint Endpoint)? Find(IPEndPoint where) =>
        _ports.TryGetValue(where, out ListeningPort? port) ? (port, port.Endpoint)
        : _hosts.TryGetValue(where.Address, out RegisteredHost? host) && host.Host.At(where.Port) is { } endpoint ? (host.Port, endpoint)
        : null;

    private static Socket Bound(IPAddress source)
    {
        Socket socket = SocketEnds.Create();
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.IsLoopback(source) ? source : IPAddress.Loopback, 0));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // The decision stands; what follows only makes it real. The endpoint's own socket is used where it is open, so that the connection can be seen
    // on the machine as it is in the world.
    private async Task<Socket> ConnectAsync(Socket socket, IPAddress source, IPEndPoint target, SynAnswer.Accept accept, CancellationToken cancellationToken)
    {
        if (Find(target) is not { Port: var port })
        {
            accept.Abandon?.Invoke();
            throw new SocketException((int)SocketError.ConnectionRefused);
        }

        var ticket = new Ticket(port, accept);
        bool direct = port.Posture is Posture.Listening && !port.IsFiltered;
        try
        {
            if (direct && await TryConnectAsync(socket, target, ticket, cancellationToken).ConfigureAwait(false))
                return socket;
            if (direct)
            {
                // The posture changed in between; the socket is used up.
                socket.Dispose();
                socket = Bound(source);
            }

            if (await TryConnectAsync(socket, _switchboard.EndPoint, ticket, cancellationToken).ConfigureAwait(false))
                return socket;
            throw new SocketException((int)SocketError.ConnectionRefused);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        finally
        {
            ticket.Abandon();
        }
    }

    private async Task<bool> TryConnectAsync(Socket socket, IPEndPoint where, Ticket ticket, CancellationToken cancellationToken)
    {
        var local = (IPEndPoint)socket.LocalEndPoint!;
        Tickets.Add(local, ticket);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            await socket.ConnectAsync(where, bound.Token).ConfigureAwait(false);
            await ticket.Taken.WaitAsync(bound.Token).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            Tickets.Remove(local);
        }
    }

    private async Task LookAsync()
    {
        using var timer = new PeriodicTimer(s_look);
        var waiting = new Queue<ListeningPort>();
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
            {
                if (waiting.Count == 0)
                    waiting = new Queue<ListeningPort>(_ports.Values);
                for (int looks = 0; looks < MostLooks && waiting.TryDequeue(out ListeningPort? port); looks++)
                    await port.ReconsiderAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the lab.
        }
    }

    private sealed class Registration(Fabric fabric, ListeningPort port) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            fabric._ports.TryRemove(new KeyValuePair<IPEndPoint, ListeningPort>(port.Where, port));
            return port.DisposeAsync();
        }
    }

    // One port for all connections to a machine's endpoints that have no socket of their own.
    private sealed class RegisteredHost(Fabric fabric, IPAddress address, ITcpHost host) : IAsyncDisposable
    {
        public ITcpHost Host { get; } = host;

        public ListeningPort Port { get; } = new(fabric, new IPEndPoint(address, 0), NoEndpoint.Instance, opens: false);

        public ValueTask DisposeAsync()
        {
            fabric._hosts.TryRemove(new KeyValuePair<IPAddress, RegisteredHost>(address, this));
            return Port.DisposeAsync();
        }
    }

    private sealed class NoEndpoint : ITcpEndpoint
    {
        public static NoEndpoint Instance { get; } = new();

        public SynOdds Odds(Flow flow) => SynOdds.AllRefused;

        public Task<SynAnswer> AnswerAsync(Flow flow, CancellationToken cancellationToken) => Task.FromResult(SynAnswer.Refused);
    }
}

/// <summary>What became of a SYN that was handed on.</summary>
/// <param name="Socket">The connection, or null.</param>
/// <param name="Refusal">Why there is none, or null.</param>
internal readonly record struct HandedOn(Socket? Socket, SynAnswer? Refusal);
