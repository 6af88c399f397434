namespace TlsPathTools.Lab.Scenarios;

/// <summary>Something that is broken: where, how, for which flows, and what ends it.</summary>
public sealed record FaultSpec
{
    /// <summary>A name within the scenario.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// The component: <c>lb:NAME/ZONE</c>, <c>node:NAME/ingress</c> (flows that enter at its NodePorts), <c>node:NAME/pods</c> (flows to the pods
    /// on it, from anywhere), <c>node:NAME/host</c> (its own ports), <c>kubeProxy:NODE</c>, <c>pod:NAMESPACE/DEPLOYMENT</c>, <c>pod:NAMESPACE/DEPLOYMENT@NODE</c>,
    /// <c>proxy:NAME</c>, <c>proxy:NAME/MEMBER</c>, <c>resolver:NAME</c>, <c>targetGroup:NAME</c>.
    /// </summary>
    public required string At { get; init; }

    /// <summary>What happens.</summary>
    public required FaultEffect Effect { get; init; }

    /// <summary>When in the life of a connection; for effects on streams.</summary>
    public FaultStage Stage { get; init; } = FaultStage.AfterClientHello;

    /// <summary>
    /// The number that some effects need: an alert's description, a status, an MTU in bytes, a delay in milliseconds, a count of endpoints (of a
    /// kube-proxy that stopped: how many have moved since). Of a FIN, a RST or a stall within the server's flight or a response: how many records pass first.
    /// </summary>
    public int? Value { get; init; }

    /// <summary>
    /// The text that some effects need: an answer in plaintext, addresses, a certificate. Or a variant: <c>warning</c> or <c>reset</c> of an alert,
    /// <c>header</c> of a cut within a record's header, <c>watch</c> of a kube-proxy that is told nothing any more.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>For which flows; left out, for all.</summary>
    public FlowSelection Flows { get; init; } = new();

    /// <summary>What ends it; nothing else does.</summary>
    public IReadOnlyList<FaultEnd> EndedBy { get; init; } = [];

    /// <summary>When it begins, in seconds after the start.</summary>
    public double StartsAfterSeconds { get; init; }

    /// <summary>When it ends by itself, in seconds after the start; null for never.</summary>
    public double? EndsAfterSeconds { get; init; }

    /// <summary>For faults that come and go: broken for this long, …</summary>
    public double? OnSeconds { get; init; }

    /// <summary>… and well for this long.</summary>
    public double? OffSeconds { get; init; }
}

/// <summary>The flows that a fault meets. Everything that is given has to hold.</summary>
public sealed record FlowSelection
{
    /// <summary>A share of them at random, 0–1.</summary>
    public double Share { get; init; } = 1;

    /// <summary>Only those whose hash over addresses and ports falls below <see cref="Share"/>: the same flow always meets the same fate.</summary>
    public bool ByHash { get; init; }

    /// <summary>Only while more than this many new flows a second come.</summary>
    public double? AboveRate { get; init; }

    /// <summary>Only flows to these destinations, as the scenario writes addresses (for a proxy: the address it connects to); empty for all.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>Only flows to this port of the component; null for all.</summary>
    public int? Port { get; init; }

    /// <summary>Only flows of clients (client), only health checks (healthCheck), or both (all).</summary>
    public string Of { get; init; } = "all";
}

/// <summary>What a fault does.</summary>
public enum FaultEffect
{
    /// <summary>The SYN is answered by nothing.</summary>
    Drop,

    /// <summary>The SYN is answered by a RST.</summary>
    Refuse,

    /// <summary>The connection ends with a FIN, at the stage.</summary>
    Fin,

    /// <summary>The connection ends with a RST, at the stage.</summary>
    Reset,

    /// <summary>Nothing more passes, from the stage on.</summary>
    Stall,

    /// <summary>A TLS alert (value: its description) and the end, at the stage.</summary>
    Alert,

    /// <summary>A close_notify and the end, at the stage.</summary>
    CloseNotify,

    /// <summary>An answer that is not TLS (text), and the end.</summary>
    Plaintext,

    /// <summary>Bytes that are no TLS record, and the end.</summary>
    Garbage,

    /// <summary>What is larger than the MTU (value, in bytes) is lost, so that the flow stalls from then on.</summary>
    Mtu,

    /// <summary>Everything comes later (value, in ms).</summary>
    Delay,

    /// <summary>An HTTP answer with a status (value) instead of the application's, from the component itself.</summary>
    HttpStatus,

    /// <summary>Another certificate (text: its name) is shown.</summary>
    Certificate,

    /// <summary>kube-proxy writes no rules any more; those that are there stay.</summary>
    StopSyncing,

    /// <summary>One more endpoint (value: how many) in the node's rules, a pod that does not exist: nothing answers there.</summary>
    StaleEndpoint,

    /// <summary>The node's rules for NodePorts are gone; kube-proxy believes that they are there.</summary>
    LostRules,

    /// <summary>The health endpoint answers with a status (value), whatever is true.</summary>
    HealthLies,

    /// <summary>The resolver answers with these addresses (text, separated by commas) instead of the zone's.</summary>
    StaleAnswer,

    /// <summary>The resolver answers SERVFAIL.</summary>
    ServFail,

    /// <summary>The resolver does not answer.</summary>
    NoAnswer,

    /// <summary>The proxy refuses CONNECT with a status (value, 403 unless said).</summary>
    Deny,

    /// <summary>The proxy opens the TLS inside with a certificate of its own.</summary>
    Inspect,

    /// <summary>The listener forgets flows that were silent for as long (value, in ms): the next packet is answered by a RST.</summary>
    IdleTimeout,
}

/// <summary>When a fault strikes in the life of a connection.</summary>
public enum FaultStage
{
    /// <summary>At once.</summary>
    OnAccept,

    /// <summary>After the whole ClientHello, before anything is passed on.</summary>
    AfterClientHello,

    /// <summary>Within the server's first flight: some of its bytes are passed on.</summary>
    DuringServerFlight,

    /// <summary>After the server's first flight (its ServerHello and what comes with it).</summary>
    AfterServerHello,

    /// <summary>After the client's Finished: the handshake is done for the client with TLS 1.3.</summary>
    AfterHandshake,

    /// <summary>After the client's first request.</summary>
    AfterRequest,

    /// <summary>Within the response.</summary>
    DuringResponse,
}

/// <summary>What can end a fault.</summary>
public enum FaultEnd
{
    /// <summary>The node's kube-proxy is started anew.</summary>
    KubeProxyRestart,

    /// <summary>The instance goes, and another comes.</summary>
    InstanceReplacement,

    /// <summary>The pod goes, and another comes.</summary>
    PodReplacement,

    /// <summary>Somebody changes the configuration: a route, a group, an ACL, a health check, a certificate.</summary>
    ConfigurationChange,

    /// <summary>Nothing but time.</summary>
    Time,
}
