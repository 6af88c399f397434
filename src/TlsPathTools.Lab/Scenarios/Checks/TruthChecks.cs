using TlsPathTools.Lab.Scenarios.Reading;

namespace TlsPathTools.Lab.Scenarios.Checks;

/// <summary>The truth: that it speaks of components that exist and of addresses that can be probed.</summary>
internal static class TruthChecks
{
    public static void Run(CheckContext context, Place root)
    {
        TruthSpec truth = context.Scenario.Truth;
        Place at = root["truth"];
        if (truth.Component is { } component && Component.Parse(component, context, settings: true, out string? problem) is null)
            context.Wrong(at["component"], problem!);
        if (truth.Layer == "none" != truth.Component is null)
            context.Wrong(at["layer"], truth.Component is null ? "a layer is at fault, so that a component has to be named" : "a component is at fault, so that a layer is");
        foreach ((string innocent, Place place) in at.Each("innocent", truth.Innocent))
        {
            if (Component.Parse(innocent, context, settings: true, out string? wrong) is null)
                context.Wrong(place, wrong!);
            else if (innocent == truth.Component)
                context.Wrong(place, "this is the component at fault");
        }

        foreach ((ExpectedPattern pattern, Place place) in at.Each("patterns", truth.Patterns))
            CheckPattern(context, pattern, place);
    }

    private static void CheckPattern(CheckContext context, ExpectedPattern pattern, Place at)
    {
        if (pattern.MaxRate < pattern.MinRate)
            context.Wrong(at["maxRate"], $"is below minRate, {pattern.MinRate.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
        if (pattern.Mode == "idle" != pattern.IdleSeconds is not null)
            context.Wrong(at["idleSeconds"], pattern.IdleSeconds is null ? "is missing: mode 'idle' needs to know how long" : $"has no meaning with mode '{pattern.Mode}'");
        if (pattern.Mode == "direct" && context.Scenario.Client.Proxy is null)
            context.Wrong(at["mode"], "'direct' has no meaning where the client has no proxy: 'fresh' attempts are direct then");
        CheckAddress(context, pattern.Address, at["address"]);
    }

    private static void CheckAddress(CheckContext context, string address, Place at)
    {
        if (address == "*")
            return;
        if (address.StartsWith("lb:", StringComparison.Ordinal))
        {
            if (Component.Parse(address, context, settings: false, out string? problem) is null)
                context.Wrong(at, problem!);
            return;
        }

        if (System.Net.IPAddress.TryParse(address, out _))
        {
            context.IsAddress(at, address);
            return;
        }

        IReadOnlyList<LoadBalancerSpec> owners = [.. context.Scenario.LoadBalancers.Where(balancer => Component.Zones(balancer, context).Contains(address, StringComparer.Ordinal))];
        if (owners.Count == 0)
            context.Wrong(at, $"'{address}' is neither a zone of a load balancer, nor lb:NAME/ZONE, nor an address, nor *");
        else if (owners.Count > 1)
            context.Wrong(at, $"several load balancers have the zone {address}; write {string.Join(" or ", owners.Select(owner => $"lb:{owner.Name}/{address}"))}");
    }
}
