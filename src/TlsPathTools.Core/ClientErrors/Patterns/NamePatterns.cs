namespace TlsPathTools.ClientErrors.Patterns;

/// <summary>Texts about a name that did not resolve.</summary>
internal static class NamePatterns
{
    private const string No = "Dns/NameNotResolved";
    private const string Maybe = "Dns/NameNotResolved Dns/Timeout";
    private const string Later = "Dns/Timeout Dns/NameNotResolved";
    private const string Not = "Fin Rst Alert Plaintext Refused CertificateProblem HttpStatus";
    private const string NoName = "The name did not resolve: no connection was tried.";
    private const string Failed = "The resolver did not answer, or answered with a failure: no connection was tried.";

    internal static readonly ErrorPattern[] All =
    [
        new("Temporary failure in name resolution", Later, Not, Failed),
        new("EAI_AGAIN @", Later, Not, Failed) { Client = Clients.Node },
        new("EAI_AGAIN", Later, Not, Failed),
        new("server misbehaving", Later, Not, Failed) { Client = Clients.Go },
        new("lookup *i/o timeout", "Dns/Timeout", Not, Failed) { Client = Clients.Go },
        new("Resolving timed out after", "Dns/Timeout", Not, Failed) { Client = Clients.Curl },
        new("lookup *no such host", No, Not, NoName) { Client = Clients.Go },
        new("getaddrinfo ENOTFOUND @", No, Not, NoName) { Client = Clients.Node },
        new("ENOTFOUND", No, Not, NoName) { Client = Clients.Node },
        new("Could not resolve host: @", Maybe, Not, NoName) { Client = Clients.Curl },
        new("Couldn't resolve host '@'", Maybe, Not, NoName) { Client = Clients.Curl },
        new("curl: (6)", Maybe, Not, NoName) { Client = Clients.Curl },
        new("UnknownHostException", Maybe, Not, NoName) { Client = Clients.Java },
        new("NameResolutionError", Maybe, Not, NoName) { Client = Clients.Python },
        new("The remote name could not be resolved: '@'", Maybe, Not, NoName) { Client = Clients.DotNet },
        new("unable to resolve host address '@'", Maybe, Not, NoName) { Client = Clients.Wget },
        new("Name or service not known", No, Not, NoName),
        new("nodename nor servname provided", Maybe, Not, NoName),
        new("No such host is known", No, Not, NoName),
        new("getaddrinfo failed", Maybe, Not, NoName),
        new("No address associated with hostname", No, Not, "The name exists and has no address of the wanted kind: no connection was tried."),
        new("Cannot resolve *:", Maybe, Not, NoName) { Client = Clients.GnuTls },
    ];
}
