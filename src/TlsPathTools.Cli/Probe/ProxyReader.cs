using System.Net;
using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Probe;

/// <summary>The proxy that the user named, and the password for it. No message of this class holds a password.</summary>
internal static class ProxyReader
{
    public const string PasswordVariable = "TLSPATH_PROXY_PASSWORD";

    private static readonly string[] s_proxyVariables = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

    public static ProbeProxy Read(string text, string? user, bool connectByName, Surroundings surroundings)
    {
        // Read once for the check alone: a typing error must show before anybody is asked for a password.
        ProbeProxy checkedProxy;
        try
        {
            checkedProxy = ProbeProxy.Parse(text);
        }
        catch (FormatException e)
        {
            throw Refusal.Usage($"--proxy: {e.Message}");
        }

        NetworkCredential? credential = user is null ? null : new NetworkCredential(user, Password(checkedProxy, user, surroundings));
        string url = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        return new ProbeProxy(new Uri(url), credential) { ConnectByName = connectByName };
    }

    /// <summary>A sentence when the environment names a proxy that is not used; its value may hold a password and is not shown.</summary>
    public static string? WarningOfUnused(Func<string, string?> variable)
    {
        string? set = Array.Find(s_proxyVariables, name => !string.IsNullOrEmpty(variable(name)));
        return set is null
            ? null
            : $"{set} is set but not used: connections are direct. Give --proxy \"${set}\" to test the way other programs take.";
    }

    private static string Password(ProbeProxy proxy, string user, Surroundings surroundings) =>
        surroundings.Variable(PasswordVariable)
        ?? surroundings.AskSecret?.Invoke($"Password of {SafeText.Escape(user, 80)} for {proxy}: ")
        ?? throw Refusal.CouldNotTest($"--proxy-user needs a password, and there is no terminal to ask at: set {PasswordVariable}.");
}
