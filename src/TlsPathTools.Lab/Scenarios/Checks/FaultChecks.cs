using System.Globalization;
using TlsPathTools.Lab.Scenarios.Reading;

namespace TlsPathTools.Lab.Scenarios.Checks;

/// <summary>Faults: whether they can happen where they are put, and have what they need.</summary>
internal static class FaultChecks
{
    private static readonly string[] s_wire = ["lb", "node/ingress", "node/pods", "node/host", "pod", "proxy"];
    private static readonly string[] s_rules = ["kubeProxy", "node/ingress"];
    private static readonly FaultStage[] s_all = Enum.GetValues<FaultStage>();

    // From the server's first flight on everything is encrypted (TLS 1.3): what somebody without the keys puts in is noise to the client.
    private static readonly FaultStage[] s_first = [FaultStage.OnAccept, FaultStage.AfterClientHello];
    private static readonly FaultStage[] s_clear = [.. s_first, FaultStage.DuringServerFlight, FaultStage.AfterServerHello];

    private static readonly Need s_records = new("how many records pass first", 0, 1000, Optional: true);
    private static readonly Dictionary<FaultEffect, Rule> s_effects = new()
    {
        [FaultEffect.Drop] = new(s_wire),
        [FaultEffect.Refuse] = new(s_wire),
        [FaultEffect.Fin] = new(s_wire, s_all, s_records, new("header")),
        [FaultEffect.Reset] = new(s_wire, s_all, s_records, new("header")),
        [FaultEffect.Stall] = new(s_wire, s_all, s_records, new("header")),
        [FaultEffect.Alert] = new(s_wire, s_clear, new("the alert's description", 0, 255), new("warning", "reset")),
        [FaultEffect.CloseNotify] = new(s_wire, s_clear),
        [FaultEffect.Plaintext] = new(s_wire, s_first, Text: new() { Words = "the answer" }),
        [FaultEffect.Garbage] = new(s_wire, s_all, new("the kind (1: a version that there is not, 2: a record that is too long)", 1, 2, Optional: true)),
        [FaultEffect.Mtu] = new(s_wire, Value: new("the limit in bytes", 68, 9001)),
        [FaultEffect.Delay] = new([.. s_wire, "resolver"], Value: new("the delay in milliseconds", 1, 600_000)),
        [FaultEffect.HttpStatus] = new(["lb", "pod", "proxy"], Value: new("the status", 100, 599)),
        [FaultEffect.Certificate] = new(["lb", "pod"], Text: new() { Words = "the name of a certificate" }),
        [FaultEffect.StopSyncing] = new(s_rules, Value: new("how many endpoints have moved since", 1, 1000, Optional: true), Text: new("watch")),
        [FaultEffect.StaleEndpoint] = new(s_rules, Value: new("how many endpoints", 1, 100)),
        [FaultEffect.LostRules] = new(s_rules),
        [FaultEffect.HealthLies] = new(["kubeProxy", "node/host", "pod", "targetGroup"], Value: new("the status that it answers", 100, 599)),
        [FaultEffect.StaleAnswer] = new(["resolver"], Text: new() { Words = "the addresses, separated by commas" }),
        [FaultEffect.ServFail] = new(["resolver"]),
        [FaultEffect.NoAnswer] = new(["resolver"]),
        [FaultEffect.Deny] = new(["proxy"], Value: new("the status", 400, 599, Optional: true)),
        [FaultEffect.Inspect] = new(["proxy"]),
        [FaultEffect.IdleTimeout] = new(["lb"], Value: new("the silence in milliseconds", 100, 7_200_000)),
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
        Rule rule = s_effects[fault.Effect];
        string effect = Name(fault.Effect);
        if (component is not null && !rule.At.Contains(component.Kind, StringComparer.Ordinal))
            context.Wrong(at["effect"], $"'{effect}' cannot happen at {component.Kind}; it can at {string.Join(", ", rule.At)}");
        if (rule.Stages is null && at["stage"].IsWritten)
            context.Wrong(at["stage"], $"'{effect}' has no stage; leave it out");
        else if (rule.Stages is { } stages && !stages.Contains(fault.Stage))
            context.Wrong(at["stage"], $"'{effect}' can strike {string.Join(" or ", stages.Select(Name))}: later everything is encrypted, and nobody without the keys can say it");
        CheckValue(context, fault, at["value"], rule.Value);
        CheckText(context, fault, at["text"], rule.Text);
    }

    private static void CheckValue(CheckContext context, FaultSpec fault, Place at, Need? need)
    {
        string effect = Name(fault.Effect);
        bool cuts = fault.Stage is FaultStage.DuringServerFlight or FaultStage.AfterServerHello or FaultStage.DuringResponse;
        if (need is null && fault.Value is not null)
            context.Wrong(at, $"'{effect}' takes no value; leave it out");
        else if (need == s_records && fault.Value is not null && !cuts)
            context.Wrong(at, $"'{effect}' takes a value ({need.Words}) only duringServerFlight, afterServerHello and duringResponse");
        else if (need is { Optional: false } && fault.Value is null)
            context.Wrong(at, $"is missing: '{effect}' needs {need.Words}");
        else if (fault.Value is { } value && (value < need!.Min || value > need.Max))
            context.Wrong(at, string.Create(CultureInfo.InvariantCulture, $"{value} is not possible: {need.Words} lies in {need.Min}–{need.Max}"));
    }

    private static void CheckText(CheckContext context, FaultSpec fault, Place at, Wording? wording)
    {
        string effect = Name(fault.Effect);
        if (wording is null && fault.Text is not null)
            context.Wrong(at, $"'{effect}' takes no text; leave it out");
        else if (wording is { Variants.Length: 0 } && fault.Text is null)
            context.Wrong(at, $"is missing: '{effect}' needs {wording.Words}");
        else if (wording is { Variants: { Length: > 0 } variants } && fault.Text is { } text && !variants.Contains(text, StringComparer.Ordinal))
            context.Wrong(at, $"'{text}' is no variant of '{effect}'; known are {string.Join(", ", variants)}");
        else if (fault is { Text: "header", Stage: not FaultStage.DuringServerFlight } && wording!.Variants.Length > 0)
            context.Wrong(at, "'header' is a cut duringServerFlight");
        else if (fault is { Effect: FaultEffect.Certificate, Text: { } certificate })
            context.Refer(at, certificate, context.Certificates);
        else if (fault is { Effect: FaultEffect.StaleAnswer, Text: { } addresses })
            CheckAnswer(context, addresses, at);
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
    /// <param name="Value">The number that it takes; null for none.</param>
    /// <param name="Text">The text that it takes; null for none.</param>
    private sealed record Rule(string[] At, FaultStage[]? Stages = null, Need? Value = null, Wording? Text = null);

    /// <summary>A number: what it is, and between what it lies.</summary>
    private sealed record Need(string Words, int Min, int Max, bool Optional = false);

    /// <summary>A text: any, which is needed, or one of a few variants, which is not.</summary>
    private sealed record Wording(params string[] Variants)
    {
        public string Words { get; init; } = "";
    }
}
