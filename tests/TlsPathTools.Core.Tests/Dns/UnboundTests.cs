using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using TlsPathTools.Dns;
using TlsPathTools.TestServers;
using TlsPathTools.TestServers.Dns;

namespace TlsPathTools.Core.Tests.Dns;

/// <summary>Our answers from a real resolver, held against what dig says of the same.</summary>
public sealed partial class UnboundTests : IAsyncLifetime
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(20);
    private UnboundServer? _unbound;

    private UnboundServer Unbound => _unbound!;

    public async ValueTask InitializeAsync()
    {
        if (RealPart.Find("unbound") is not null)
            _unbound = await UnboundServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_unbound is not null)
            await _unbound.DisposeAsync();
    }

    [Fact]
    public async Task Every_answer_is_the_one_that_dig_reads()
    {
        RealPart.Require("unbound");
        string dig = RealPart.Require("dig");
        foreach ((string name, IPFamily family, DnsStatus status) in ((string, IPFamily, DnsStatus)[])
        [
            ("one.zone.test.", IPFamily.IPv4, DnsStatus.Ok),
            ("ONE.Zone.Test.", IPFamily.IPv4, DnsStatus.Ok),
            ("one.zone.test.", IPFamily.IPv6, DnsStatus.NoData),
            ("two.zone.test.", IPFamily.IPv4, DnsStatus.Ok),
            ("two.zone.test.", IPFamily.IPv6, DnsStatus.Ok),
            ("six.zone.test.", IPFamily.IPv6, DnsStatus.Ok),
            ("six.zone.test.", IPFamily.IPv4, DnsStatus.NoData),
            ("alias.zone.test.", IPFamily.IPv4, DnsStatus.Ok),
            ("alias.zone.test.", IPFamily.IPv6, DnsStatus.Ok),
            ("text.zone.test.", IPFamily.IPv4, DnsStatus.NoData),
            ("dangling.zone.test.", IPFamily.IPv4, DnsStatus.NxDomain),
            ("nobody.zone.test.", IPFamily.IPv4, DnsStatus.NxDomain),
            ("_under_score.zone.test.", IPFamily.IPv4, DnsStatus.Ok),
            ("many.zone.test.", IPFamily.IPv4, DnsStatus.Ok),
            ("many.zone.test.", IPFamily.IPv6, DnsStatus.NoData),
            ("name.dead.test.", IPFamily.IPv4, DnsStatus.ServFail),
        ])
        {
            ResolverAnswer ours = await AskAsync(name, family);
            DigAnswer theirs = await DigAsync(dig, name, family);
            Assert.True(status == ours.Status, $"{ours} {ours.Detail}");
            Assert.Equal(theirs.Rcode, RcodeName(ours.Rcode));
            Assert.Equal(theirs.Addresses.Order(StringComparer.Ordinal), ours.IPAddresses.Order(StringComparer.Ordinal));
            Assert.Equal(theirs.Chain, ours.CnameChain);
            // A second may pass between the two; an answer that must not be kept has no time.
            if (theirs.LowestTtl is { } ttl)
                Assert.InRange(ours.TtlSeconds ?? -1, ttl, ttl + 10);
            Assert.Equal(theirs.Authoritative, ours.Authoritative);
        }
    }

    [Fact]
    public async Task Many_records_come_over_TCP()
    {
        RealPart.Require("unbound");
        ResolverAnswer answer = await AskAsync("many.zone.test.", IPFamily.IPv4);
        Assert.Equal(("tcp", true), (answer.Transport, answer.Truncated));
        Assert.Equal(UnboundServer.ManyAddresses, answer.IPAddresses.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_resolver_that_fails_says_why()
    {
        RealPart.Require("unbound");
        ResolverAnswer answer = await AskAsync("name.bogus.test.", IPFamily.IPv4);
        Assert.Equal((DnsStatus.ServFail, 2), (answer.Status, answer.Rcode));
        Assert.Equal(9, answer.ExtendedErrorCode);
        Assert.StartsWith("DNSKEY Missing", answer.ExtendedError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_negative_ttl_is_the_one_of_the_zone()
    {
        RealPart.Require("unbound");
        Assert.InRange((await AskAsync("nobody.zone.test.", IPFamily.IPv4)).TtlSeconds ?? -1, 60, 77);
        Assert.InRange((await AskAsync("text.zone.test.", IPFamily.IPv4)).TtlSeconds ?? -1, 60, 77);
    }

    [Fact]
    public async Task The_zones_own_server_sets_AA()
    {
        RealPart.Require("unbound");
        await using UnboundServer authority = await UnboundServer.StartAsync(authoritative: true);
        ResolverAnswer answer = await AskAsync("one.zone.test.", IPFamily.IPv4, authority);
        Assert.Equal((DnsStatus.Ok, true), (answer.Status, answer.Authoritative));
        Assert.False((await AskAsync("one.zone.test.", IPFamily.IPv4)).Authoritative);
    }

    [Fact]
    public async Task An_expired_answer_that_cannot_be_refreshed_is_called_stale()
    {
        RealPart.Require("unbound");
        int questions = 0;
        await using DnsTestServer upstream = DnsTestServer.Start(q => Interlocked.Increment(ref questions) == 1
            ? DnsAnswerBuilder.To(q).Addresses(1, "192.0.2.77").Edns().Build()
            : DnsAnswerBuilder.To(q).Rcode(2).Build());
        await using UnboundServer resolver = await UnboundServer.StartAsync(forwardTo: upstream.Endpoint);
        ResolverAnswer answer = await AskAsync("relay.forward.test.", IPFamily.IPv4, resolver);
        Assert.Equal(DnsStatus.Ok, answer.Status);
        for (int i = 0; i < 60 && answer.ExtendedErrorCode is null; i++)
        {
            await Task.Delay(100);
            answer = await AskAsync("relay.forward.test.", IPFamily.IPv4, resolver);
        }

        Assert.Equal((DnsStatus.Ok, 3), (answer.Status, answer.ExtendedErrorCode));
        Assert.StartsWith("Stale Answer", answer.ExtendedError, StringComparison.Ordinal);

        var options = new ResolverOptions { Servers = [resolver.Endpoint], WireOnly = true, AddressFamily = IPFamily.IPv4, Timeout = s_timeout };
        Assert.True(EndpointName.TryParse("relay.forward.test", 443, out EndpointName? name, out _));
        Resolution resolution = await new EndpointResolver(options).ResolveAsync(name);
        Assert.Equal(ResolverAgreement.Stale, Assert.Single(resolution.Addresses).Agreement);
        Assert.Contains(resolution.Warnings, x => x.Contains("says itself", StringComparison.Ordinal));
    }

    private Task<ResolverAnswer> AskAsync(string name, IPFamily family, UnboundServer? server = null) =>
        new DnsClient(s_timeout, 1, TimeProvider.System).AskAsync((server ?? Unbound).Endpoint, name.TrimEnd('.'), name, family, CancellationToken.None);

    private static string RcodeName(int? rcode) => rcode switch { 0 => "NOERROR", 2 => "SERVFAIL", 3 => "NXDOMAIN", _ => $"{rcode}" };

    private async Task<DigAnswer> DigAsync(string dig, string name, IPFamily family)
    {
        string[] arguments =
        [
            "@127.0.0.1", "-p", Unbound.Endpoint.Port.ToString(CultureInfo.InvariantCulture), name, family == IPFamily.IPv4 ? "A" : "AAAA",
            "+noall", "+comments", "+answer", "+tries=1", "+time=20",
        ];
        var start = new ProcessStartInfo(dig, arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        var records = output.Split('\n').Where(x => x.Length > 0 && x[0] != ';').Select(x => x.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToList();
        return new DigAnswer(
            StatusLine().Match(output).Groups["it"].Value,
            [.. records.Where(x => x[3] is "A" or "AAAA").Select(x => x[4])],
            [.. records.Where(x => x[3] is "CNAME").Select(x => x[4].TrimEnd('.').ToLowerInvariant())],
            records.Count > 0 && records.Exists(x => x[3] is not "CNAME") ? records.Min(x => long.Parse(x[1], CultureInfo.InvariantCulture)) : null,
            FlagsLine().Match(output).Groups["it"].Value.Split(' ').Contains("aa"));
    }

    private sealed record DigAnswer(string Rcode, string[] Addresses, string[] Chain, long? LowestTtl, bool Authoritative);

    [GeneratedRegex(@"status: (?<it>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StatusLine();

    [GeneratedRegex(";; flags: (?<it>[a-z ]+);", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FlagsLine();
}
