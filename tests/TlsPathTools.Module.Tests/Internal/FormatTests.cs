using TlsPathTools.Internal;

namespace TlsPathTools.Module.Tests.Internal;

public class FormatTests
{
    [Theory]
    [InlineData(0.3, 0.166, 0.478, "30 % [17, 48]")]
    [InlineData(0.0, 0.0, 0.161, "0 % [0, 16]")]
    [InlineData(1.0, 0.8865, 1.0, "100 % [89, 100]")]
    [InlineData(0.005, 0.001, 0.018, "0.5 % [0.1, 1.8]")]
    [InlineData(null, null, null, "")]
    public void A_rate_is_shown_with_its_interval(double? rate, double? low, double? high, string expected) =>
        Assert.Equal(expected, _Format.Rate(rate, low, high));

    [Theory]
    [InlineData(0.8123, "0.81")]
    [InlineData(9.996, "10.0")]
    [InlineData(12.34, "12.3")]
    [InlineData(99.96, "100")]
    [InlineData(5001.2, "5001")]
    [InlineData(null, "")]
    public void Milliseconds_have_three_digits(double? value, string expected) => Assert.Equal(expected, _Format.Milliseconds(value));

    [Fact]
    public void The_most_frequent_kind_is_shown_without_its_count_and_with_how_many_others_there_are()
    {
        Assert.Equal("", _Format.TopKind(null));
        Assert.Equal("", _Format.TopKind(Array.Empty<string>()));
        Assert.Equal("ClientHelloSent/Fin", _Format.TopKind(new[] { "6 x ClientHelloSent/Fin" }));
        Assert.Equal("ClientHelloSent/Fin +2", _Format.TopKind(new[] { "6 x ClientHelloSent/Fin", "1 x a", "1 x b" }));
        // As it comes back from a file.
        Assert.Equal("Request/Rst", _Format.TopKind(new System.Collections.ArrayList { "1 x Request/Rst" }));
    }

    [Fact]
    public void A_long_strip_shows_its_end()
    {
        Assert.Equal("..F", _Format.Strip("..F", 5));
        Assert.Equal("…..FF", _Format.Strip("FFFFF..FF", 5));
        Assert.Equal("", _Format.Strip(null, 5));
    }

    [Theory]
    [InlineData("192.0.2.1", "direct", "192.0.2.1")]
    [InlineData("192.0.2.1", null, "192.0.2.1")]
    [InlineData("192.0.2.1", "via http://proxy:3128", "192.0.2.1 (proxy)")]
    [InlineData("2001:db8::1234:5678", "direct", "2001:db8::1234:5678")]
    [InlineData("2001:db8:1::1234:5678", "direct", "2001:db8…:1234:5678")]
    [InlineData("", "via http://proxy:3128 (by name)", "(proxy's choice)")]
    public void An_address_fits_its_column_and_keeps_its_end(string address, string? route, string expected)
    {
        string shown = _Format.Address(address, route, 19);
        Assert.Equal(expected, shown);
        Assert.InRange(shown.Length, 1, 19);
    }

    [Theory]
    [InlineData("Failing", true, "<r>Failing<0>")]
    [InlineData("Intermittent", true, "<y>Intermittent<0>")]
    [InlineData("Stale", true, "<r>Stale<0>")]
    [InlineData("Denied", true, "<r>Denied<0>")]
    [InlineData("CannotSee", true, "<y>CannotSee<0>")]
    [InlineData("Granted", true, "Granted")]
    [InlineData("Healthy", true, "Healthy")]
    [InlineData("Failing", false, "Failing")]
    [InlineData(null, true, "")]
    public void A_verdict_is_coloured_where_colours_are_shown(string? verdict, bool colours, string expected) =>
        Assert.Equal(expected, _Format.Paint(verdict, "<r>", "<y>", "<0>", colours));

    [Theory]
    [InlineData(true, false, "ok")]
    [InlineData(false, false, "Request/Rst")]
    [InlineData(false, true, "untested: Rst")]
    public void A_result_says_where_and_how_it_ended(bool succeeded, bool untested, string expected) =>
        Assert.Equal(expected, _Format.Result(succeeded, untested, "Request", "Rst"));

    [Fact]
    public void An_endpoint_says_what_differs_from_plain_attempts()
    {
        Assert.Equal("relay.test:443", _Format.Endpoint("relay.test", 443, ""));
        Assert.Equal("relay.test:443, TLS 1.2", _Format.Endpoint("relay.test", 443, "TLS 1.2"));
        Assert.Equal("(no name):443", _Format.Endpoint(null, 443, null));
    }

    [Fact]
    public void An_answer_is_its_addresses_or_why_there_are_none()
    {
        Assert.Equal("192.0.2.1, 192.0.2.2", _Format.Answer(new[] { "192.0.2.1", "192.0.2.2" }, "x"));
        Assert.Equal("refused", _Format.Answer(Array.Empty<string>(), "refused"));
        Assert.Equal("", _Format.Answer(null, null));
    }

    [Fact]
    public void Phases_that_were_not_reached_are_left_out()
    {
        Assert.Equal("connect 1.23, total 5.80", _Format.Phases(1.23, null, null, null, 5.8));
        Assert.Equal("connect 1.00, proxy 2.00, TLS 3.00, first byte 4.00, total 10.0", _Format.Phases(1, 2, 3, 4, 10));
    }

    [Fact]
    public void A_median_is_shown_with_the_95th_percentile() => Assert.Equal("6.86 (95 %: 41.2)", _Format.Quantiles(6.862, 41.23));

    [Fact]
    public void Sentences_follow_each_other()
    {
        Assert.Equal("Not a reset. Not an alert.", _Format.Sentences(new[] { "Not a reset.", "Not an alert" }));
        Assert.Equal("", _Format.Sentences(null));
    }

    [Fact]
    public void Failed_is_shown_of_all() => Assert.Equal("9/30", _Format.Failed(9, 30));
}
