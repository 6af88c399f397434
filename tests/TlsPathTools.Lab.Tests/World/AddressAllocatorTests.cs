using System.Net;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Tests.World;

public class AddressAllocatorTests
{
    private static Subnet Small { get; } = new() { SubnetId = "subnet-1", AvailabilityZone = "eu-west-2a", AvailabilityZoneId = "euw2-az1", Cidr = Cidr.Parse("10.0.0.0/28"), NetworkAclId = "acl-1" };

    [Fact]
    public void The_first_four_addresses_and_the_last_are_never_given()
    {
        var free = new AddressAllocator();
        IPAddress[] taken = [.. Enumerable.Range(0, 11).Select(_ => free.Take(Small))];

        Assert.Equal(Enumerable.Range(4, 11).Select(last => $"10.0.0.{last}"), taken.OrderBy(address => address.GetAddressBytes()[3]).Select(address => address.ToString()));
        Assert.Null(free.TryTake(Small));
        Assert.Contains("subnet-1", Assert.Throws<InvalidOperationException>(() => free.Take(Small)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_that_became_free_is_given_again_last()
    {
        var free = new AddressAllocator();
        IPAddress first = free.Take(Small);
        free.Release(first);

        Assert.DoesNotContain(first, Enumerable.Range(0, 10).Select(_ => free.Take(Small)));
        Assert.Equal(first, free.Take(Small));
    }

    [Fact]
    public void A_reserved_address_is_not_given()
    {
        var free = new AddressAllocator();
        free.Reserve(IPAddress.Parse("10.0.0.9"));

        Assert.DoesNotContain(IPAddress.Parse("10.0.0.9"), Enumerable.Range(0, 10).Select(_ => free.Take(Small)));
        Assert.Null(free.TryTake(Small));
    }
}
