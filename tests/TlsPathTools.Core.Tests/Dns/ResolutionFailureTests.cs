using System.Net;
using TlsPathTools.Dns;
using static TlsPathTools.Core.Tests.Dns.ResolvedBy;

namespace TlsPathTools.Core.Tests.Dns;

public class ResolutionFailureTests
{
    [Fact]
    public void Each_reason_has_a_sentence_and_something_to_do()
    {
        ResolverAnswer no = Answer("r1") with { Status = DnsStatus.NxDomain, Rcode = 3 };
        ResolverAnswer silent = Answer("r1") with { Status = DnsStatus.Timeout, Rcode = null };
        Assert.StartsWith("'relay.example' does not exist, say r1. Check the spelling", Explain(no), StringComparison.Ordinal);
        Assert.StartsWith("'relay.example' is an alias of 'gone.example', which does not exist", Explain(no with { CnameChain = ["gone.example"] }), StringComparison.Ordinal);
        Assert.StartsWith("'relay.example' exists but has no A or AAAA record, say r1, r2.", Explain(Answer("r1"), Answer("r2")), StringComparison.Ordinal);
        Assert.StartsWith("No resolver answered about 'relay.example': r1 on relay.example. A: no answer in time. Check that UDP and TCP port 53", Explain(silent), StringComparison.Ordinal);
        Assert.StartsWith("r1 know only who else is responsible", Explain(Answer("r1") with { Status = DnsStatus.Referral }), StringComparison.Ordinal);
        Assert.Contains("r1 on relay.example. A: SERVFAIL (Stale Answer)", Explain(no with { Status = DnsStatus.ServFail, ExtendedError = "Stale Answer" }), StringComparison.Ordinal);
        Assert.Contains("r2 on relay.example. A: no answer in time", Explain(no, silent with { Server = "r2" }), StringComparison.Ordinal);
    }

    [Fact]
    public void All_the_names_that_were_tried_are_told() =>
        Assert.Contains(
            "(asked for relay.example.corp., relay.example.)",
            Explain(
                Answer("r1") with { Status = DnsStatus.NxDomain, QueryName = "relay.example.corp." },
                Answer("r1") with { Status = DnsStatus.NxDomain }),
            StringComparison.Ordinal);

    [Fact]
    public void A_name_that_exists_without_addresses_under_one_of_them_exists() =>
        Assert.Contains(
            "exists but has no A record",
            ResolutionFailure.Explain(Evidence(
                Answer("r1") with { QueryName = "relay.example.corp." },
                Answer("r1") with { Status = DnsStatus.NxDomain }) with { Only = IPFamily.IPv4 }),
            StringComparison.Ordinal);

    [Fact]
    public void No_server_at_all_is_not_the_name_s_fault() =>
        Assert.StartsWith("No DNS server is configured (/etc/resolv.conf name none)", Explain(), StringComparison.Ordinal);

    [Fact]
    public void What_the_machine_itself_knows_is_said() =>
        Assert.EndsWith(
            "This machine's own resolver gives 192.0.2.1, 192.0.2.2.",
            ResolutionFailure.Explain(Evidence(Answer("r1") with { Status = DnsStatus.NxDomain }) with
            {
                ServersGiven = true,
                HostsFile = Parse("192.0.2.1"),
                System = new SystemAnswer(Parse("192.0.2.1", "192.0.2.2"), null),
            }),
            StringComparison.Ordinal);

    [Fact]
    public void The_servers_behind_a_silent_stub_are_named()
    {
        ResolutionEvidence evidence = Evidence(Answer("127.0.0.53:53") with { Status = DnsStatus.Timeout });
        evidence = evidence with { Configuration = evidence.Configuration with { BehindStub = [new IPEndPoint(IPAddress.Parse("10.0.0.2"), 53)] } };
        Assert.Contains("(behind this machine's stub resolver: 10.0.0.2:53)", ResolutionFailure.Explain(evidence), StringComparison.Ordinal);
    }

    private static string Explain(params ResolverAnswer[] answers) => ResolutionFailure.Explain(Evidence(answers));
}
