using TlsPathTools.Cli.Output;
using TlsPathTools.Probing;
using TlsPathTools.Statistics;

namespace TlsPathTools.Cli.Tests.Output;

public class ConclusionTests
{
    private const string A = "198.51.100.7";
    private const string B = "198.51.100.8";

    [Fact]
    public void No_failure_says_what_it_does_not_exclude()
    {
        Assert.Equal("No failure seen at 198.51.100.7; 20 attempts only exclude rates above 16.1 %.",
            Conclusion.Of([Samples.Result(A, 0, 20)]));
        Assert.Equal("No failure seen at 2 addresses; 20 attempts each only exclude rates above 16.1 %.",
            Conclusion.Of([Samples.Result(A, 0, 20), Samples.Result(B, 0, 20)]));
        Assert.Equal("No failure seen at 2 addresses; at least 20 attempts each only exclude rates above 16.1 %.",
            Conclusion.Of([Samples.Result(A, 0, 20), Samples.Result(B, 0, 40)]));
    }

    [Fact]
    public void Few_attempts_without_a_failure_are_no_verdict() =>
        Assert.Equal("No failure seen at 198.51.100.7; 3 attempts only exclude rates above 56.1 %: too few for a verdict.",
            Conclusion.Of([Samples.Result(A, 0, 3)]));

    [Fact]
    public void One_of_two_that_differs_is_named_with_its_evidence() =>
        Assert.Equal(
            "2 addresses: 198.51.100.7 fails 9 of 30, differs from 198.51.100.8, p = 0.002. 198.51.100.8 did not fail in 30 attempts.",
            Conclusion.Of([Samples.Result(A, 9, 30, null, [B], 0.002), Samples.Result(B, 0, 30, null, [A], 0.002)]));

    [Fact]
    public void What_fails_is_named()
    {
        Assert.Equal("198.51.100.7 fails all of 5 attempts, connection refused.",
            Conclusion.Of([Samples.Result(A, 5, 5, ["5 x TcpConnect/Refused"])]));
        Assert.Equal("198.51.100.7 fails 3 of 5, mostly HTTP status 503.",
            Conclusion.Of([Samples.Result(A, 3, 5, ["2 x ResponseHead/HttpStatus 503", "1 x TcpConnect/Timeout"])]));
    }

    [Fact]
    public void A_difference_that_can_be_chance_singles_nobody_out() =>
        Assert.Equal(
            "2 addresses: 198.51.100.7 fails 3 of 20; 198.51.100.8 fails 2 of 20. The addresses do not differ measurably (p = 1.00): this singles none of them out.",
            Conclusion.Of([Samples.Result(A, 3, 20, p: 1), Samples.Result(B, 2, 20, p: 1)]));

    [Fact]
    public void One_failure_at_one_address_is_no_difference()
    {
        string text = Conclusion.Of([Samples.Result(A, 1, 20, p: 1), Samples.Result(B, 0, 20, p: 1)]);

        Assert.Contains("this singles none of them out", text, StringComparison.Ordinal);
        Assert.DoesNotContain("differs from", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lone_address_is_compared_with_nothing() =>
        Assert.Equal("198.51.100.7 fails all of 20 attempts.", Conclusion.Of([Samples.Result(A, 20, 20)]));

    [Fact]
    public void A_fault_that_stopped_is_told_as_one() =>
        Assert.Equal("198.51.100.7 fails 9 of 30, none since 14:03:00 UTC.",
            Conclusion.Of([Samples.Result(A, 9, 30) with { Trend = Trend.Stopped, LastFailureUtc = Samples.Start.AddMinutes(3) }]));

    [Fact]
    public void Many_failing_addresses_are_counted_after_the_worst_three()
    {
        TlsPathResult[] results = [.. Enumerable.Range(1, 6).Select(i => Samples.Result($"198.51.100.{i}", i, 20))];

        string text = Conclusion.Of(results);

        Assert.StartsWith("6 addresses: 198.51.100.6 fails 6 of 20; 198.51.100.5 fails 5 of 20; 198.51.100.4 fails 4 of 20; 3 more fail.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Untested_addresses_are_counted_and_blamed_for_nothing()
    {
        TlsPathResult untested = Samples.Result("2001:db8::7", 0, 0);

        Assert.Equal("Nothing can be said: no attempt was possible from here.", Conclusion.Of([untested]));
        Assert.EndsWith("1 address could not be tested from here.", Conclusion.Of([Samples.Result(A, 0, 20), untested]), StringComparison.Ordinal);
        Assert.Equal("Nothing was measured.", Conclusion.Of([]));
    }

    [Fact]
    public void Proxy_and_direct_way_are_compared()
    {
        TlsPathResult proxied = Samples.Result(A, 9, 30, route: "via http://proxy:3128") with { RouteP = 0.002 };
        TlsPathResult direct = Samples.Result(A, 0, 30) with { RouteP = 0.002 };

        Assert.Equal(
            "198.51.100.7 through the proxy fails 9 of 30. 198.51.100.7 directly did not fail in 30 attempts. "
            + "Through the proxy and directly, the rates differ at 198.51.100.7 (p = 0.002).",
            Conclusion.Of([proxied, direct]));
        Assert.EndsWith("the rates do not differ measurably (p = 0.60).",
            Conclusion.Of([proxied with { RouteP = 0.6 }, direct with { RouteP = 0.6 }]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_was_stopped_says_so() =>
        Assert.StartsWith("Stopped before the end. No failure seen", Conclusion.Of([Samples.Result(A, 0, 20)], interrupted: true), StringComparison.Ordinal);
}
