using System.Globalization;
using TlsPathTools.Core.Tests.Topology.Collecting;
using TlsPathTools.Remediation;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Core.Tests.Remediation;

public class NodeSchedulerTests
{
    private static readonly Reading<Node> s_unread = new([], Nodes.Gap("get nodes"));
    private static readonly Reading<Node> s_gone = new([], null);
    private static readonly Reading<Node> s_another = new([Nodes.Cordoned(true) with { Metadata = new ObjectMeta { Name = "node-a", Uid = "uid-b" } }], null);

    // What the write says, what reading again shows: is it as wanted, was it changed, is it cordoned now; a failure's words.
    public static TheoryData<ActionState, string, bool?, bool?, string?> Ends => new()
    {
        { ActionState.Done, "cordoned", true, true, null },
        { ActionState.Done, "schedulable", true, false, "It is not cordoned: somebody else changed it back meanwhile." },
        { ActionState.Done, "unread", true, null, "The change was sent, and the node could not be read again: It was refused." },
        { ActionState.Done, "gone", true, null, "The change was sent, and the node could not be read again: it is gone, or another by now." },
        { ActionState.Done, "another", true, null, "The change was sent, and the node could not be read again: it is gone, or another by now." },
        { ActionState.InDoubt, "cordoned", true, true, null },
        { ActionState.InDoubt, "schedulable", false, false, "It is not cordoned: the change was sent, its answer was lost (It was refused.). It was not sent again." },
        { ActionState.InDoubt, "unread", null, null, "The change was sent, its answer was lost (It was refused.), and the node could not be read again: It was refused." },
        { ActionState.InDoubt, "gone", null, null, "The change was sent, its answer was lost (It was refused.), and the node could not be read again: it is gone, or another by now." },
        { ActionState.InDoubt, "another", null, null, "The change was sent, its answer was lost (It was refused.), and the node could not be read again: it is gone, or another by now." },
        { ActionState.NotFound, "never read", false, null, "Nothing was changed: the node is gone, or another by now." },
        { ActionState.Conflict, "never read", false, null, "Nothing was changed: the node is gone, or another by now." },
        { ActionState.Refused, "never read", false, false, "Nothing was changed: It was refused." },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Each_end_of_the_write_is_told_as_it_is(ActionState state, string then, bool? changed, bool? cordoned, string? failure)
    {
        var actions = new Actions { Outcome = new ActionOutcome(state, state is ActionState.Done ? null : Nodes.Gap("patch nodes")) };
        Reading<Node> again = then switch { "cordoned" => Read(Nodes.Cordoned(true)), "schedulable" => Read(Nodes.A), "unread" => s_unread, "gone" => s_gone, _ => s_another };
        (NodeScheduler scheduler, CountingReader reads) = Scheduler(actions, Read(Nodes.A), again);
        NodeSchedulingPlan plan = await PlanAsync(scheduler);

        (NodeSchedulingChange change, string? problem) = await scheduler.ChangeAsync(plan, TestContext.Current.CancellationToken);

        Assert.Equal(failure, problem);
        Assert.Equal((changed, cordoned), (change.Changed, change.Unschedulable));
        Assert.StartsWith(failure ?? "It is cordoned now.", change.Detail, StringComparison.Ordinal);
        Assert.Equal(["node-a uid-a True"], actions.Sent);
        Assert.Contains(then == "never read" ? "Get 1" : "Get 2", reads.Calls);
    }

    [Fact]
    public async Task What_is_so_already_is_not_sent()
    {
        var actions = new Actions();
        (NodeScheduler scheduler, _) = Scheduler(actions, Read(Nodes.Cordoned(true)));

        (NodeSchedulingChange change, string? problem) = await scheduler.ChangeAsync(await PlanAsync(scheduler), TestContext.Current.CancellationToken);

        Assert.Null(problem);
        Assert.Equal((false, true), (change.Changed, change.Unschedulable));
        Assert.StartsWith("It is cordoned already; nothing was changed.", change.Detail, StringComparison.Ordinal);
        Assert.Empty(actions.Sent);
    }

    [Fact]
    public async Task A_plan_that_a_check_stops_is_not_carried_out()
    {
        var actions = new Actions();
        (NodeScheduler scheduler, _) = Scheduler(actions, s_gone);

        (NodeSchedulingChange change, string? problem) = await scheduler.ChangeAsync(await PlanAsync(scheduler), TestContext.Current.CancellationToken);

        Assert.Equal("Nothing was changed: a check says not to.", problem);
        Assert.Null(change.Unschedulable);
        Assert.Empty(actions.Sent);
    }

    [Theory]
    [InlineData("before", "node-a: stopped before the change was sent: nothing was changed.", 0)]
    [InlineData("write", "node-a: stopped while the change was sent: the node may be cordoned.", 1)]
    [InlineData("read", "node-a: stopped after the change was taken, before it was verified: the node was cordoned then.", 1)]
    [InlineData("doubt", "node-a: stopped after the change was sent and its answer lost: the node may be cordoned.", 1)]
    public async Task A_cancellation_says_where_it_stopped(string stage, string message, int sent)
    {
        using var stopping = new CancellationTokenSource();
        int reads = 0;
        var actions = new Actions { Outcome = stage == "doubt" ? new ActionOutcome(ActionState.InDoubt) : ActionOutcome.Done, AtWrite = () => Stop("write") };
        (IClusterReader reader, CountingReader counts) = Reader();
        counts.AnswerWith<Node>("Get", _ =>
        {
            if (++reads == 2)
                Stop(stage == "doubt" ? "doubt" : "read");
            return Read(Nodes.A);
        });
        var scheduler = new NodeScheduler(reader, actions, []);
        NodeSchedulingPlan plan = await PlanAsync(scheduler);
        if (stage == "before")
            await stopping.CancelAsync();

        RemediationStoppedException stopped = await Assert.ThrowsAsync<RemediationStoppedException>(() => scheduler.ChangeAsync(plan, stopping.Token));

        Assert.Equal(message, stopped.Message);
        Assert.Equal(stopping.Token, stopped.CancellationToken);
        Assert.Equal(sent, actions.Sent.Count);

        void Stop(string at)
        {
            if (at != stage)
                return;
            stopping.Cancel();
            stopping.Token.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task Planning_that_is_cancelled_writes_nothing()
    {
        var actions = new Actions();
        (NodeScheduler scheduler, CountingReader counts) = Scheduler(actions, Read(Nodes.A));
        counts.AnswerWith<Node>("Get", _ => throw new OperationCanceledException());

        await Assert.ThrowsAsync<OperationCanceledException>(() => PlanAsync(scheduler));
        Assert.Empty(actions.Sent);
    }

    private static async Task<NodeSchedulingPlan> PlanAsync(NodeScheduler scheduler) =>
        await scheduler.PlanAsync("node-a", Nodes.Instance, unschedulable: true, [], TestContext.Current.CancellationToken);

    private static Reading<Node> Read(Node node) => new([node], null);

    private static (NodeScheduler Scheduler, CountingReader Reads) Scheduler(Actions actions, params Reading<Node>[] nodes)
    {
        (IClusterReader reader, CountingReader counts) = Reader();
        var answers = new Queue<Reading<Node>>(nodes);
        counts.AnswerWith<Node>("Get", _ => answers.Dequeue());
        return (new NodeScheduler(reader, actions, []), counts);
    }

    private static (IClusterReader Reader, CountingReader Counts) Reader()
    {
        (IClusterReader reader, CountingReader counts) = CountingReader.Make<IClusterReader>();
        counts.Answer<bool>("May", _ => new[] { true }).Answer("List targetgroupbindings.elbv2.k8s.aws", _ => Array.Empty<TargetGroupBinding>());
        return (reader, counts);
    }

    /// <summary>Takes cordons, and says of them what it is told to.</summary>
    private sealed class Actions : IClusterActions
    {
        public ActionOutcome Outcome { get; init; } = ActionOutcome.Done;

        public Action AtWrite { get; init; } = () => { };

        public List<string> Sent { get; } = [];

        public string Name => "test";

        public Task<ActionOutcome> SetUnschedulableAsync(string nodeName, string uid, bool unschedulable, CancellationToken cancellationToken)
        {
            Sent.Add(string.Create(CultureInfo.InvariantCulture, $"{nodeName} {uid} {unschedulable}"));
            AtWrite();
            return Task.FromResult(Outcome);
        }

        public Task<ActionOutcome> DeletePodAsync(string @namespace, string name, string uid, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ActionOutcome> CreateLeaseAsync(string @namespace, string name, LeaseSpec spec, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ActionOutcome> ReplaceLeaseAsync(string @namespace, string name, string resourceVersion, LeaseSpec spec, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IAsyncEnumerable<ClusterChange<Pod>> WatchPodsAsync(string @namespace, string? labelSelector, string? fieldSelector, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
