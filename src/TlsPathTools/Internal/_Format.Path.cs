using System.Globalization;

namespace TlsPathTools.Internal;

// What the views of the path compute: load balancers, targets, nodes, pods.
public static partial class _Format
{
    /// <summary>A node by its name without the domain that all of a region share, in at most <paramref name="width"/> characters.</summary>
    public static string Node(string? name, string? otherwise, int width)
    {
        string text = Or(name, otherwise);
        string bare = text.EndsWith(".compute.internal", StringComparison.Ordinal) || text.EndsWith(".ec2.internal", StringComparison.Ordinal) ? text.Split('.')[0] : text;
        return ShortAddress(bare, width);
    }

    /// <summary>A target by its node, else as it is registered; a group without targets, and a path without a group, have none.</summary>
    public static string Target(string? nodeName, string? targetId, string? targetGroup, int width)
    {
        if (string.IsNullOrEmpty(nodeName) && string.IsNullOrEmpty(targetId))
            return string.IsNullOrEmpty(targetGroup) ? "(none)" : "(no target)";
        // arn:…:loadbalancer/app/NAME/ID, where a network load balancer has an application load balancer behind it.
        string? registered = targetId?.Split('/') is [_, "app", { } balancer, ..] ? $"ALB {balancer}" : targetId;
        return Node(nodeName, registered, width);
    }

    /// <summary>The load balancer by its name; where the address is none's, what it is.</summary>
    public static string Balancer(string? name, string? owner) => owner switch
    {
        "FormerLoadBalancerAddress" => $"no longer {Or(name, "a load balancer")}",
        _ when !string.IsNullOrEmpty(name) => name,
        "OtherInterface" => "another kind of interface",
        "OtherAccountOrRegion" => "of another account or region",
        "EdgeService" => "a front of AWS's own",
        "NotFound" => "not found in what was read",
        _ => "not known",
    };

    /// <summary>"relay.example.org:443 → relay-nlb": the heading above the targets.</summary>
    public static string Front(string? hostName, object? port, string? balancer, string? owner) =>
        $"{Or(hostName, "(no name)")}{(port is null ? "" : $":{port}")} → {Balancer(balancer, owner)}";

    /// <summary>"TCP:443".</summary>
    public static string Listener(string? protocol, object? port) => string.IsNullOrEmpty(protocol) ? "" : $"{protocol}:{port}";

    /// <summary>Who ends the client's TLS.</summary>
    public static string TlsEnd(string? termination) => termination switch
    {
        "LoadBalancer" => "the load balancer",
        "Target" => "the target",
        "None" => "no TLS",
        _ => "",
    };

    /// <summary>"20/20 !": failed of all, and whether the address counts as failing; empty where nothing was tried. The counts stand below each other.</summary>
    public static string Tried(object? failures, object? attempts, bool? failing, string? failingColour, string? reset, bool colours)
    {
        string text = attempts is null ? "" : Failed(failures, attempts);
        return failing != true ? text + "  " : colours ? $"{failingColour}{text} !{reset}" : text + " !";
    }

    /// <summary>What an observation from inside singles out.</summary>
    public static string Suspect(bool? suspect, string? colour, string? reset, bool colours) => suspect != true ? "" : colours ? $"{colour}SUSPECT{reset}" : "SUSPECT";

    /// <summary>"50 %"; "none" where no flow to the address gets to the target, "some" where it is not known how many, "?" where not even whether.</summary>
    public static string Share(bool? reachable, double? share) => (reachable, share) switch
    {
        // A group without targets has a share too: of flows that nobody answers.
        (false, null or 0) => "none",
        (_, { } part) => Percent(part) + " %",
        (true, null) => "some",
        _ => "?",
    };

    /// <summary>Why a row is what it is: what singles it out, else what decides over its reach, else what there is to know.</summary>
    public static string Why(string? suspectReason, string? reachableNote, object? notes) => Or(suspectReason, Or(reachableNote, Sentences(notes)));

    /// <summary>"1/3"; empty where neither is known.</summary>
    public static string Of(object? part, object? whole) => (part ?? whole) is null ? "" : $"{part ?? "?"}/{whole ?? "?"}";

    /// <summary>"5000+": a log of which only the end was read.</summary>
    public static string Lines(object? lines, bool? truncated) => truncated == true ? $"{lines}+" : $"{lines}";

    /// <summary>What is known, in a word.</summary>
    public static string YesNo(bool? value) => value switch
    {
        true => "yes",
        false => "no",
        null => "?",
    };

    /// <summary>"1.1 s", "70 min", "30 h".</summary>
    public static string Age(double? seconds) => seconds switch
    {
        null => "",
        0 => "0 s",
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s"),
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0} h"),
    };

    /// <summary>"hutch/hutch-relay".</summary>
    public static string Service(string? @namespace, string? name) => $"{@namespace}/{Or(name, "(all)")}";

    /// <summary>The first of two numbers that there is.</summary>
    public static string First(object? number, object? otherwise) => (number ?? otherwise)?.ToString() ?? "";

    /// <summary>The cluster by the best name it has.</summary>
    public static string Cluster(string? name, string? context, string? server) => Or(name, Or(context, server));
}
