using System.Net.Sockets;

namespace TlsPathTools.Lab.Network;

/// <summary>What a SYN meets, and what follows when it is accepted.</summary>
internal abstract record SynAnswer
{
    private SynAnswer()
    {
    }

    /// <summary>Nothing answers.</summary>
    public static SynAnswer Dropped { get; } = new Drop();

    /// <summary>A RST answers.</summary>
    public static SynAnswer Refused { get; } = new Refuse();

    /// <summary>The connection is accepted.</summary>
    /// <param name="Serve">Serves the accepted socket to its end, and closes whatever it opened for it. The socket is closed by the caller.</param>
    /// <param name="Abandon">Called instead when the connection never came to be: closes what was opened in advance. Null for nothing.</param>
    public sealed record Accept(Func<Socket, CancellationToken, Task> Serve, Action? Abandon = null) : SynAnswer;

    /// <inheritdoc cref="Dropped"/>
    public sealed record Drop : SynAnswer;

    /// <inheritdoc cref="Refused"/>
    public sealed record Refuse : SynAnswer;
}

/// <summary>The shares of new flows that are accepted, refused and dropped; they add up to 1.</summary>
internal readonly record struct SynOdds(double Accepted, double Refused, double Dropped)
{
    public static SynOdds AllAccepted { get; } = new(1, 0, 0);

    public static SynOdds AllRefused { get; } = new(0, 1, 0);

    public static SynOdds AllDropped { get; } = new(0, 0, 1);

    /// <summary>Of several ways that are taken with these weights. None at all refuses.</summary>
    public static SynOdds Mix(IEnumerable<(double Weight, SynOdds Odds)> ways)
    {
        double total = 0, accepted = 0, refused = 0, dropped = 0;
        foreach ((double weight, SynOdds odds) in ways)
        {
            total += weight;
            accepted += weight * odds.Accepted;
            refused += weight * odds.Refused;
            dropped += weight * odds.Dropped;
        }

        return total <= 0 ? AllRefused : new(accepted / total, refused / total, dropped / total);
    }
}

/// <summary>
/// Something that answers SYNs at an endpoint of the world: a listener of a load balancer's node, a NodePort, a port of a pod or of a host.
/// TCP's own truth is kept: a forwarder that hands the SYN on (a network load balancer, kube-proxy's rules) accepts only when the next
/// hop accepted, so that a dead target is a refused or a silent connect for the client, and never an accepted one.
/// </summary>
internal interface ITcpEndpoint
{
    /// <summary>What flows like this meet. Cheap: it opens nothing and waits for nothing.</summary>
    SynOdds Odds(Flow flow);

    /// <summary>Decides about one flow; connects to the next hop first where the SYN is handed on.</summary>
    Task<SynAnswer> AnswerAsync(Flow flow, CancellationToken cancellationToken);
}

/// <summary>A machine of the world, with endpoints that have no socket of their own until they are asked for: there may be very many.</summary>
internal interface ITcpHost
{
    /// <summary>Who answers at a port, or null. Cheap.</summary>
    ITcpEndpoint? At(int port);
}
