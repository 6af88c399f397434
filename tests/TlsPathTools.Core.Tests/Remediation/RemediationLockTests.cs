using System.Globalization;
using TlsPathTools.Core.Tests.Topology.Collecting;
using TlsPathTools.Remediation;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Core.Tests.Remediation;

public class RemediationLockTests
{
    private static readonly DateTime s_now = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
    private static readonly Reading<Lease> s_none = new([], null);
    private static readonly Reading<Lease> s_unread = new([], Nodes.Gap("get leases"));

    [Fact]
    public async Task Where_there_is_no_lease_one_is_made()
    {
        var actions = new Leases();

        Assert.Null(await Lock(actions, s_none).TakeAsync(TimeSpan.FromSeconds(90.5), TestContext.Current.CancellationToken));
        Assert.Equal(["create: me for 91 s from 2026-01-02 03:04:05Z"], actions.Sent);
    }

    [Theory]
    [InlineData(null, 60, 0, false)]
    [InlineData("", 60, 0, false)]
    [InlineData("me", 60, 0, false)]
    [InlineData("other", 60, -59, true)]
    [InlineData("other", 60, -61, false)]
    [InlineData("other", null, -1, false)]
    // By a clock that is ahead.
    [InlineData("other", 60, 3600, true)]
    public async Task Who_holds_it_holds_it_for_its_time(string? holder, int? seconds, int renewed, bool held)
    {
        Reading<Lease> lease = Of(holder, seconds, s_now.AddSeconds(renewed));
        var actions = new Leases();
        RemediationLock remediation = Lock(actions, lease, lease);

        RemediationCheck look = await remediation.LookAsync(TestContext.Current.CancellationToken);
        string? refused = await remediation.TakeAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Equal(!held, look.Passed);
        Assert.Equal(held ? "another remediation took the lock meanwhile" : null, refused);
        Assert.Equal(held ? [] : ["replace 7: me for 60 s from 2026-01-02 03:04:05Z"], actions.Sent);
    }

    [Fact]
    public async Task Times_beyond_all_reason_do_not_break_it()
    {
        Reading<Lease> future = Of("other", int.MaxValue, DateTime.MaxValue), past = Of("other", int.MinValue, DateTime.MinValue);

        Assert.False((await Lock(new Leases(), future).LookAsync(TestContext.Current.CancellationToken)).Passed);
        Assert.True((await Lock(new Leases(), past).LookAsync(TestContext.Current.CancellationToken)).Passed);
    }

    [Fact]
    public async Task One_that_cannot_be_read_is_not_taken_to_be_free()
    {
        var actions = new Leases();

        RemediationCheck look = await Lock(actions, s_unread).LookAsync(TestContext.Current.CancellationToken);

        Assert.Null(look.Passed);
        Assert.True(look.Stops);
        Assert.Equal("the lock cannot be read: It was refused.", await Lock(actions, s_unread).TakeAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Assert.Empty(actions.Sent);
    }

    [Theory]
    [InlineData(ActionState.Conflict, "another remediation took the lock meanwhile")]
    [InlineData(ActionState.NotFound, "the lock cannot be taken: its lease was deleted meanwhile; ask again")]
    [InlineData(ActionState.Refused, "the lock cannot be taken: It was refused.")]
    public async Task A_lease_that_is_not_written_is_not_held(ActionState state, string why) =>
        Assert.Equal(why, await Lock(new Leases { Outcome = state }, s_none).TakeAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));

    [Theory]
    [InlineData("me", null)]
    [InlineData("other", "the lock cannot be taken: It was refused.")]
    [InlineData("not read", "the lock cannot be taken: It was refused.")]
    public async Task After_a_lost_answer_the_lease_says_who_holds_it(string then, string? why)
    {
        var actions = new Leases { Outcome = ActionState.InDoubt };
        Reading<Lease> again = then == "not read" ? s_unread : Of(then, 60, s_now);

        Assert.Equal(why, await Lock(actions, s_none, again).TakeAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Assert.Single(actions.Sent);
    }

    [Fact]
    public async Task What_was_taken_is_given_back_in_the_version_that_was_read()
    {
        var actions = new Leases();
        RemediationLock remediation = Lock(actions, s_none, Of("me", 60, s_now));
        await remediation.TakeAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Null(await remediation.ReleaseAsync(TestContext.Current.CancellationToken));
        Assert.Equal("replace 7: nobody for 1 s from 2026-01-02 03:04:05Z", actions.Sent[^1]);
    }

    [Fact]
    public async Task What_was_never_taken_is_not_touched()
    {
        var actions = new Leases();

        Assert.Null(await Lock(actions).ReleaseAsync(TestContext.Current.CancellationToken));
        Assert.Empty(actions.Sent);
    }

    [Theory]
    [InlineData("other")]
    [InlineData("gone")]
    public async Task What_somebody_else_has_by_now_is_not_touched(string then)
    {
        var actions = new Leases();
        RemediationLock remediation = Lock(actions, s_none, then == "gone" ? s_none : Of(then, 60, s_now));
        await remediation.TakeAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Null(await remediation.ReleaseAsync(TestContext.Current.CancellationToken));
        Assert.Single(actions.Sent);
    }

    [Theory]
    [InlineData(ActionState.Refused, "me", "It was refused.")]
    [InlineData(ActionState.InDoubt, "me", "It was refused.")]
    [InlineData(ActionState.InDoubt, "not read", "It was refused.")]
    [InlineData(ActionState.InDoubt, "", null)]
    [InlineData(ActionState.Conflict, "other", null)]
    [InlineData(ActionState.NotFound, "never read", null)]
    public async Task One_that_may_not_have_been_given_back_is_told(ActionState state, string then, string? why)
    {
        var actions = new Leases();
        RemediationLock remediation = Lock(actions, s_none, Of("me", 60, s_now), then == "not read" ? s_unread : Of(then, 60, s_now));
        await remediation.TakeAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        actions.Outcome = state;

        Assert.Equal(why, await remediation.ReleaseAsync(TestContext.Current.CancellationToken));
        Assert.Equal(s_now.AddSeconds(60), remediation.EndsUtc);
    }

    private static RemediationLock Lock(Leases actions, params Reading<Lease>[] readings)
    {
        (IClusterReader reader, CountingReader counts) = CountingReader.Make<IClusterReader>();
        var answers = new Queue<Reading<Lease>>(readings);
        counts.AnswerWith("Get", _ => answers.Dequeue());
        return new RemediationLock(reader, actions, new Clock(), "me");
    }

    private static Reading<Lease> Of(string? holder, int? seconds, DateTime renewed) => new(
        [new Lease { Metadata = new ObjectMeta { ResourceVersion = "7" }, Spec = new LeaseSpec { HolderIdentity = holder, LeaseDurationSeconds = seconds, AcquireTime = s_now, RenewTime = renewed } }], null);

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(s_now);
    }

    /// <summary>Takes leases, and says of them what it is told to.</summary>
    private sealed class Leases : IClusterActions
    {
        public ActionState Outcome { get; set; } = ActionState.Done;

        public List<string> Sent { get; } = [];

        public string Name => "test";

        public Task<ActionOutcome> CreateLeaseAsync(string @namespace, string name, LeaseSpec spec, CancellationToken cancellationToken) => Take("create", spec);

        public Task<ActionOutcome> ReplaceLeaseAsync(string @namespace, string name, string resourceVersion, LeaseSpec spec, CancellationToken cancellationToken) => Take("replace " + resourceVersion, spec);

        public Task<ActionOutcome> DeletePodAsync(string @namespace, string name, string uid, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ActionOutcome> SetUnschedulableAsync(string nodeName, string uid, bool unschedulable, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IAsyncEnumerable<ClusterChange<Pod>> WatchPodsAsync(string @namespace, string? labelSelector, string? fieldSelector, CancellationToken cancellationToken) => throw new NotSupportedException();

        private Task<ActionOutcome> Take(string what, LeaseSpec spec)
        {
            Sent.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: {spec.HolderIdentity ?? "nobody"} for {spec.LeaseDurationSeconds} s from {spec.RenewTime:u}"));
            return Task.FromResult(new ActionOutcome(Outcome, Outcome is ActionState.Done ? null : Nodes.Gap("update leases")));
        }
    }
}
