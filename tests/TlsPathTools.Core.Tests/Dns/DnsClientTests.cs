using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using TlsPathTools.Dns;
using TlsPathTools.TestServers.Dns;

namespace TlsPathTools.Core.Tests.Dns;

/// <summary>One question against servers that misbehave, one way each.</summary>
public class DnsClientTests
{
    // Long enough that no slow machine reaches it; tests that need a timeout set a short one.
    private static readonly TimeSpan s_ample = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(1.2);

    [Fact]
    public async Task A_plain_answer_is_reported_with_all_that_it_says()
    {
        await using DnsTestServer server = DnsTestServer.Start(q => DnsAnswerBuilder.To(q).Addresses(42, "192.0.2.1").Edns().Build());
        ResolverAnswer answer = await AskAsync(server.Endpoint);
        Assert.Equal((DnsStatus.Ok, 0, 42L, "udp"), (answer.Status, answer.Rcode, answer.TtlSeconds, answer.Transport));
        Assert.Equal(("relay.example", "relay.example.", server.Endpoint.ToString()), (answer.HostName, answer.QueryName, answer.Server));
        Assert.Equal(["192.0.2.1"], answer.IPAddresses);
        Assert.Equal(DateTimeKind.Utc, answer.TimeUtc.Kind);
        Assert.InRange(answer.ElapsedMs, 0.001, s_ample.TotalMilliseconds);
        Assert.Null(answer.Detail);
        DnsTestQuery query = Assert.Single(server.OverUdp);
        Assert.Equal(("relay.example.", 1, 1232), (query.Name, query.Type, query.UdpSize));
    }

    [Fact]
    public async Task Every_question_has_an_id_and_a_port_of_its_own()
    {
        await using DnsTestServer server = DnsTestServer.Start(q => DnsAnswerBuilder.To(q).Addresses("192.0.2.1").Build());
        for (int i = 0; i < 12; i++)
            await AskAsync(server.Endpoint);
        Assert.InRange(server.OverUdp.Select(x => x.Id).Distinct().Count(), 9, 12);
        Assert.InRange(server.OverUdp.Select(x => x.From.Port).Distinct().Count(), 6, 12);
    }

    [Fact]
    public async Task Wrong_ids_and_wrong_questions_are_ignored_counted_and_waited_past()
    {
        await using DnsTestServer server = Many(q =>
        [
            DnsAnswerBuilder.To(q).Set(x => x.Id ^= 0x5555).Addresses("203.0.113.66").Build(),
            DnsAnswerBuilder.To(q).Set(x => x.Question = new Asked("other.example.").Received.Question).Addresses("203.0.113.66").Build(),
            q.Message,
            DnsAnswerBuilder.To(q).Addresses("192.0.2.1").Build(),
        ]);
        ResolverAnswer answer = await AskAsync(server.Endpoint);
        Assert.Equal((DnsStatus.Ok, 3), (answer.Status, answer.Ignored));
        Assert.Equal(["192.0.2.1"], answer.IPAddresses);
    }

    [Fact]
    public async Task Nothing_but_wrong_ids_is_a_timeout_that_says_how_many_came()
    {
        await using DnsTestServer server = DnsTestServer.Start(q => DnsAnswerBuilder.To(q).Set(x => x.Id++).Addresses("203.0.113.66").Build());
        ResolverAnswer answer = await AskAsync(server.Endpoint, timeout: s_short);
        Assert.Equal((DnsStatus.Timeout, server.OverUdp.Count), (answer.Status, answer.Ignored));
        Assert.Empty(answer.IPAddresses);
    }

    [Fact]
    public async Task More_than_fifty_wrong_answers_end_the_question()
    {
        await using DnsTestServer server = Many(q => [.. Enumerable.Repeat(DnsAnswerBuilder.To(q).Set(x => x.Id++).Build(), 51)]);
        ResolverAnswer answer = await AskAsync(server.Endpoint);
        Assert.Equal((DnsStatus.Malformed, 51), (answer.Status, answer.Ignored));
        Assert.Contains("more than 50 messages", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_answers_in_its_own_letter_case_is_accepted_at_once()
    {
        await using DnsTestServer server = DnsTestServer.Start(q => DnsAnswerBuilder.To(q)
            .Set(x => x.Question = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(q.Question).ToUpperInvariant())).Addresses("192.0.2.1").Build());
        ResolverAnswer answer = await AskAsync(server.Endpoint);
        Assert.Equal((DnsStatus.Ok, 0), (answer.Status, answer.Ignored));
        Assert.Contains("letter case", answer.Detail, StringComparison.Ordinal);
        Assert.Single(server.OverUdp);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task A_truncated_answer_is_fetched_over_TCP_wherever_it_was_cut(int cut)
    {
        string[] all = [.. Enumerable.Range(0, 100).Select(i => $"198.51.100.{i}")];
        await using DnsTestServer server = DnsTestServer.Start(
            q => DnsAnswerBuilder.To(q).Truncated().Addresses("198.51.100.0", "198.51.100.1").Build()[..^cut],
            q => DnsAnswerBuilder.To(q).Addresses(all).Build());
        ResolverAnswer answer = await AskAsync(server.Endpoint);
        Assert.Equal((DnsStatus.Ok, "tcp", true), (answer.Status, answer.Transport, answer.Truncated));
        Assert.Equal(all, answer.IPAddresses);
        Assert.Single(server.OverTcp);
        Assert.NotEqual(server.OverUdp.Single().Id, server.OverTcp.Single().Id);
    }

    [Fact]
    public async Task Where_TCP_is_refused_the_part_that_UDP_brought_is_kept_and_flagged()
    {
        await using DnsTestServer server = DnsTestServer.Start(q => DnsAnswerBuilder.To(q).Truncated().Addresses("192.0.2.1").Build());
        ResolverAnswer answer = await AskAsync(server.Endpoint);
        Assert.Equal((DnsStatus.Ok, "udp", true), (answer.Status, answer.Transport, answer.Truncated));
        Assert.Equal(["192.0.2.1"], answer.IPAddresses);
        Assert.Contains("truncated and TCP failed: refused", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_truncated_answer_without_addresses_is_not_NODATA_when_TCP_fails()
    {
        await using DnsTestServer server = DnsTestServer.Start(q => DnsAnswerBuilder.To(q).Truncated().Build());
        ResolverAnswer answer = await AskAsync(server.Endpoint);
        Assert.Equal(DnsStatus.NetworkError, answer.Status);
        Assert.Contains("TCP failed: refused", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_TCP_connection_that_closes_or_answers_rubbish_is_said()
    {
        await using (DnsTestServer closes = DnsTestServer.Start(q => DnsAnswerBuilder.To(q).Truncated().Build(), _ => []))
            Assert.Contains("closed before the whole answer", (await AskAsync(closes.Endpoint)).Detail, StringComparison.Ordinal);

        await using DnsTestServer rubbish = DnsTestServer.Start(
            q => DnsAnswerBuilder.To(q).Truncated().Addresses("192.0.2.1").Build(), q => DnsAnswerBuilder.To(q).Set(x => x.Id++).Build());
        ResolverAnswer answer = await AskAsync(rubbish.Endpoint);
        Assert.Equal((DnsStatus.Ok, 1), (answer.Status, answer.Ignored));
        Assert.Contains("no answer to the question", answer.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0, true, "FORMERR")]
    [InlineData(1, 0, false, "FORMERR")]
    [InlineData(4, 0, true, "NOTIMP")]
    [InlineData(0, 1, true, "BADVERS")]
    public async Task A_server_that_cannot_read_EDNS_is_asked_once_again_without_it(int rcode, int upperRcode, bool withQuestion, string name)
    {
        await using DnsTestServer server = DnsTestServer.Start(q => q.HasEdns
            ? DnsAnswerBuilder.To(q).Rcode(rcode).Set(x => _ = upperRcode > 0 ? x.Edns(upperRcode) : x).Set(x => x.Question = withQuestion ? x.Question : null).Build()
            : DnsAnswerBuilder.To(q).Addresses("192.0.2.1").Build());
        ResolverAnswer answer = await AskAsync(server.Endpoint);
        Assert.Equal(DnsStatus.Ok, answer.Status);
        Assert.Equal([true, false], server.OverUdp.Select(x => x.HasEdns));
        Assert.Contains($"answered {name} to EDNS", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_cannot_read_anything_is_asked_twice_and_no_more()
    {
        await using DnsTestServer server = DnsTestServer.Start(q => DnsAnswerBuilder.To(q).Rcode(1).Build());
        ResolverAnswer answer = await AskAsync(server.Endpoint);
        Assert.Equal((DnsStatus.FormErr, 1), (answer.Status, answer.Rcode));
        Assert.Equal(2, server.OverUdp.Count);
    }

    [Theory]
    [InlineData(2, DnsStatus.ServFail)]
    [InlineData(5, DnsStatus.Refused)]
    [InlineData(3, DnsStatus.NxDomain)]
    public async Task An_error_is_an_answer_and_not_repeated(int rcode, DnsStatus status)
    {
        await using DnsTestServer server = DnsTestServer.Start(q => DnsAnswerBuilder.To(q).Rcode(rcode).Build());
        Assert.Equal(status, (await AskAsync(server.Endpoint)).Status);
        Assert.Single(server.OverUdp);
    }

    [Fact]
    public async Task A_loop_a_pointer_that_goes_forward_and_data_past_the_end_are_malformed()
    {
        Func<DnsTestQuery, DnsAnswerBuilder>[] wrongs =
        [
            q => DnsAnswerBuilder.To(q).Cname(null, "a.example").Cname("a.example", "relay.example"),
            q => DnsAnswerBuilder.To(q).Raw(0, [0xC0, 0xFF, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1]),
            q => DnsAnswerBuilder.To(q).Record(0, null, 1, 60, [192, 0, 2, 1], length: 400),
        ];
        foreach (Func<DnsTestQuery, DnsAnswerBuilder> wrong in wrongs)
        {
            await using DnsTestServer server = DnsTestServer.Start(q => wrong(q).Build());
            ResolverAnswer answer = await AskAsync(server.Endpoint);
            Assert.Equal(DnsStatus.Malformed, answer.Status);
            Assert.NotNull(answer.Detail);
            Assert.Single(server.OverUdp);
        }
    }

    [Fact]
    public async Task An_answer_larger_than_we_asked_for_is_read()
    {
        string[] all = [.. Enumerable.Range(0, 1000).Select(i => $"10.0.{i / 256}.{i % 256}")];
        await using DnsTestServer server = DnsTestServer.Start(q => DnsAnswerBuilder.To(q).Addresses(all).Build());
        ResolverAnswer answer = await AskAsync(server.Endpoint);
        Assert.Equal((DnsStatus.Ok, "udp"), (answer.Status, answer.Transport));
        Assert.Equal(all, answer.IPAddresses);
    }

    [Fact]
    public async Task Silence_is_a_timeout_after_the_tries_that_were_asked_for()
    {
        await using DnsTestServer server = DnsTestServer.Start(_ => null);
        ResolverAnswer answer = await AskAsync(server.Endpoint, timeout: s_short, tries: 3);
        Assert.Equal((DnsStatus.Timeout, (int?)null), (answer.Status, answer.Rcode));
        Assert.InRange(answer.ElapsedMs, s_short.TotalMilliseconds * 0.9, 10_000);
        Assert.Equal(3, server.OverUdp.Count);
        Assert.Equal(3, server.OverUdp.Select(x => x.From.Port).Distinct().Count());
    }

    [Fact]
    public async Task A_lost_question_is_repeated()
    {
        int questions = 0;
        await using DnsTestServer server = DnsTestServer.Start(
            q => Interlocked.Increment(ref questions) == 1 ? null : DnsAnswerBuilder.To(q).Addresses("192.0.2.1").Build());
        ResolverAnswer answer = await AskAsync(server.Endpoint, timeout: TimeSpan.FromSeconds(4), tries: 20);
        Assert.Equal(DnsStatus.Ok, answer.Status);
        Assert.InRange(answer.ElapsedMs, 150, 4000);
    }

    [Fact]
    public async Task An_answer_that_comes_after_the_repeat_still_counts()
    {
        // The first question is answered once the second one has come, which stays without an answer.
        var second = new TaskCompletionSource();
        int questions = 0;
        await using DnsTestServer server = DnsTestServer.StartAsyncAnswers(async q =>
        {
            if (Interlocked.Increment(ref questions) > 1)
            {
                second.TrySetResult();
                return [];
            }

            await second.Task;
            return [DnsAnswerBuilder.To(q).Addresses("192.0.2.1").Build()];
        });
        ResolverAnswer answer = await AskAsync(server.Endpoint, timeout: TimeSpan.FromSeconds(10), tries: 50);
        Assert.Equal(DnsStatus.Ok, answer.Status);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_said_at_once()
    {
        var watch = Stopwatch.StartNew();
        ResolverAnswer answer = await AskAsync(DnsTestServer.NobodyListens());
        Assert.Equal(DnsStatus.NetworkError, answer.Status);
        Assert.Contains("nothing listens", answer.Detail, StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, s_ample / 2);
    }

    [Fact]
    public async Task An_address_without_a_route_is_a_network_error()
    {
        ResolverAnswer answer = await AskAsync(new IPEndPoint(IPAddress.Parse("255.255.255.255"), 53), timeout: s_short);
        Assert.True(answer.Status is DnsStatus.NetworkError or DnsStatus.Timeout, answer.ToString());
    }

    [Fact]
    public async Task A_server_with_an_IPv6_address_is_asked_over_UDP_and_TCP()
    {
        if (!Socket.OSSupportsIPv6)
            Assert.Skip("This machine has no IPv6.");
        await using DnsTestServer server = DnsTestServer.Start(
            q => DnsAnswerBuilder.To(q).Truncated().Build(), q => DnsAnswerBuilder.To(q).Addresses("192.0.2.1").Build(), IPAddress.IPv6Loopback);
        ResolverAnswer answer = await AskAsync(server.Endpoint);
        Assert.Equal((DnsStatus.Ok, "tcp"), (answer.Status, answer.Transport));
        Assert.Equal($"[::1]:{server.Endpoint.Port}", answer.Server);
    }

    [Fact]
    public async Task Cancellation_is_obeyed_at_once_over_UDP_and_TCP()
    {
        await using DnsTestServer silent = DnsTestServer.Start(_ => null);
        using var never = new SemaphoreSlim(0);
        await using DnsTestServer halts = DnsTestServer.Start(q => DnsAnswerBuilder.To(q).Truncated().Build(), q =>
        {
            never.Wait(TimeSpan.FromSeconds(20));
            return [];
        });
        foreach (DnsTestServer server in (DnsTestServer[])[silent, halts])
        {
            using var stop = new CancellationTokenSource();
            Task<ResolverAnswer> asking = AskAsync(server.Endpoint, cancellationToken: stop.Token);
            for (int i = 0; i < 500 && (ReferenceEquals(server, halts) ? server.OverTcp : server.OverUdp).Count == 0; i++)
                await Task.Delay(10);
            var watch = Stopwatch.StartNew();
            await stop.CancelAsync();
            // An answer that was waited for to its end would be an answer.
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(8));
        }

        never.Release();
    }

    [Fact]
    public async Task Extended_errors_reach_the_record_stale_ones_first()
    {
        await using DnsTestServer server = DnsTestServer.Start(q => DnsAnswerBuilder.To(q).Addresses("192.0.2.1")
            .Record(2, ".", 41, 0, [0, 15, 0, 2, 0, 22, 0, 15, 0, 4, 0, 3, (byte)'o', (byte)'k'], 1232).Build());
        ResolverAnswer answer = await AskAsync(server.Endpoint);
        Assert.Equal((3, "No Reachable Authority; Stale Answer: ok"), (answer.ExtendedErrorCode, answer.ExtendedError));
    }

    [Fact]
    public async Task A_record_is_the_same_after_a_trip_through_JSON()
    {
        await using DnsTestServer server = DnsTestServer.Start(q => DnsAnswerBuilder.To(q).Cname(null, "end.example").Address("end.example", "192.0.2.1").Edns(0, 3, "x\u202Ey").Build());
        ResolverAnswer answer = await AskAsync(server.Endpoint);
        Assert.Equal(answer, TlsPathJson.Deserialize(TlsPathJson.Serialize(answer)));
        Assert.Contains("\\u202e", answer.ExtendedError, StringComparison.Ordinal);
    }

    private static DnsTestServer Many(Func<DnsTestQuery, byte[][]> answer) => DnsTestServer.StartAsyncAnswers(q => Task.FromResult(answer(q)));

    private static Task<ResolverAnswer> AskAsync(
        IPEndPoint server, TimeSpan? timeout = null, int tries = 1, CancellationToken cancellationToken = default) =>
        new DnsClient(timeout ?? s_ample, tries, TimeProvider.System).AskAsync(server, "relay.example", "relay.example.", IPFamily.IPv4, cancellationToken);
}
