using System.Globalization;
using System.Net;
using System.Text;

namespace TlsPathTools.Lab.Network;

/// <summary>
/// A table of nftables that drops and refuses SYNs of some flows, where a listening socket could only do that to all or none. It meets other programs of
/// the machine; the world's own connections come from its own addresses, or over the switchboard. One table in the network namespace of this process,
/// gone at the end (and replaced by the next lab that has the same addresses, should this process be killed).
/// </summary>
internal sealed class PacketFilter : IAsyncDisposable
{
    private const int Parts = 10_000;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    private readonly Fabric _fabric;
    private readonly string _table;
    private readonly CancellationTokenSource _stopping = new();
    private Task _looking = Task.CompletedTask;
    private string _rules = "";

    private PacketFilter(Fabric fabric)
    {
        _fabric = fabric;
        _table = string.Create(CultureInfo.InvariantCulture, $"inet tlspath_lab_{fabric.World.Addresses.Block}");
    }

    /// <summary>Writes the rules that the odds of all endpoints ask for now, and keeps them so.</summary>
    /// <exception cref="IOException">nft is not here, or may not.</exception>
    public static async Task<PacketFilter> StartAsync(Fabric fabric, CancellationToken cancellationToken)
    {
        var filter = new PacketFilter(fabric);
        await filter.LookAsync(first: true, cancellationToken).ConfigureAwait(false);
        filter._looking = filter.KeepLookingAsync();
        return filter;
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _looking.ConfigureAwait(false);
        _fabric.Filtered(_ => false);
        try
        {
            await Nft.RunAsync($"table {_table}\ndelete table {_table}\n", CancellationToken.None).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            _fabric.World.Log.Tell(_fabric.World.Now, "lab", exception.Message);
        }

        _stopping.Dispose();
    }

    private async Task KeepLookingAsync()
    {
        using var timer = new PeriodicTimer(s_look);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
                await LookAsync(first: false, _stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The end of the lab.
        }
        catch (IOException exception)
        {
            _fabric.World.Log.Tell(_fabric.World.Now, "lab", exception.Message);
        }
    }

    private async Task LookAsync(bool first, CancellationToken cancellationToken)
    {
        Dictionary<IPEndPoint, SynOdds> mixed = [];
        foreach (IPEndPoint where in _fabric.OpenEndpoints)
        {
            SynOdds odds = _fabric.Odds(_fabric.ClientFlow(where));
            if (odds.Accepted is > 0.0001 and < 0.9999)
                mixed[where] = odds;
        }

        string rules = Rules(mixed);
        if (rules == _rules && !first)
            return;
        await Nft.RunAsync(rules, cancellationToken).ConfigureAwait(false);
        _rules = rules;
        _fabric.Filtered(mixed.ContainsKey);
    }

    // A flow's hash decides, so that the SYN that TCP sends again meets the same fate.
    private string Rules(Dictionary<IPEndPoint, SynOdds> mixed)
    {
        var rules = new StringBuilder().Append(CultureInfo.InvariantCulture, $"table {_table}\ndelete table {_table}\ntable {_table} {{\n chain in {{\n  type filter hook input priority 0; policy accept;\n");
        rules.Append(CultureInfo.InvariantCulture, $"  ip saddr {{ {_fabric.World.Addresses.Vpc}, {_fabric.World.Addresses.Public} }} accept\n");
        foreach ((IPEndPoint where, SynOdds odds) in mixed.OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal))
        {
            int dropped = (int)Math.Round(odds.Dropped * Parts);
            int refused = (int)Math.Round(odds.Refused * Parts);
            Append(where, 0, dropped, "drop");
            Append(where, dropped, dropped + refused, "reject with tcp reset");
        }

        return rules.Append(" }\n}\n").ToString();

        void Append(IPEndPoint where, int from, int to, string verdict)
        {
            if (to > from)
                rules.Append(CultureInfo.InvariantCulture, $"  ip daddr {where.Address} tcp dport {where.Port} tcp flags & (syn|ack) == syn jhash ip saddr . tcp sport . ip daddr . tcp dport mod {Parts} seed 0x7159 {from}-{to - 1} {verdict}\n");
        }
    }
}
