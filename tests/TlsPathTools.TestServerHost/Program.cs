using System.Net;
using System.Text.Json;
using TlsPathTools.TestServerHost;
using TlsPathTools.TestServers;
using TlsPathTools.TestServers.Dns;

// usage: TlsPathTools.TestServerHost [proxy] [dns:NAME=ADDRESS[,ADDRESS...][;NAME=...]]... [ADDRESS=FAULT[,FAULT...]]...
// proxy is tinyproxy with the login "user secret". Each dns: is a DNS server with a zone of its own. Each ADDRESS is a TLS server on that loopback address, all on one port;
// several faults are met in turn. Prints one line of JSON with the proxy, the DNS servers, the port and the file of the CA, and
// runs until its standard input ends, so that it never outlives the test that started it.
const string ProxyWord = "proxy";
const string DnsPrefix = "dns:";
using var folder = new TempFolder();
string caFile = TestCertificates.WriteAuthority(folder);
List<DnsTestServer> dns = [.. args.Where(IsDns).Select(argument => DnsTestServer.Start(Zone.Parse(argument[DnsPrefix.Length..]).Answer))];
await using TinyProxyServer? proxy = args.Contains(ProxyWord)
    ? await TinyProxyServer.StartAsync(new TinyProxyOptions { BasicLogin = "user secret" })
    : null;
var tls = new List<MisbehavingTlsServer>();
try
{
    foreach (string argument in args.Where(argument => !IsDns(argument) && argument != ProxyWord))
    {
        string[] parts = argument.Split('=', 2);
        WireFault[] faults = [.. parts[1].Split(',').Select(Enum.Parse<WireFault>)];
        tls.Add(MisbehavingTlsServer.Start(
            FaultPlans.Cycle(faults),
            new MisbehavingOptions { Address = IPAddress.Parse(parts[0]), Port = tls.Count == 0 ? 0 : tls[0].Port }));
    }

    Console.WriteLine(JsonSerializer.Serialize(new { proxy = proxy?.EndPoint.ToString(), dns = dns.Select(server => $"{server.Endpoint}"), port = tls.FirstOrDefault()?.Port, caFile }));
    await Console.In.ReadToEndAsync();
}
finally
{
    foreach (MisbehavingTlsServer server in tls)
        await server.DisposeAsync();
    foreach (DnsTestServer server in dns)
        await server.DisposeAsync();
}

static bool IsDns(string argument) => argument.StartsWith(DnsPrefix, StringComparison.Ordinal);
