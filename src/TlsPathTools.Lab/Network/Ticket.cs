using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TlsPathTools.Lab.Network;

/// <summary>A connection whose SYN was answered before it is really made: what to do with the socket once it is accepted.</summary>
internal sealed class Ticket(ListeningPort port, SynAnswer.Accept accept)
{
    private readonly TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state;

    /// <summary>Where it is for.</summary>
    public ListeningPort Port { get; } = port;

    /// <summary>What follows.</summary>
    public SynAnswer.Accept Accept { get; } = accept;

    /// <summary>Ends when the other side took it.</summary>
    public Task Taken => _taken.Task;

    /// <summary>The accepting side takes it; false when the dialling side gave it up before.</summary>
    public bool TryTake()
    {
        if (Interlocked.CompareExchange(ref _state, 1, 0) != 0)
            return false;
        _taken.SetResult();
        return true;
    }

    /// <summary>The dialling side gives it up, and what was opened for it is closed; nothing when the other side took it before.</summary>
    public void Abandon()
    {
        if (Interlocked.CompareExchange(ref _state, 2, 0) == 0)
            Accept.Abandon?.Invoke();
    }
}

/// <summary>The tickets of a world, by the local endpoint of the dialling socket.</summary>
internal sealed class TicketBook
{
    private readonly ConcurrentDictionary<IPEndPoint, Ticket> _tickets = new();

    public void Add(IPEndPoint dialler, Ticket ticket) => _tickets[dialler] = ticket;

    public void Remove(IPEndPoint dialler) => _tickets.TryRemove(dialler, out _);

    /// <summary>Takes the ticket of who connected, or null when it has none.</summary>
    public Ticket? Take(Socket accepted) =>
        accepted.RemoteEndPoint is IPEndPoint remote && _tickets.TryRemove(remote, out Ticket? ticket) && ticket.TryTake() ? ticket : null;
}
