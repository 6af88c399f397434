using System.Globalization;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Connections.Tests.Labs.RandomWorlds;

/// <summary>
/// Network ACLs: for each block and direction what has to pass is allowed in one of several ways, or now and then is not. Answers pass at all of the ephemeral
/// ports or at none, for which port a socket has is no matter of rules; so a port of a service is never left alone where answers come the same way.
/// </summary>
internal sealed class RandomAcls(Draw draw, WorldShape shape)
{
    // Few worlds have flows between nodes of two subnets, and one block is the clients': what is wrong about these is wrong more often.
    private const double WrongShare = 0.03, WrongShareOfFew = 0.1;

    /// <summary>The rules of the ACL of a subnet; null for the default one, which allows everything.</summary>
    public NetworkAclSpec? Of(string id, string block)
    {
        if (draw.Chance(0.5))
            return null;
        var allows = new List<NetworkAclRuleSpec>();
        var first = new List<NetworkAclRuleSpec>();
        foreach (Need need in Needs(block))
            Write(need, allows, first);
        if (draw.Chance(0.3))
            first.Add(Rule("in", "deny", draw.Of("192.0.2.0/24", "203.0.113.128/25"), "all", ports: null));
        if (draw.Chance(0.3))
            first.Add(Rule(draw.Of("in", "out"), "deny", "0.0.0.0/0", draw.Of("udp", "icmp"), ports: null));
        List<NetworkAclRuleSpec> last = draw.Chance(0.4) ? [Rule(draw.Of("in", "out"), "deny", "0.0.0.0/0", "all", ports: null)] : [];
        return new NetworkAclSpec { Id = id, Rules = [.. Numbered(draw.Shuffled(first), 10), .. Numbered(draw.Shuffled(allows), 100), .. Numbered(last, 30000)] };
    }

    private Need[] Needs(string block)
    {
        var needs = new Dictionary<(string Direction, string Block), Need>();
        void Add(string direction, string peer, int? port)
        {
            if (peer == block)
                return;
            if (!needs.TryGetValue((direction, peer), out Need? need))
                needs[(direction, peer)] = need = new Need(direction, peer);
            if (port is { } service)
                need.Ports.Add(service);
            else
                need.Answers = true;
        }

        void Flow(string there, string back, string peer, int port)
        {
            Add(there, peer, port);
            Add(back, peer, port: null);
        }

        if (shape.BalancerBlocks.Contains(block, StringComparer.Ordinal))
        {
            Flow("in", "out", shape.ClientBlock, WorldShape.ListenerPort);
            foreach (string nodes in shape.NodeBlocks)
            {
                Flow("out", "in", nodes, shape.TargetPort);
                Flow("out", "in", nodes, shape.CheckPort);
            }
        }

        if (!shape.NodeBlocks.Contains(block, StringComparer.Ordinal))
            return [.. needs.Values];
        if (shape.Preserves)
            Flow("in", "out", shape.ClientBlock, shape.TargetPort);
        foreach (string balancer in shape.BalancerBlocks)
        {
            Flow("in", "out", balancer, shape.CheckPort);
            if (!shape.Preserves)
                Flow("in", "out", balancer, shape.TargetPort);
        }

        foreach (string other in shape.TargetsPods ? [] : shape.NodeBlocks)
        {
            Flow("out", "in", other, WorldShape.PodPort);
            Flow("in", "out", other, WorldShape.PodPort);
        }

        return [.. needs.Values];
    }

    private void Write(Need need, List<NetworkAclRuleSpec> allows, List<NetworkAclRuleSpec> first)
    {
        bool isFew = need.Block == shape.ClientBlock || (!shape.TargetsPods && need.Ports.Contains(WorldShape.PodPort));
        if (!draw.Chance(isFew ? WrongShareOfFew : WrongShare))
        {
            allows.AddRange(Right(need));
            return;
        }

        switch (draw.Next(4))
        {
            // Forgotten.
            case 0:
                break;
            // Denied before anything else is read, all of it or the first machines.
            case 1:
                first.Add(Rule(need.Direction, "deny", draw.Chance(0.5) ? need.Block : FirstOf(need.Block), draw.Of("all", "tcp"), ports: null));
                allows.AddRange(Right(need));
                break;
            // Another protocol.
            case 2:
                allows.Add(Rule(need.Direction, "allow", need.Block, draw.Of("udp", "icmp"), ports: null));
                break;
            // The port alone: only where no answers come the same way.
            default:
                if (!need.Answers)
                    first.AddRange(need.Ports.Select(port => Rule(need.Direction, "deny", need.Block, "tcp", Text(port))));
                else
                    first.Add(Rule(need.Direction, "deny", need.Block, "tcp", ports: null));
                allows.AddRange(Right(need));
                break;
        }
    }

    private IEnumerable<NetworkAclRuleSpec> Right(Need need)
    {
        switch (draw.Next(5))
        {
            case 0:
                return [Rule(need.Direction, "allow", need.Block, "all", ports: null)];
            case 1:
                return [Rule(need.Direction, "allow", need.Block, "tcp", ports: null)];
            default:
                // Ports of answers may be open to everybody: all of them are.
                string answers = draw.Chance(0.3) ? "0.0.0.0/0" : need.Block;
                IEnumerable<NetworkAclRuleSpec> ports = need.Ports.Select(port => Rule(need.Direction, "allow", need.Block, "tcp", !need.Answers && draw.Chance(0.3) ? Around(port) : Text(port)));
                return need.Answers ? ports.Append(Rule(need.Direction, "allow", answers, "tcp", "1024-65535")) : ports;
        }
    }

    private static NetworkAclRuleSpec Rule(string direction, string action, string cidr, string protocol, string? ports) =>
        new() { Number = 0, Direction = direction, Action = action, Cidr = cidr, Protocol = protocol, Ports = ports };

    private static IEnumerable<NetworkAclRuleSpec> Numbered(IEnumerable<NetworkAclRuleSpec> rules, int from) => rules.Select((rule, index) => rule with { Number = from + (index * 3) });

    private static string FirstOf(string block) => block == WorldShape.OutsideBlock ? "198.51.100.0/29" : block.Replace(".0/24", ".16/29", StringComparison.Ordinal);

    private static string Around(int port) => port switch { >= 30000 => "30000-32767", WorldShape.KubeProxyPort => "10250-10256", _ => Text(port) };

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    /// <summary>What has to pass between the subnet and a block in one direction.</summary>
    private sealed class Need(string direction, string block)
    {
        public string Direction { get; } = direction;

        public string Block { get; } = block;

        public SortedSet<int> Ports { get; } = [];

        public bool Answers { get; set; }
    }
}
