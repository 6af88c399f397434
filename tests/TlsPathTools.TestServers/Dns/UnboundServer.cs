using System.Net;

namespace TlsPathTools.TestServers.Dns;

/// <summary>
/// A real resolver, unbound, on loopback: it serves <c>zone.test</c> from a zone file and forwards <c>forward.test</c> to a given
/// server and <c>dead.test</c> to one that refuses everything; <c>bogus.test</c> ought to be signed and is not. Extended errors
/// and expired answers are on.
/// </summary>
public sealed class UnboundServer : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly DnsTestServer _refuses;
    private readonly ServerProcess _process;

    private UnboundServer(TempFolder folder, DnsTestServer refuses, ServerProcess process, IPEndPoint endpoint) =>
        (_folder, _refuses, _process, Endpoint) = (folder, refuses, process, endpoint);

    public IPEndPoint Endpoint { get; }

    public string Output => _process.Output;

    /// <summary>How many A records <c>many.zone.test</c> has: more than a datagram of 1232 octets holds.</summary>
    public const int ManyAddresses = 200;

    private static string Zone =>
        $"""
        $ORIGIN zone.test.
        $TTL 300
        @        SOA ns hostmaster 1 3600 600 86400 77
        @        NS  ns
        ns       A   127.0.0.1
        one      120 A 192.0.2.1
        two      A   192.0.2.1
        two      A   192.0.2.2
        two      AAAA 2001:db8::2
        six      AAAA 2001:db8::6
        text     TXT "no address here"
        alias    90 CNAME middle
        middle   30 CNAME two
        dangling CNAME gone
        _under_score A 192.0.2.9
        {string.Concat(Enumerable.Range(0, ManyAddresses).Select(i => $"many A 198.51.100.{i}\n"))}
        """;

    /// <summary>Starts it. The program must be there: see <see cref="RealPart.Require"/>.</summary>
    /// <param name="authoritative">Answer for zone.test with AA, as the zone's own server; otherwise as a resolver that knows the zone.</param>
    /// <param name="forwardTo">Where questions for forward.test go.</param>
    public static async Task<UnboundServer> StartAsync(bool authoritative = false, IPEndPoint? forwardTo = null)
    {
        var folder = new TempFolder();
        DnsTestServer refuses = DnsTestServer.Start(q => q.Name.Contains("bogus", StringComparison.Ordinal)
            ? DnsAnswerBuilder.To(q).Addresses("192.0.2.66").Edns().Build()
            : DnsAnswerBuilder.To(q).Rcode(5).Build());
        try
        {
            int port = ServerProcess.FreePort();
            var endpoint = new IPEndPoint(IPAddress.Loopback, port);
            folder.Write("zone.test", Zone);
            string conf = folder.Write(
                "unbound.conf",
                $"""
                server:
                    interface: 127.0.0.1@{port}
                    port: {port}
                    do-ip6: no
                    do-daemonize: no
                    username: ""
                    chroot: ""
                    pidfile: ""
                    directory: "{folder.Path}"
                    use-syslog: no
                    num-threads: 1
                    module-config: "validator iterator"
                    trust-anchor: "bogus.test. DS 12345 8 2 {new string('A', 64)}"
                    do-not-query-localhost: no
                    access-control: 127.0.0.0/8 allow
                    local-zone: "test." transparent
                    ede: yes
                    serve-expired: yes
                    serve-expired-ttl: 3600
                    serve-expired-client-timeout: 0
                    ede-serve-expired: yes
                    cache-min-ttl: 0
                remote-control:
                    control-enable: no
                auth-zone:
                    name: "zone.test."
                    zonefile: "{folder.File("zone.test")}"
                    for-downstream: {(authoritative ? "yes" : "no")}
                    for-upstream: yes
                    fallback-enabled: no
                forward-zone:
                    name: "dead.test."
                    forward-addr: 127.0.0.1@{refuses.Endpoint.Port}
                forward-zone:
                    name: "bogus.test."
                    forward-addr: 127.0.0.1@{refuses.Endpoint.Port}
                forward-zone:
                    name: "forward.test."
                    forward-addr: 127.0.0.1@{(forwardTo ?? refuses.Endpoint).Port}
                """);
            ServerProcess process = await ServerProcess.StartAsync(RealPart.Find("unbound")!, ["-d", "-c", conf], endpoint, folder.Path);
            return new UnboundServer(folder, refuses, process, endpoint);
        }
        catch
        {
            await refuses.DisposeAsync();
            folder.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await _refuses.DisposeAsync();
        _folder.Dispose();
    }
}
