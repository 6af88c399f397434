using System.Net.Sockets;

namespace TlsPathTools.Probing;

/// <summary>What ended an attempt before the tunnel stood. A proxy that cannot be used says nothing of the target.</summary>
internal static class ProxyClassifier
{
    private const TlsStage Stage = TlsStage.ProxyConnect;

    internal static AttemptOutcome Classify(AttemptFacts facts)
    {
        if (facts.AtProxyItself)
        {
            AttemptOutcome connect = facts.ProxyProblem is { } problem
                ? new AttemptOutcome(Stage, WireEvent.LocalError, problem)
                : AttemptClassifier.OfConnect(facts, Stage, "the connection to the proxy");
            return connect with { Untested = true, Detail = $"the proxy {facts.Route.Proxy} cannot be used: {connect.Detail}" };
        }

        if (facts.ProxyReply is { } reply)
            return OfStatus(facts, reply);
        if (facts.ProxyProblem is { } malformed)
            return new AttemptOutcome(Stage, WireEvent.ProxyMalformed, malformed);
        if (facts.TimedOut)
        {
            return new AttemptOutcome(Stage, WireEvent.Timeout, $"no answer to CONNECT within {AttemptClassifier.Seconds(facts.Options.Timeout)}")
            {
                Ambiguity = "The proxy waits for a connection that nobody answers (its own limit is longer than ours), or the proxy itself hangs.",
            };
        }

        if (facts.EndOfStream)
            return new AttemptOutcome(Stage, WireEvent.Fin, "the proxy closed the connection without an answer to CONNECT");
        return facts.SocketError is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown
            ? new AttemptOutcome(Stage, WireEvent.Rst, "the proxy reset the connection without an answer to CONNECT")
            : AttemptClassifier.Local(facts, Stage);
    }

    private static AttemptOutcome OfStatus(AttemptFacts facts, ProxyReply reply)
    {
        string meaning = reply.SquidErrno switch
        {
            111 => ": the target refused the proxy's connection (ECONNREFUSED)",
            110 => ": the target did not answer the proxy's SYN (ETIMEDOUT)",
            113 => ": the proxy met host unreachable (EHOSTUNREACH)",
            101 => ": the proxy met network unreachable (ENETUNREACH)",
            _ => "",
        };
        string detail = $"the proxy answered CONNECT with {reply.Detail}{meaning}";
        return reply.Status switch
        {
            407 => new AttemptOutcome(Stage, WireEvent.ProxyAuthenticationRequired,
                $"{detail}; it asks for {reply.AuthenticateSchemes ?? "credentials"}" +
                (facts.Route.Proxy!.Credential is null ? " and none were given" : " and does not accept those given")) { Untested = true },
            403 or 405 => new AttemptOutcome(Stage, WireEvent.ProxyForbidden, detail)
            {
                Ambiguity = "A policy of the proxy, not the target: many proxies refuse CONNECT to address literals or to ports other than 443. Compare with a CONNECT by name.",
            },
            _ => new AttemptOutcome(Stage, WireEvent.ProxyStatus, detail)
            {
                Ambiguity = meaning.Length > 0 ? null : "The proxy does not say what its own connection met: refused, unreachable, silent and an unresolvable name look the same.",
            },
        };
    }
}
