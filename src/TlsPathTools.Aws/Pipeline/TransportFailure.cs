using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using System.Xml;
using Amazon.Runtime;

namespace TlsPathTools.Aws.Pipeline;

/// <summary>What happened to a request for which no service is to blame: name, connection, TLS, an answer that is none.</summary>
internal static class TransportFailure
{
    /// <summary>The failure; null for an exception that a service's refusal is.</summary>
    public static AwsFailure? Of(Exception exception)
    {
        AwsFailure? found = null;
        // The innermost cause that has a name here says most.
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
            found = Name(cause) ?? found;
        return found;
    }

    private static AwsFailure? Name(Exception cause) => cause switch
    {
        SlowAnswerException => new(GapKind.TimedOut, null, cause.Message, "Try again; check the way to the endpoint."),
        TimeoutException => new(GapKind.TimedOut, null, "There was no answer in time.", "Try again; check the way to the endpoint."),
        BrokenAnswerException => new(GapKind.Unreachable, null, cause.Message, "Try again; something on the way closes connections."),
        AuthenticationException => new(GapKind.Untrusted, null, "The TLS handshake with the endpoint failed, or its certificate is not trusted.",
            "If a proxy inspects TLS, its authority has to be trusted by this machine."),
        SocketException socket => new(GapKind.Unreachable, socket.SocketErrorCode.ToString(), Words(socket.SocketErrorCode), Advice(socket.SocketErrorCode)),
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } http => new(GapKind.Unreachable, null,
            $"The proxy did not open a way to the endpoint{(http.StatusCode is { } status ? $" (HTTP {(int)status})" : "")}.", "Check the proxy's login and what it allows."),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => new(GapKind.Untrusted, null,
            "The TLS handshake with the endpoint failed.", "If a proxy inspects TLS, its authority has to be trusted by this machine."),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } => new(GapKind.Malformed, null, "What answered does not speak HTTP.", "Check the endpoint's URL and the proxy."),
        HttpRequestException => new(GapKind.Unreachable, null, "The endpoint could not be reached.", "Check the way to the endpoint."),
        HttpIOException => new(GapKind.Unreachable, null, "The connection ended before the answer.", "Try again; something on the way closes connections."),
        XmlException or JsonException or FormatException or AmazonUnmarshallingException => new(GapKind.Malformed, null, "The answer cannot be understood.",
            "Check that the endpoint is AWS's: a login page of a proxy looks like this."),
        _ => null,
    };

    private static string Words(SocketError error) => error switch
    {
        SocketError.HostNotFound or SocketError.NoData => "The endpoint's name does not resolve.",
        SocketError.TryAgain => "The endpoint's name could not be resolved now.",
        SocketError.ConnectionRefused => "The endpoint refused the connection.",
        SocketError.ConnectionReset or SocketError.ConnectionAborted => "The connection to the endpoint was reset.",
        SocketError.TimedOut => "The connection to the endpoint was not made in time.",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "There is no route to the endpoint.",
        _ => $"The connection to the endpoint failed ({error}).",
    };

    private static string Advice(SocketError error) => error switch
    {
        SocketError.HostNotFound or SocketError.NoData => "Check the region's name and the resolver; in a closed network, the VPC endpoints.",
        _ => "Check the way to the endpoint: route, firewall, proxy (HTTPS_PROXY), VPC endpoint.",
    };
}
