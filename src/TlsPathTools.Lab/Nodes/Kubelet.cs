using TlsPathTools.Lab.Http;

namespace TlsPathTools.Lab.Nodes;

/// <summary>The port of a node's kubelet, as far as load balancers meet it: it takes connections, and tells strangers nothing.</summary>
internal static class Kubelet
{
    /// <summary>Anonymous requests are refused (authentication.anonymous.enabled is false on EKS).</summary>
    public static Task Handle(HttpRequest request, HttpResponder responder, CancellationToken cancellationToken) =>
        responder.SendAsync(401, "text/plain; charset=utf-8", "Unauthorized", cancellationToken);
}
