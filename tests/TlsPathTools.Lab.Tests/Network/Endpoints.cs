using System.Net.Sockets;
using TlsPathTools.Lab.Network;

namespace TlsPathTools.Lab.Tests.Network;

/// <summary>An endpoint whose answers a test sets; what it accepts, it greets with "hi" and serves until the client ends.</summary>
internal sealed class GreetingEndpoint : ITcpEndpoint
{
    private readonly List<Flow> _flows = [];

    public SynOdds ClientOdds { get; set; } = SynOdds.AllAccepted;

    /// <summary>What health checks meet.</summary>
    public SynOdds OtherOdds { get; set; } = SynOdds.AllAccepted;

    public int Abandoned { get; private set; }

    public IReadOnlyList<Flow> Flows
    {
        get
        {
            lock (_flows)
                return [.. _flows];
        }
    }

    public SynOdds Odds(Flow flow) => flow.Purpose is FlowPurpose.Client ? ClientOdds : OtherOdds;

    public Task<SynAnswer> AnswerAsync(Flow flow, CancellationToken cancellationToken)
    {
        lock (_flows)
            _flows.Add(flow);
        SynOdds odds = Odds(flow);
        double drawn = Random.Shared.NextDouble();
        return Task.FromResult(drawn < odds.Accepted ? new SynAnswer.Accept(ServeAsync, () => Abandoned++)
            : drawn < odds.Accepted + odds.Refused ? SynAnswer.Refused : SynAnswer.Dropped);
    }

    private static async Task ServeAsync(Socket socket, CancellationToken cancellationToken)
    {
        await socket.SendAsync("hi"u8.ToArray(), SocketFlags.None, cancellationToken);
        await SocketEnds.DrainAsync(socket, TimeSpan.FromSeconds(20), cancellationToken);
    }
}
