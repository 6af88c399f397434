using System.Globalization;
using TlsPathTools.Lab.Scenarios.Reading;

namespace TlsPathTools.Lab.Scenarios.Checks;

/// <summary>Faults: whether they can happen where they are put, and have what they need.</summary>
internal static class FaultChecks
{
    private static readonly string[] s_wire = ["lb", "node/ingress", "node/pods", "node/host", "pod", "proxy"];
    private static readonly FaultStage[] s_all = Enum.GetValues<FaultStage>();

    // From the server's first flight on everything is encrypted (TLS 1.3): what somebody without the keys puts in is noise to the client.
    private static readonly FaultStage[] s_readable = [FaultStage.OnAccept, FaultStage.AfterClientHello];

    private static readonly Dictionary<FaultEffect, Rule> s_rules = new()
    {
        [FaultEffect.Drop] = new(s_wire),
        [FaultEffect.Refuse] = new(s_wire),
        [FaultEffect.Fin] = new(s_wire, s_all),
        [FaultEffect.Reset] = new(s_wire, s_all),
        [FaultEffect.Stall] = new(s_wire, s_all),
        [FaultEffect.Alert] = new(s_wire, s_readable, Value: "the alert's description", Min: 0, Max: 255),
        [FaultEffect.CloseNotify] = new(s_wire, s_readable),
        [FaultEffect.Plaintext] = new(s_wire, s_readable, Text: "the answer"),
        [FaultEffect.Garbage] = new(s_wire, s_all),
        [FaultEffect.Mtu] = new(s_wire, Value: "the limit in bytes", Min: 68, Max: 9001),
        [FaultEffect.Delay] = new(s_wire, s_all, Value: "the delay in milliseconds", Min: 1, Max: 600_000),
        [FaultEffect.HttpStatus] = new(["lb", "pod", "proxy"], Value: "the status", Min: 100, Max: 599),
        [FaultEffect.Certificate] = new(["lb", "pod"], Text: "the name of a certificate"),
        [FaultEffect.StopSyncing] = new(["kubeProxy"]),
        [FaultEffect.StaleEndpoint] = new(["kubeProxy", "node/ingress"], Value: "how many endpoints", Min: 1, Max: 1000),
        [FaultEffect.LostRules] = new(["kubeProxy", "node/ingress"]),
        [FaultEffect.HealthLies] = new(["kubeProxy", "node/host", "pod", "targetGroup"], Value: "the status that it answers", Min: 100, Max: 599),
        [FaultEffect.StaleAnswer] = new(["resolver"], Text: "the addresses, separated by commas"),
        [FaultEffect.ServFail] = new(["resolver"]),
        [FaultEffect.NoAnswer] = new(["resolver"]),
        [FaultEffect.Deny] = new(["proxy"], Value: "the status", Min: 400, Max: 599, Optional: true),
        [FaultEffect.Inspect] = new(["proxy"]),
        [FaultEffect.IdleTimeout] = new(["lb"], Value: "the silence in milliseconds", Min: 100, Max: 7_200_000),
    };

    public static void Run(CheckContext context, Place root)
    {
        IReadOnlyList<FaultSpec> faults = context.Scenario.Faults;
        context.Unique(root.Each("faults", faults), fault => fault.Id, "id", "faults");
        foreach ((FaultSpec fault, Place at) in root.Each("faults", faults))
        {
            Component? component = Component.Parse(fault.At, context, settings: false, out string? problem);
            if (problem is not null)
                context.Wrong(at["at"], problem);
            CheckEffect(context, fault, at, component);
            CheckEnds(context, fault, at, component);
            CheckFlows(context, fault.Flows, at["flows"]);
            CheckTimes(context, fault, at);
        }
    }

    private static void CheckEffect(CheckContext context, FaultSpec fault, Place at, Component? component)
    {
        Rule rule = s_rules[fault.Effect];
        string effect = Name(fault.Effect);
        if (component is not null && !rule.At.Contains(component.Kind, StringComparer.Ordinal))
            context.Wrong(at["effect"], $"'{effect}' cannot happen at {component.Kind}; it can at {string.Join(", ", rule.At)}");

        if (rule.Stages is null && at["stage"].IsWritten)
            context.Wrong(at["stage"], $"'{effect}' has no stage; leave it out");
        else if (rule.Stages is { } stages && !stages.Contains(fault.Stage))
            context.Wrong(at["stage"], $"'{effect}' can strike {string.Join(" or ", stages.Select(Name))}: later everything is encrypted, and nobody without the keys can say it");

        if (rule.Value is null && fault.Value is not null)
            context.Wrong(at["value"], $"'{effect}' takes no value; leave it out");
        else if (rule.Value is not null && fault.Value is null && !rule.Optional)
            context.Wrong(at["value"], $"is missing: '{effect}' needs {rule.Value}");
        else if (fault.Value is { } value && (value < rule.Min || value > rule.Max))
            context.Wrong(at["value"], string.Create(CultureInfo.InvariantCulture, $"{value} is not possible: {rule.Value} lies in {rule.Min}–{rule.Max}"));

        if (rule.Text is null && fault.Text is not null)
            context.Wrong(at["text"], $"'{effect}' takes no text; leave it out");
        else if (rule.Text is not null && fault.Text is null)
            context.Wrong(at["text"], $"is missing: '{effect}' needs {rule.Text}");
        else if (fault is { Effect: FaultEffect.Certificate, Text: { } certificate })
            context.Refer(at["text"], certificate, context.Certificates);
        else if (fault is { Effect: FaultEffect.StaleAnswer, Text: { } addresses })
            CheckAnswer(context, addresses, at["text"]);
    }

    private static void CheckAnswer(CheckContext context, string addresses, Place at)
    {
        foreach (string address in addresses.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!System.Net.IPAddress.TryParse(address, out _))
                context.Wrong(at, $"'{address}' is no address; write addresses with commas between them");
            else
                context.IsAddress(at, address);
        }
    }

    private static void CheckEnds(CheckContext context, FaultSpec fault, Place at, Component? component)
    {
        foreach ((FaultEnd end, Place place) in at.Each("endedBy", fault.EndedBy))
        {
            string? needed = end switch
            {
                FaultEnd.KubeProxyRestart => component?.Kind is "kubeProxy" or "node/ingress" or null ? null : "only rules of a kube-proxy end with its restart: kubeProxy:NODE, node:NAME/ingress",
                FaultEnd.InstanceReplacement => component?.Kind is "lb" or "proxy" or "resolver" or "targetGroup" ? "no instance is behind this component" : null,
                FaultEnd.PodReplacement => component?.Kind is "pod" or null ? null : "only a fault of a pod ends with it",
                FaultEnd.Time when fault.EndsAfterSeconds is null && fault.OnSeconds is null => "time ends it only with endsAfterSeconds or onSeconds, which say when",
                _ => null,
            };
            if (needed is not null)
                context.Wrong(place, $"'{Name(end)}' cannot end this fault: {needed}");
        }
    }

    private static void CheckFlows(CheckContext context, FlowSelection flows, Place at)
    {
        if (flows is { ByHash: true, Share: >= 1 })
            context.Wrong(at["byHash"], "has no meaning without a share below 1");
        foreach ((string address, Place place) in at.Each("to", flows.To))
            context.IsAddress(place, address);
    }

    private static void CheckTimes(CheckContext context, FaultSpec fault, Place at)
    {
        if (fault.EndsAfterSeconds <= fault.StartsAfterSeconds)
            context.Wrong(at["endsAfterSeconds"], "the fault ends before it begins");
        if (fault.OnSeconds is null != fault.OffSeconds is null)
            context.Wrong(at[fault.OnSeconds is null ? "onSeconds" : "offSeconds"], "is missing: a fault that comes and goes needs both onSeconds and offSeconds");
    }

    private static string Name<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>What an effect needs.</summary>
    /// <param name="At">The kinds of components where it can happen.</param>
    /// <param name="Stages">When it can strike; null for effects without a stage.</param>
    /// <param name="Value">What the value is; null for none.</param>
    /// <param name="Text">What the text is; null for none.</param>
    /// <param name="Min">The least value.</param>
    /// <param name="Max">The largest value.</param>
    /// <param name="Optional">Whether the value may be left out.</param>
    private sealed record Rule(
        string[] At, FaultStage[]? Stages = null, string? Value = null, string? Text = null, int Min = 0, int Max = int.MaxValue, bool Optional = false);
}
