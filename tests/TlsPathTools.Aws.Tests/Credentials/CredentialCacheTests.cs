using TlsPathTools.Aws.Credentials;
using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Topology;

namespace TlsPathTools.Aws.Tests.Credentials;

public class CredentialCacheTests
{
    [Fact]
    public async Task Keys_are_fetched_once_and_again_five_minutes_before_they_expire()
    {
        var clock = new Clock();
        var source = new Source(clock);
        using var cache = new CredentialCache(source, clock);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => cache.GetAsync(default)));
        Assert.Equal(1, source.Fetched);
        clock.Now += TimeSpan.FromMinutes(54);
        await cache.GetAsync(default);
        Assert.Equal(1, source.Fetched);
        clock.Now += TimeSpan.FromMinutes(2);
        Assert.Equal("AKIA2", (await cache.GetAsync(default)).AccessKeyId);
        Assert.Equal("AKIA2", (await cache.GetCredentialsAsync()).AccessKey);
    }

    [Fact]
    public async Task Keys_that_still_serve_are_used_where_no_new_ones_can_be_had()
    {
        var clock = new Clock();
        var source = new Source(clock);
        using var cache = new CredentialCache(source, clock);
        await cache.GetAsync(default);
        source.Fails = true;
        clock.Now += TimeSpan.FromMinutes(57);

        Assert.Equal("AKIA1", (await cache.GetAsync(default)).AccessKeyId);
        clock.Now += TimeSpan.FromMinutes(4);
        await Assert.ThrowsAsync<AwsRefusal>(() => cache.GetAsync(default));
    }

    [Fact]
    public async Task Who_waits_for_keys_can_stop_waiting()
    {
        var source = new Source(new Clock()) { Hangs = true };
        using var cache = new CredentialCache(source);
        Task<AwsKeys> first = cache.GetAsync(TestContext.Current.CancellationToken);
        using var cancel = new CancellationTokenSource(50);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cache.GetAsync(cancel.Token));
        source.Release.SetResult();
        await first;
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class Source(Clock clock) : CredentialSource
    {
        public int Fetched { get; private set; }

        public bool Fails { get; set; }

        public bool Hangs { get; set; }

        public TaskCompletionSource Release { get; } = new();

        public override string Description => "a test";

        public override async Task<AwsKeys> FetchAsync(CancellationToken cancellationToken)
        {
            if (Hangs)
                await Release.Task.WaitAsync(cancellationToken);
            if (Fails)
                throw new AwsRefusal(GapKind.Unreachable, "no");
            await Task.Yield();
            return new AwsKeys($"AKIA{++Fetched}", "s", "t", clock.Now.AddHours(1));
        }
    }
}
