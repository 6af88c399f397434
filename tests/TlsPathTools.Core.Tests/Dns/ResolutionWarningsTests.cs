using System.Net;
using TlsPathTools.Dns;
using static TlsPathTools.Core.Tests.Dns.ResolvedBy;

namespace TlsPathTools.Core.Tests.Dns;

public class ResolutionWarningsTests
{
    private const string A = "192.0.2.1";
    private const string B = "192.0.2.2";
    private static readonly ResolverAnswer s_aaaa = Answer("r1") with { AddressFamily = IPFamily.IPv6 };

    [Fact]
    public void Nothing_unusual_is_no_warning() =>
        Assert.Empty(Warnings(Evidence(Answer("r1", A, B), s_aaaa, Answer("r2", B, A)) with { System = new SystemAnswer(Parse(A, B), null) }));

    [Fact]
    public void An_AAAA_question_that_fails_where_A_works_is_told()
    {
        string warning = Assert.Single(Warnings(Evidence(Answer("r1", A), s_aaaa with { Status = DnsStatus.ServFail, ExtendedError = "Network Error: upstream" })));
        Assert.Equal("Resolver r1 on relay.example. AAAA: SERVFAIL (Network Error: upstream), though A works: programs that ask for both may wait or fail.", warning);
    }

    [Fact]
    public void A_resolver_that_fails_altogether_is_told_once()
    {
        ResolverAnswer silent = Answer("r2") with { Status = DnsStatus.Timeout, Rcode = null, Detail = "no answer in time" };
        string warning = Assert.Single(Warnings(Evidence(Answer("r1", A), silent, silent with { AddressFamily = IPFamily.IPv6 })));
        Assert.Equal("Resolver r2 on relay.example. A and AAAA: no answer in time.", warning);
    }

    [Fact]
    public void The_servers_behind_a_failing_stub_are_told()
    {
        ResolutionEvidence evidence = Evidence(Answer("r1", A), Answer("127.0.0.53:53") with { Status = DnsStatus.Refused });
        evidence = evidence with { Configuration = evidence.Configuration with { BehindStub = [new IPEndPoint(IPAddress.Parse("10.0.0.2"), 53)] } };
        Assert.Contains("stub resolver are 10.0.0.2:53", Assert.Single(Warnings(evidence)), StringComparison.Ordinal);
    }

    [Fact]
    public void Resolvers_that_disagree_are_told_apart_by_what_they_lack()
    {
        string warning = Assert.Single(Warnings(Evidence(Answer("r1", A, B), Answer("r2", A), Answer("r3") with { Status = DnsStatus.NxDomain })));
        Assert.StartsWith($"The resolvers disagree about the A records of relay.example: r2 lacks {B}, r3 says NXDOMAIN.", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stale_answer_is_told_once_with_the_evidence()
    {
        string warning = Assert.Single(Warnings(Evidence(Answer("r1", A, B), Zone("ns1", B))));
        Assert.StartsWith($"r1 returned {A}, which the authoritative answer of ns1 does not hold", warning, StringComparison.Ordinal);
        Assert.Contains("at most 60 s longer", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_the_search_list_led_apart_are_told() =>
        Assert.Contains(Warnings(Evidence(Answer("r1", A), Answer("r2", A) with { QueryName = "relay.example.corp." })), x => x.Contains("different full names", StringComparison.Ordinal));

    [Theory]
    [InlineData(B, "programs here go there, while DNS says 192.0.2.1")]
    [InlineData(A, "agrees with DNS now")]
    public void A_hosts_file_entry_is_always_told(string entry, string expected) =>
        Assert.Contains(expected, Assert.Single(Warnings(Evidence(Answer("r1", A)) with { HostsFile = Parse(entry), System = new SystemAnswer(Parse(entry), null) })), StringComparison.Ordinal);

    [Fact]
    public void A_hosts_file_entry_without_any_resolver_is_nothing_unusual() =>
        Assert.Empty(Warnings(Evidence() with { HostsFile = Parse("127.0.0.1"), System = new SystemAnswer(Parse("127.0.0.1"), null) }));

    [Theory]
    [InlineData("192.0.2.9", "returns 192.0.2.9 for relay.example, which the resolvers asked here do not")]
    [InlineData(A, "does not return 192.0.2.2")]
    [InlineData("", "does not return 192.0.2.1, 192.0.2.2")]
    public void A_system_resolver_that_differs_is_told(string system, string expected)
    {
        SystemAnswer answer = new(Parse(system.Length > 0 ? [system] : []), null);
        Assert.Contains(expected, Assert.Single(Warnings(Evidence(Answer("r1", A, B)) with { System = answer })), StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_without_IPv6_is_nothing_unusual() =>
        Assert.Empty(Warnings(Evidence(Answer("r1", A), Answer("r1", "2001:db8::1")) with { System = new SystemAnswer(Parse(A), null) }));

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void A_system_resolver_that_fails_is_told_where_it_matters(bool given, int warnings) =>
        Assert.Equal(warnings, Warnings(Evidence(Answer("r1", A)) with { ServersGiven = given, System = new SystemAnswer([], "did not answer in time") }).Count);

    [Fact]
    public void Forged_and_incomplete_answers_are_told()
    {
        IReadOnlyList<string> warnings = Warnings(Evidence(Answer("r1", A) with { Ignored = 2, Truncated = true, Detail = "the UDP answer was truncated and TCP failed: refused" }));
        Assert.Equal(2, warnings.Count);
        Assert.Contains("2 message(s) that came from r1", warnings[0], StringComparison.Ordinal);
        Assert.Contains("may be incomplete", warnings[1], StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Warnings(ResolutionEvidence evidence) => ResolutionWarnings.List(evidence, AddressComparison.Addresses(evidence));
}
