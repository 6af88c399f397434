using System.Buffers;
using System.Net;
using System.Net.Security;
using System.Text;

namespace TlsPathTools.Probing;

/// <summary>Opens a tunnel through an explicit proxy: TLS to the proxy where it wants that, then CONNECT (RFC 9110 section 9.3.6).</summary>
internal static class ProxyTunnel
{
    /// <summary>The stream behind the proxy's 200; null when the proxy said something else, which is then in the facts.</summary>
    internal static async Task<Stream?> OpenAsync(AttemptFacts facts, Stream connection, CertificateTrust trust, CancellationToken cancellationToken)
    {
        ProbeProxy proxy = facts.Route.Proxy!;
        if (proxy.IsTls)
            connection = await SecureAsync(facts, connection, proxy, trust, cancellationToken).ConfigureAwait(false);

        await connection.WriteAsync(Request(facts.Target, proxy), cancellationToken).ConfigureAwait(false);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ProxyReply.MaxHeadBytes);
        try
        {
            int count = 0;
            while (true)
            {
                int read = await connection.ReadAsync(buffer.AsMemory(count, ProxyReply.MaxHeadBytes - count), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    facts.EndOfStream = true;
                    return null;
                }

                count += read;
                facts.ProxyReply = ProxyReply.Read(buffer.AsMemory(0, count), out string? problem);
                facts.ProxyProblem = problem;
                if (problem is not null)
                    return null;
                if (facts.ProxyReply is { } reply)
                {
                    facts.ProxyReply = reply with { Surplus = reply.Surplus.ToArray() };
                    return reply.Status is >= 200 and < 300 ? connection : null;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static async Task<Stream> SecureAsync(
        AttemptFacts facts, Stream connection, ProbeProxy proxy, CertificateTrust trust, CancellationToken cancellationToken)
    {
        facts.AtProxyItself = true;
        var chain = new List<byte[]>();
        var tls = new SslStream(connection, leaveInnerStreamOpen: true);
        await tls.AuthenticateAsClientAsync(TlsClientOptions.ForProxy(proxy.Host, chain), cancellationToken).ConfigureAwait(false);
        CertificateFacts judged = new CertificateJudge(trust, TimeProvider.System).Judge(proxy.Host, chain);
        if (judged.Problems != CertificateProblems.None)
        {
            // Credentials must not go to a proxy that does not prove its name.
            facts.ProxyProblem = $"its certificate does not prove its name: {judged.ProblemText}";
            throw new IOException("The proxy's certificate is not trusted.");
        }

        facts.AtProxyItself = false;
        return tls;
    }

    private static byte[] Request(ProbeTarget target, ProbeProxy proxy)
    {
        string host = proxy.ConnectByName && target.HostName is not null
            ? target.HostName
            : target.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{target.Address}]" : target.Address.ToString();
        var request = new StringBuilder($"CONNECT {host}:{target.Port} HTTP/1.1\r\nHost: {host}:{target.Port}\r\nUser-Agent: {HttpRequest.UserAgent}\r\n");
        if (proxy.Credential is NetworkCredential credential)
        {
            string token = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Password}"));
            request.Append("Proxy-Authorization: Basic ").Append(token).Append("\r\n");
        }

        return Encoding.ASCII.GetBytes(request.Append("\r\n").ToString());
    }
}
