namespace TlsPathTools.Comparison;

/// <summary>The nodes of a query, each once, and which of them fail.</summary>
internal sealed record ChosenNodes(IReadOnlyList<ComparedNode> Nodes, FaultSplit Split, IReadOnlyList<string> NotFound)
{
    public static ChosenNodes Of(ComparisonIndex index, NodeComparisonQuery query)
    {
        var nodes = new List<ComparedNode>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var sides = new List<(bool Failing, bool Working)>();
        var notFound = new List<string>();
        var asked = new Dictionary<(string?, string?), int>();
        foreach (NodeRow row in query.Rows)
        {
            if ((row.NodeName ?? row.InstanceId) is not { } called)
                continue;
            if (!asked.TryGetValue((row.NodeName, row.InstanceId), out int place))
                asked[(row.NodeName, row.InstanceId)] = place = Place(row, called);
            if (place >= 0 && row.Reachable == true)
                sides[place] = (sides[place].Failing || row.AddressFailing, sides[place].Working || row.AddressWorks);
        }

        HashSet<string> faulty = new(query.FaultyNodes, StringComparer.Ordinal);
        HashSet<string?> known = [.. nodes.SelectMany(node => (string?[])[node.NodeName, node.InstanceId])];
        notFound.AddRange(faulty.Where(name => !known.Contains(name)));
        // What is said to fail overrules what addresses suggest: behind a failing address most nodes are innocent.
        bool?[] split = [.. nodes.Select((node, i) => faulty.Count > 0 ? faulty.Contains(node.NodeName ?? "") || faulty.Contains(node.InstanceId ?? "")
            : sides[i].Working ? false
            : sides[i].Failing ? true
            : (bool?)null)];
        return new ChosenNodes(nodes, new FaultSplit(split), [.. notFound.Distinct(StringComparer.Ordinal)]);

        int Place(NodeRow row, string called)
        {
            if (index.Find(row.NodeName, row.InstanceId) is not { } node)
            {
                notFound.Add(called);
                return -1;
            }

            if (!places.TryGetValue(node.Label, out int at))
            {
                places[node.Label] = at = nodes.Count;
                nodes.Add(node);
                sides.Add(default);
            }

            return at;
        }
    }
}
