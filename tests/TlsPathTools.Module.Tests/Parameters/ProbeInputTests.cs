using System.Net;
using TlsPathTools.Dns;
using TlsPathTools.Parameters;
using TlsPathTools.Probing;

namespace TlsPathTools.Module.Tests.Parameters;

public class ProbeInputTests
{
    private static readonly Dictionary<EndpointName, Resolution> s_nothing = [];

    private readonly ProbeInput _input = new();

    [Fact]
    public void A_row_with_name_and_address_is_a_target()
    {
        Assert.Empty(_input.Add(["relay.test"], ["192.0.2.1"], 8443));
        Assert.Equal([new ProbeTarget("relay.test", IPAddress.Parse("192.0.2.1"), 8443)], _input.Targets(s_nothing));
        Assert.Empty(_input.Unresolved);
    }

    [Fact]
    public void Without_a_port_it_is_443()
    {
        Assert.Empty(_input.Add(["relay.test"], ["192.0.2.1"], null));
        Assert.Equal(443, Assert.Single(_input.Targets(s_nothing)).Port);
    }

    [Fact]
    public void A_port_in_the_name_comes_first()
    {
        Assert.Empty(_input.Add(["relay.test:8443"], ["192.0.2.1"], 9443));
        Assert.Equal(8443, Assert.Single(_input.Targets(s_nothing)).Port);
    }

    [Fact]
    public void What_is_named_twice_is_a_target_once()
    {
        Assert.Empty(_input.Add(["relay.test"], ["192.0.2.1", "192.0.2.2"], null));
        Assert.Empty(_input.Add(["RELAY.test."], ["192.0.2.2", "192.0.2.1"], 443));
        Assert.Equal(["192.0.2.1", "192.0.2.2"], _input.Targets(s_nothing).Select(target => target.Address.ToString()));
    }

    [Fact]
    public void Several_names_and_addresses_are_combined()
    {
        Assert.Empty(_input.Add(["a.test", "b.test"], ["192.0.2.1", "192.0.2.2"], null));
        Assert.Equal(4, _input.Targets(s_nothing).Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void A_row_whose_address_is_empty_is_resolved(string? address)
    {
        Assert.Empty(_input.Add(["relay.test"], [address], null));
        EndpointName name = Assert.Single(_input.Unresolved);
        Assert.Empty(_input.Targets(s_nothing));

        var resolutions = new Dictionary<EndpointName, Resolution> { [name] = Resolved(name, "192.0.2.1", "2001:db8::1") };
        Assert.Equal(["192.0.2.1", "2001:db8::1"], _input.Targets(resolutions).Select(target => target.Address.ToString()));
        Assert.Equal(["2001:db8::1"], ProbeInput.OfFamily(_input.Targets(resolutions), IPFamily.IPv6).Select(target => target.Address.ToString()));
    }

    [Fact]
    public void A_name_is_resolved_once()
    {
        Assert.Empty(_input.Add(["relay.test", "Relay.Test"], null, null));
        Assert.Single(_input.Unresolved);
    }

    [Fact]
    public void Order_is_that_of_the_input()
    {
        Assert.Empty(_input.Add(["b.test"], null, null));
        Assert.Empty(_input.Add(["a.test"], ["192.0.2.9"], null));
        EndpointName name = Assert.Single(_input.Unresolved);
        var resolutions = new Dictionary<EndpointName, Resolution> { [name] = Resolved(name, "192.0.2.1") };
        Assert.Equal(["b.test", "a.test"], _input.Targets(resolutions).Select(target => target.HostName));
    }

    [Fact]
    public void A_literal_as_name_is_an_address_without_SNI()
    {
        Assert.Empty(_input.Add(["[2001:db8::1]:8443"], null, null));
        Assert.Empty(_input.Add(["192.0.2.1"], ["192.0.2.1"], null));
        Assert.Equal(
            [new ProbeTarget(null, IPAddress.Parse("2001:db8::1"), 8443), new ProbeTarget(null, IPAddress.Parse("192.0.2.1"))],
            _input.Targets(s_nothing));
    }

    [Fact]
    public void An_address_without_a_name_has_no_SNI()
    {
        Assert.Empty(_input.Add(null, ["192.0.2.1"], null));
        Assert.Null(Assert.Single(_input.Targets(s_nothing)).HostName);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("127.1")]
    [InlineData("192.0.2")]
    [InlineData("192.0.2.1:443")]
    [InlineData("relay.test")]
    [InlineData("192.0.2.256")]
    public void What_is_no_address_is_an_error_and_the_rest_goes_on(string text)
    {
        Assert.Single(_input.Add(["relay.test"], [text, "192.0.2.1"], null));
        Assert.Single(_input.Targets(s_nothing));
    }

    // A row of which no address can be read must not turn into "resolve the name".
    [Fact]
    public void A_row_with_only_a_bad_address_is_not_resolved()
    {
        Assert.Single(_input.Add(["relay.test"], ["bad"], null));
        Assert.Empty(_input.Unresolved);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65_536)]
    public void A_port_that_is_none_is_an_error(int port)
    {
        Assert.Single(_input.Add(["relay.test"], ["192.0.2.1"], port));
        Assert.Empty(_input.Targets(s_nothing));
    }

    [Fact]
    public void A_row_with_neither_is_an_error() => Assert.Single(_input.Add([""], null, null));

    [Fact]
    public void A_proxy_that_is_asked_for_names_needs_no_address()
    {
        Assert.Empty(_input.Add(["relay.test:8443"], null, null));
        ProbeTarget target = Assert.Single(_input.TargetsByName());
        Assert.Equal(("relay.test", 8443), (target.HostName, target.Port));
    }

    private static Resolution Resolved(EndpointName name, params string[] addresses) => new()
    {
        Name = name,
        Addresses = addresses.Select(address => new EndpointAddress
        {
            HostName = name.HostName,
            IPAddress = address,
            Port = name.Port,
            AddressFamily = address.Contains(':', StringComparison.Ordinal) ? IPFamily.IPv6 : IPFamily.IPv4,
        }).ToList(),
    };
}
