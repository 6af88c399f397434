using System.Text;
using TlsPathTools.Connections.Tests.Labs;

namespace TlsPathTools.Connections.Tests.Remediation;

/// <summary>What may happen to a request of a restart: from a request on to every one of its kind, to that one alone, or to everything from there on.</summary>
/// <param name="Name">In words.</param>
/// <param name="Tampering">What is done.</param>
/// <param name="Lasts">For how long.</param>
internal sealed record RequestFault(string Name, Func<RestartLab, Tampering> Tampering, Lasting Lasts = Lasting.Kind)
{
    public static IReadOnlyList<RequestFault> All { get; } =
    [
        new("403", _ => Answer("403 Forbidden", "Forbidden")),
        new("404", _ => Answer("404 Not Found", "NotFound", """, "details": {"name": "x", "kind": "pods"}""")),
        new("404 of the path", _ => new Tampering { Instead = "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 19\r\nConnection: close\r\n\r\n404 page not found\n"u8.ToArray() }),
        new("409", _ => Answer("409 Conflict", "Conflict")),
        new("410", _ => Answer("410 Gone", "Expired")),
        new("429 once, Retry-After 1", _ => Answer("429 Too Many Requests", "TooManyRequests", fields: "Retry-After: 1\r\n"), Lasting.Once),
        new("429 once, no Retry-After", _ => Answer("429 Too Many Requests", "TooManyRequests"), Lasting.Once),
        new("429 always, Retry-After 1", _ => Answer("429 Too Many Requests", "TooManyRequests", fields: "Retry-After: 1\r\n")),
        new("429 always, Retry-After 3600", _ => Answer("429 Too Many Requests", "TooManyRequests", fields: "Retry-After: 3600\r\n")),
        new("500", _ => Answer("500 Internal Server Error", "InternalError")),
        new("503 once, Retry-After 1", _ => Answer("503 Service Unavailable", "ServiceUnavailable", fields: "Retry-After: 1\r\n"), Lasting.Once),
        new("reset before it was read", _ => new Tampering { Resets = true }),
        new("reset once before it was read", _ => new Tampering { Resets = true }, Lasting.Once),
        new("answer lost", _ => new Tampering { CutAfter = 1 }),
        new("answer lost once", _ => new Tampering { CutAfter = 1 }, Lasting.Once),
        new("answer cut in its midst", _ => new Tampering { CutAfter = 400 }),
        new("silence", _ => new Tampering { Instead = [], Stalls = true }),
        new("stalls after the head", _ => new Tampering { Instead = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), Stalls = true }),
        new("a login page", _ => Labs.Tampering.LoginPage),
        new("401 once", _ => Answer("401 Unauthorized", "Unauthorized"), Lasting.Once),
        new("the token expires", _ => Answer("401 Unauthorized", "Unauthorized"), Lasting.Everything),
        new("the network goes", _ => new Tampering { Resets = true }, Lasting.Everything),
        new("the node is deleted", lab => new Tampering { First = lab.DeleteNode }, Lasting.Once),
    ];

    /// <summary>Whether it strikes a request, when it began at a step.</summary>
    public bool Strikes(Step step, Step at, bool began) => Lasts switch
    {
        Lasting.Once => step == at,
        Lasting.Kind => step.Key == at.Key && step.Number >= at.Number,
        _ => began || step == at,
    };

    public override string ToString() => Name;

    private static Tampering Answer(string status, string reason, string more = "", string fields = "")
    {
        string body = $$"""{"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": "spoilt", "reason": "{{reason}}", "code": {{status.Split(' ')[0]}}{{more}}}""";
        return new Tampering { Instead = Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{fields}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}") };
    }
}

/// <summary>For how long a fault lasts.</summary>
internal enum Lasting
{
    /// <summary>That request alone.</summary>
    Once,

    /// <summary>That request and every later one of its method and path.</summary>
    Kind,

    /// <summary>That request and whatever comes after it.</summary>
    Everything,
}
