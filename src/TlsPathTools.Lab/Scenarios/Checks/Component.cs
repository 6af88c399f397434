using System.Globalization;

namespace TlsPathTools.Lab.Scenarios.Checks;

/// <summary>A component that a fault or a truth names.</summary>
/// <param name="Kind">What it is, a part of a node included: <c>node/ingress</c>.</param>
internal sealed record Component(string Kind)
{
    /// <summary>Reads a name of a component and looks whether the scenario has it.</summary>
    /// <param name="text">The name.</param>
    /// <param name="context">The scenario.</param>
    /// <param name="settings">Whether things that no fault happens to, but that may be set wrong, are meant as well.</param>
    /// <param name="problem">What is wrong with it, where the result is null.</param>
    public static Component? Parse(string text, CheckContext context, bool settings, out string? problem)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string kind = colon < 0 ? text : text[..colon];
        string name = colon < 0 ? "" : text[(colon + 1)..];
        Component? component = new(kind);
        problem = kind switch
        {
            "lb" => FrontProblem(name, context),
            "node" => NodeProblem(name, context, settings, out component),
            "kubeProxy" => context.Nodes.Problem(name),
            "pod" => PodProblem(name, context),
            "proxy" => ProxyProblem(name, context),
            "resolver" => context.Resolvers.Problem(name),
            "targetGroup" => context.TargetGroups.Problem(name),
            "subnet" when settings => context.Subnets.Problem(name),
            "securityGroup" when settings => context.SecurityGroups.Problem(name),
            "record" when settings => context.Scenario.Dns.Records.Any(record => record.Name == name) ? null : $"there is no record '{name}'",
            "listener" when settings => ListenerProblem(name, context),
            "service" when settings => context.Services.Problem(name),
            "certificate" when settings => context.Certificates.Problem(name),
            "autoScalingGroup" when settings => context.AutoScalingGroups.Problem(name),
            "client" when settings && colon < 0 => null,
            _ => Unknown(text, settings),
        };
        return problem is null ? component : null;
    }

    private static string Unknown(string text, bool settings) =>
        $"'{text}' names no component; write lb:NAME/ZONE, node:NAME/ingress, node:NAME/pods, node:NAME/host, kubeProxy:NODE, pod:NAMESPACE/DEPLOYMENT, " +
        "pod:NAMESPACE/DEPLOYMENT@NODE, proxy:NAME, proxy:NAME/MEMBER, resolver:NAME or targetGroup:NAME" +
        (settings ? ", or node:NAME, subnet:ID, securityGroup:ID, record:NAME, listener:LOADBALANCER/PORT, service:NAMESPACE/NAME, certificate:NAME, autoScalingGroup:NAME or client" : "");

    private static string? FrontProblem(string name, CheckContext context)
    {
        if (name.Split('/') is not [var balancerName, var zone])
            return $"'lb:{name}' lacks its zone; write lb:NAME/ZONE";
        if (context.LoadBalancers.Problem(balancerName) is { } problem)
            return problem;
        IReadOnlyList<string> zones = Zones(context.Scenario.LoadBalancers.First(balancer => balancer.Name == balancerName), context);
        return zones.Contains(zone, StringComparer.Ordinal) ? null : $"{balancerName} has no zone '{zone}'; it has {string.Join(", ", zones)}";
    }

    /// <summary>The zones of a load balancer.</summary>
    public static IReadOnlyList<string> Zones(LoadBalancerSpec balancer, CheckContext context) =>
        [.. context.Scenario.Network.Subnets.Where(known => balancer.Subnets.Any(subnet => subnet.Subnet == known.Id)).Select(known => known.Zone)];

    private static string? NodeProblem(string name, CheckContext context, bool settings, out Component? component)
    {
        string[] parts = name.Split('/');
        component = new(parts.Length == 1 ? "node" : $"node/{parts[1]}");
        bool part = parts is [_, "ingress" or "pods" or "host"] || (settings && parts.Length == 1);
        return context.Nodes.Problem(parts[0]) ?? (part ? null : $"a node has the parts node:{parts[0]}/ingress, node:{parts[0]}/pods and node:{parts[0]}/host; say which");
    }

    private static string? PodProblem(string name, CheckContext context)
    {
        int at = name.IndexOf('@', StringComparison.Ordinal);
        string deployment = at < 0 ? name : name[..at];
        if (!deployment.Contains('/', StringComparison.Ordinal))
            return $"'pod:{name}' lacks its namespace; write pod:NAMESPACE/DEPLOYMENT";
        if (context.Deployments.Problem(deployment) is { } problem || at < 0)
            return context.Deployments.Problem(deployment);
        string node = name[(at + 1)..];
        DeploymentSpec known = context.Scenario.Cluster!.Deployments.First(spec => $"{spec.Namespace}/{spec.Name}" == deployment);
        return context.Nodes.Problem(node) ?? (known.Nodes.Contains(node, StringComparer.Ordinal) ? null : $"{deployment} has no pod on {node}; it is on {string.Join(", ", known.Nodes)}");
    }

    private static string? ProxyProblem(string name, CheckContext context)
    {
        string[] parts = name.Split('/');
        if (context.Proxies.Problem(parts[0]) is { } problem || parts.Length == 1)
            return context.Proxies.Problem(parts[0]);
        IReadOnlyList<string> members = context.Scenario.Proxies.First(proxy => proxy.Name == parts[0]).Members;
        return members.Contains(parts[1], StringComparer.Ordinal) ? null : $"{parts[0]} has no member '{parts[1]}'; it has {(members.Count == 0 ? "none" : string.Join(", ", members))}";
    }

    private static string? ListenerProblem(string name, CheckContext context)
    {
        if (name.Split('/') is not [var balancerName, var port])
            return $"'listener:{name}' lacks its port; write listener:LOADBALANCER/PORT";
        return context.LoadBalancers.Problem(balancerName)
            ?? (context.Scenario.LoadBalancers.First(balancer => balancer.Name == balancerName).Listeners.Any(listener => listener.Port.ToString(CultureInfo.InvariantCulture) == port)
                ? null
                : $"{balancerName} has no listener at port {port}");
    }
}
