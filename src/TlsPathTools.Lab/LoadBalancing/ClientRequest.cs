using System.Globalization;
using System.Text;
using TlsPathTools.Lab.Http;
using TlsPathTools.Lab.Network;

namespace TlsPathTools.Lab.LoadBalancing;

/// <summary>A request as an application load balancer read it.</summary>
/// <param name="Method">GET, POST, ….</param>
/// <param name="Target">The request target.</param>
/// <param name="Head">The head.</param>
/// <param name="Body">The whole body.</param>
/// <param name="Flow">The client's connection.</param>
/// <param name="Turn">Whose turn it is among the targets.</param>
/// <param name="Close">Whether the connection ends with the answer.</param>
internal sealed record ClientRequest(string Method, string Target, HttpHead Head, byte[] Body, Flow Flow, int Turn, bool Close)
{
    private const int MaxForwardedAddresses = 30;

    // RFC 9110, 7.6.1: they are for one connection only. (Content-Length is written anew, as the body has been read.)
    private static readonly string[] s_hopByHop =
        ["Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Expect"];

    /// <summary>The name that is asked for, without its port.</summary>
    public string Host => (Head["Host"] ?? "").Split(':')[0];

    /// <summary>The path, without the query.</summary>
    public string Path => Target.Split('?')[0];

    /// <summary>A cookie's value, or null.</summary>
    public string? Cookie(string name) => Head.Fields
        .Where(field => string.Equals(field.Key, "Cookie", StringComparison.OrdinalIgnoreCase))
        .SelectMany(field => field.Value.Split(';', StringSplitOptions.TrimEntries))
        .Select(cookie => cookie.Split('=', 2)).FirstOrDefault(cookie => cookie.Length == 2 && cookie[0] == name)?[1];

    /// <summary>Whether a header field is for the next hop only.</summary>
    public static bool IsHopByHop(string name, HttpHead head) => s_hopByHop.Contains(name, StringComparer.OrdinalIgnoreCase) || head.Has("Connection", name);

    /// <summary>The request as the target gets it.</summary>
    /// <exception cref="BalancerAnswerException">It came through too many proxies.</exception>
    public byte[] ForTarget(bool overTls)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{Method} {Target} HTTP/1.1\r\n");
        string forwarded = "";
        foreach ((string name, string value) in Head.Fields)
        {
            if (string.Equals(name, "X-Forwarded-For", StringComparison.OrdinalIgnoreCase))
                forwarded += value + ", ";
            else if (!IsHopByHop(name, Head) && !name.StartsWith("X-Forwarded-P", StringComparison.OrdinalIgnoreCase) && !string.Equals(name, "Content-Length", StringComparison.OrdinalIgnoreCase))
                text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        forwarded += Flow.Source.Address;
        if (forwarded.Split(',').Length > MaxForwardedAddresses)
            throw new BalancerAnswerException(463, "more than 30 addresses in X-Forwarded-For");
        text.Append(CultureInfo.InvariantCulture, $"X-Forwarded-For: {forwarded}\r\nX-Forwarded-Proto: {(overTls ? "https" : "http")}\r\nX-Forwarded-Port: {Flow.Destination.Port}\r\n");
        if (Head["X-Amzn-Trace-Id"] is null)
            text.Append(CultureInfo.InvariantCulture, $"X-Amzn-Trace-Id: Root=1-{DateTimeOffset.UtcNow.ToUnixTimeSeconds():x8}-{Guid.NewGuid().ToString("N")[..24]}\r\n");
        if (Body.Length > 0 || Method is "POST" or "PUT" or "PATCH")
            text.Append(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}\r\n");
        return [.. Encoding.Latin1.GetBytes(text.Append("\r\n").ToString()), .. Body];
    }
}
