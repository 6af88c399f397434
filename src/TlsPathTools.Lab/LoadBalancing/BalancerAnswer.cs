using System.Globalization;
using System.Text;

namespace TlsPathTools.Lab.LoadBalancing;

/// <summary>The load balancer answers by itself.</summary>
/// <param name="status">502, 503, 504, ….</param>
/// <param name="why">For the world's log.</param>
internal sealed class BalancerAnswerException(int status, string why) : Exception(why)
{
    public int Status { get; } = status;
}

/// <summary>What an application load balancer says itself: AWS's small pages, and fixed responses.</summary>
internal static class BalancerAnswer
{
    /// <summary>One of AWS's own pages.</summary>
    public static byte[] Page(int status, bool headOnly, bool close, bool tellsServer)
    {
        string title = $"{status.ToString(CultureInfo.InvariantCulture)} {Reason(status)}";
        string body = $"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n</body>\r\n</html>\r\n";
        return Whole(status, "text/html", body, headOnly, close, tellsServer);
    }

    /// <summary>A whole answer of the load balancer's own.</summary>
    public static byte[] Whole(int status, string contentType, string body, bool headOnly, bool close, bool tellsServer)
    {
        byte[] content = Encoding.UTF8.GetBytes(body);
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {Reason(status)}\r\n");
        if (tellsServer)
            head.Append("Server: awselb/2.0\r\n");
        head.Append(CultureInfo.InvariantCulture, $"Date: {DateTimeOffset.UtcNow:r}\r\n");
        if (status != 204)
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: {contentType}\r\nContent-Length: {content.Length}\r\n");
        head.Append(close ? "Connection: close\r\n\r\n" : "Connection: keep-alive\r\n\r\n");
        byte[] start = Encoding.Latin1.GetBytes(head.ToString());
        return headOnly || status == 204 ? start : [.. start, .. content];
    }

    private static string Reason(int status) => status switch
    {
        503 => "Service Temporarily Unavailable",
        504 => "Gateway Time-out",
        _ => Http.HttpResponder.Reason(status),
    };
}
