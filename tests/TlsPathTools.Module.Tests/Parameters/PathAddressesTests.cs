using TlsPathTools.Dns;
using TlsPathTools.Parameters;
using TlsPathTools.Probing;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Module.Tests.Parameters;

public class PathAddressesTests
{
    private readonly PathAddresses _addresses = new();

    [Fact]
    public void A_row_is_an_address_with_what_was_measured_at_it()
    {
        Assert.Empty(_addresses.Add(Measured("192.0.2.1", attempts: 20, failures: 8, Verdict.Intermittent)));
        MapAddress address = Assert.Single(_addresses.Addresses);
        Assert.Equal(("192.0.2.1", 443, "relay.test"), (address.IPAddress, address.Port, address.HostName));
        Assert.Equal((20, 8, 0.4, Verdict.Intermittent), (address.Attempts, address.Failures, address.FailureRate, address.Verdict));
    }

    [Fact]
    public void A_name_without_an_address_waits_to_be_resolved()
    {
        Assert.Empty(_addresses.Add(new MeasuredRow("relay.test:8443", null, null)));
        Assert.Empty(_addresses.Addresses);
        EndpointName name = Assert.Single(_addresses.Unresolved);
        Assert.Equal(("relay.test", 8443), (name.HostName, name.Port));
        Assert.False(_addresses.IsEmpty);
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("2001:db8::1")]
    public void A_name_that_is_an_address_is_one(string text)
    {
        Assert.Empty(_addresses.Add(new MeasuredRow(text, [" ", null], 443)));
        Assert.Equal((text, (string?)null), (Assert.Single(_addresses.Addresses).IPAddress, _addresses.Addresses[0].HostName));
        Assert.Empty(_addresses.Unresolved);
    }

    [Fact]
    public void An_address_that_comes_twice_is_one_and_keeps_what_was_measured()
    {
        _ = _addresses.Add(new MeasuredRow("relay.test", ["192.0.2.1"], 443) { CnameChain = ["relay-nlb.elb.eu-west-2.amazonaws.com"] }).Count();
        _ = _addresses.Add(Measured("192.0.2.1", attempts: 20, failures: 0, Verdict.Healthy)).Count();
        MapAddress address = Assert.Single(_addresses.Addresses);
        Assert.Equal(["relay-nlb.elb.eu-west-2.amazonaws.com"], address.CnameChain);
        Assert.Equal(Verdict.Healthy, address.Verdict);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_two_routes_the_one_that_fails_stays(bool failingFirst)
    {
        MeasuredRow[] rows = [Measured("192.0.2.1", 20, 8, Verdict.Intermittent), Measured("192.0.2.1", 20, 0, Verdict.Healthy)];
        foreach (MeasuredRow row in failingFirst ? rows : rows.Reverse())
            _ = _addresses.Add(row).Count();
        Assert.Equal((8, Verdict.Intermittent), (Assert.Single(_addresses.Addresses).Failures, _addresses.Addresses[0].Verdict));
    }

    [Fact]
    public void Other_ports_and_names_are_other_rows()
    {
        foreach ((string name, int port) in new[] { ("relay.test", 443), ("relay.test", 8443), ("other.test", 443) })
            _ = _addresses.Add(new MeasuredRow(name, ["192.0.2.1"], port)).Count();
        Assert.Equal(3, _addresses.Addresses.Count);
    }

    [Fact]
    public void What_cannot_be_used_is_said_and_the_rest_of_the_row_is_taken()
    {
        string[] ids = [.. _addresses.Add(new MeasuredRow("relay.test", ["nonsense", "192.0.2.1"], 443)).Select(error => error.FullyQualifiedErrorId ?? "")];
        Assert.Single(ids);
        Assert.Equal("192.0.2.1", Assert.Single(_addresses.Addresses).IPAddress);
    }

    [Fact]
    public void A_port_that_is_none_spoils_the_row()
    {
        Assert.Single(_addresses.Add(new MeasuredRow("relay.test", ["192.0.2.1"], 70000)));
        Assert.True(_addresses.IsEmpty);
    }

    [Fact]
    public void An_empty_row_asks_for_nothing()
    {
        Assert.Empty(_addresses.Add(new MeasuredRow(" ", [], null)));
        Assert.True(_addresses.IsEmpty);
    }

    private static MeasuredRow Measured(string address, int attempts, int failures, Verdict verdict) =>
        new("relay.test", [address], 443) { Attempts = attempts, Failures = failures, FailureRate = (double)failures / attempts, Verdict = verdict };
}
