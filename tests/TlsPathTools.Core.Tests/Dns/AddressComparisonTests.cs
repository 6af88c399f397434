using TlsPathTools.Dns;
using static TlsPathTools.Core.Tests.Dns.ResolvedBy;

namespace TlsPathTools.Core.Tests.Dns;

public class AddressComparisonTests
{
    private const string A = "192.0.2.1";
    private const string B = "192.0.2.2";

    [Fact]
    public void IPv4_comes_before_IPv6_in_the_order_of_the_answers()
    {
        IReadOnlyList<EndpointAddress> rows = Rows(Answer("r1", "2001:db8::1"), Answer("r1", B, A));
        Assert.Equal([B, A, "2001:db8::1"], rows.Select(x => x.IPAddress).ToArray());
        Assert.All(rows, x => Assert.Equal(("relay.example", 8443, "relay.example"), (x.HostName, x.Port, x.CanonicalName)));
        Assert.All(rows, x => Assert.Equal(x.IPAddress.Contains(':', StringComparison.Ordinal), x.AddressFamily == IPFamily.IPv6));
    }

    [Fact]
    public void One_source_is_not_compared()
    {
        EndpointAddress row = Assert.Single(Rows(Answer("r1", A)));
        Assert.Equal(ResolverAgreement.NotCompared, row.Agreement);
        Assert.Equal(["r1"], row.Servers);
        Assert.Null(row.InSystemResolver);
        Assert.Null(row.Note);
    }

    [Fact]
    public void Unanimous_means_everyone_who_answered()
    {
        EndpointAddress row = Assert.Single(Rows(Answer("r1", A), Answer("r2", A), Answer("r3") with { Status = DnsStatus.ServFail }));
        Assert.Equal(ResolverAgreement.Unanimous, row.Agreement);
        Assert.Equal(["r1", "r2"], row.Servers);
        Assert.Empty(row.MissingFrom);
    }

    [Fact]
    public void What_some_lack_is_partial()
    {
        IReadOnlyList<EndpointAddress> rows = Rows(Answer("r1", A, B), Answer("r2", A), Answer("r3") with { Status = DnsStatus.NxDomain });
        Assert.Equal(["r3"], rows[0].MissingFrom);
        Assert.Equal(["r2", "r3"], rows[1].MissingFrom);
        Assert.All(rows, x => Assert.Equal(ResolverAgreement.Partial, x.Agreement));
    }

    [Fact]
    public void The_union_of_a_servers_answers_is_compared()
    {
        IReadOnlyList<EndpointAddress> rows = Rows(Answer("r1", A, B), Answer("r2", A), Answer("r2", B) with { TtlSeconds = 7 });
        Assert.All(rows, x => Assert.Equal(ResolverAgreement.Unanimous, x.Agreement));
        Assert.Equal([60, 7], rows.Select(x => x.TtlSeconds ?? -1));
    }

    [Fact]
    public void What_the_zones_own_server_lacks_is_stale()
    {
        IReadOnlyList<EndpointAddress> rows = Rows(Answer("r1", A, B), Zone("ns1", B));
        Assert.Equal((ResolverAgreement.Stale, ResolverAgreement.Unanimous), (rows[0].Agreement, rows[1].Agreement));
        Assert.Equal(["r1"], rows[0].StaleServers);
        Assert.Empty(rows[1].StaleServers);
        Assert.Contains("zone's own answer", rows[0].Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DnsStatus.NxDomain)]
    [InlineData(DnsStatus.NoData)]
    public void So_is_a_name_that_the_zone_no_longer_has(DnsStatus status) =>
        Assert.Equal(ResolverAgreement.Stale, Assert.Single(Rows(Answer("r1", A), Zone("ns1") with { Status = status })).Agreement);

    [Fact]
    public void A_zone_whose_answers_rotate_makes_nobody_stale()
    {
        IReadOnlyList<EndpointAddress> rows = Rows(Answer("r1", A), Zone("ns1", B), Zone("ns1", "192.0.2.3"));
        Assert.All(rows, x => Assert.Equal(ResolverAgreement.Partial, x.Agreement));
    }

    [Fact]
    public void Servers_of_a_zone_that_disagree_make_nobody_stale() =>
        Assert.Equal(ResolverAgreement.Partial, Rows(Answer("r1", A), Zone("ns1", B), Zone("ns2", A)).Single(x => x.IPAddress == A).Agreement);

    [Fact]
    public void A_zone_server_is_not_stale_for_what_another_one_lacks() =>
        Assert.All(Rows(Zone("ns1", A), Zone("ns2", B)), x => Assert.Equal(ResolverAgreement.Partial, x.Agreement));

    [Fact]
    public void Inside_and_outside_of_a_split_horizon_are_both_right()
    {
        IReadOnlyList<EndpointAddress> rows = Rows(Answer("public", "203.0.113.5"), Zone("inside", "10.0.0.5"));
        Assert.All(rows, x => Assert.Equal(ResolverAgreement.Partial, x.Agreement));
    }

    [Fact]
    public void Behind_a_CNAME_a_resolver_with_AA_does_not_speak_for_the_target()
    {
        ResolverAnswer both = Answer("ad", B) with { Authoritative = true, CnameChain = ["lb.example"] };
        Assert.Equal(ResolverAgreement.Partial, Rows(Answer("r1", A), both).Single(x => x.IPAddress == A).Agreement);
        Assert.Equal(ResolverAgreement.Stale, Rows(Answer("r1", A), both with { RecursionAvailable = false }).Single(x => x.IPAddress == A).Agreement);
    }

    [Fact]
    public void An_answer_about_another_full_name_makes_nobody_stale() =>
        Assert.Equal(
            ResolverAgreement.Partial,
            Rows(Answer("r1", A), Zone("ns1", B) with { QueryName = "relay.example.corp." }).Single(x => x.IPAddress == A).Agreement);

    [Theory]
    [InlineData(3, ResolverAgreement.Stale)]
    [InlineData(22, ResolverAgreement.NotCompared)]
    public void A_resolver_may_say_itself_that_its_answer_is_stale(int code, ResolverAgreement agreement)
    {
        EndpointAddress row = Assert.Single(Rows(Answer("r1", A) with { ExtendedErrorCode = code }));
        Assert.Equal(agreement, row.Agreement);
        Assert.Equal(agreement == ResolverAgreement.Stale ? "From an expired cache entry: the resolver could not refresh it." : null, row.Note);
    }

    [Fact]
    public void A_fresh_answer_vouches_for_an_address_that_another_one_serves_stale()
    {
        EndpointAddress row = Assert.Single(Rows(Answer("r1", A) with { ExtendedErrorCode = 3 }, Answer("r2", A)));
        Assert.Equal(ResolverAgreement.Unanimous, row.Agreement);
        Assert.Equal(["r1"], row.StaleServers);
    }

    [Fact]
    public void The_hosts_file_is_a_source_and_wins_for_other_programs()
    {
        ResolutionEvidence evidence = Evidence(Answer("r1", A)) with { HostsFile = Parse(B), System = new SystemAnswer(Parse(B), null) };
        IReadOnlyList<EndpointAddress> rows = AddressComparison.Addresses(evidence);
        Assert.Equal([A, B], rows.Select(x => x.IPAddress).ToArray());
        Assert.Equal((false, false, true, true), (rows[0].InHostsFile, rows[0].InSystemResolver, rows[1].InHostsFile, rows[1].InSystemResolver));
        Assert.Equal(["hosts"], rows[1].Servers);
        Assert.Equal(["r1"], rows[1].MissingFrom);
        Assert.Null(rows[1].CanonicalName);
        Assert.Contains("do not come here", rows[0].Note, StringComparison.Ordinal);
        Assert.Contains("From the hosts file", rows[1].Note, StringComparison.Ordinal);
    }

    [Fact]
    public void What_only_the_system_resolver_knows_is_there_too()
    {
        EndpointAddress row = Assert.Single(AddressComparison.Addresses(Evidence() with { System = new SystemAnswer(Parse(A), null) }));
        Assert.Equal(["system"], row.Servers);
        Assert.Equal((true, ResolverAgreement.NotCompared), (row.InSystemResolver, row.Agreement));
    }

    [Fact]
    public void Where_the_system_resolver_returns_an_address_programs_do_go_there()
    {
        ResolutionEvidence evidence = Evidence(Answer("r1", A)) with { HostsFile = Parse(B), System = new SystemAnswer(Parse(A, B), null) };
        Assert.Null(AddressComparison.Addresses(evidence)[0].Note);
    }

    [Fact]
    public void With_servers_given_hosts_file_and_system_are_only_compared()
    {
        ResolutionEvidence evidence = Evidence(Answer("r1", A)) with { ServersGiven = true, HostsFile = Parse(A, B), System = new SystemAnswer(Parse(B), null) };
        EndpointAddress row = Assert.Single(AddressComparison.Addresses(evidence));
        Assert.Equal((A, true, false), (row.IPAddress, row.InHostsFile, row.InSystemResolver));
        Assert.Equal(["r1"], row.Servers);
    }

    [Fact]
    public void The_name_that_answered_is_told()
    {
        EndpointAddress row = Assert.Single(Rows(Answer("r1", A) with { QueryName = "relay.example.corp.test.", CnameChain = ["one.test", "two.test"] }));
        Assert.Equal("two.test", row.CanonicalName);
        Assert.Equal(["one.test", "two.test"], row.CnameChain);
        Assert.Contains("relay.example.corp.test.", row.Note, StringComparison.Ordinal);
    }

    private static IReadOnlyList<EndpointAddress> Rows(params ResolverAnswer[] answers) => AddressComparison.Addresses(Evidence(answers));
}
