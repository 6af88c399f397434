using System.Management.Automation;
using TlsPathTools.Completers;
using TlsPathTools.Connecting;
using TlsPathTools.Connections;
using TlsPathTools.Pipeline;
using TlsPathTools.Remediation;

namespace TlsPathTools.Commands;

/// <summary>
/// A cmdlet that changes nodes: each node once, however many rows name it; one question a node; without somebody to ask it stops before the first change. What -PassThru
/// puts out are the rows that came in, so that the pipeline goes on.
/// </summary>
public abstract class RemediationCommand : CancellableCommand
{
    private readonly List<RemediatedNode> _nodes = [];
    private int _rowsWithoutNode;

    private protected RemediationCommand()
    {
    }

    /// <summary>The node. Not mandatory, so that rows without one are told of instead of failing to bind, and names can be piped in as they are.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NodeCompleter))]
    [AllowNull, AllowEmptyString, AllowEmptyCollection]
    public string[]? NodeName { get; set; }

    /// <summary>The instance that the node is thought to be: another one is left alone.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull, AllowEmptyString]
    public string? InstanceId { get; set; }

    /// <summary>Whether the row's address can reach the node: one that none can reach is not behind what the row tells, and is left alone.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public bool? Reachable { get; set; }

    /// <summary>The rows that name nodes, for -PassThru.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>Puts out the rows that came in, of nodes whose change was verified.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>The connections to clusters; the default of the session unless given.</summary>
    [Parameter]
    [AllowNull, AllowEmptyCollection]
    public TlsPathConnection[]? Connection { get; set; }

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        string? instance = string.IsNullOrWhiteSpace(InstanceId) ? null : InstanceId.Trim();
        string[] names = NodeName ?? (InputObject?.BaseObject is string piped ? [piped] : []);
        if (InputObject is not null && Array.TrueForAll(names, string.IsNullOrWhiteSpace))
            _rowsWithoutNode++;
        foreach (string name in names.Where(name => !string.IsNullOrWhiteSpace(name)).Select(name => name.Trim()))
        {
            RemediatedNode? known = _nodes.Find(node => node.Name == name);
            if (known is null)
                _nodes.Add(known = new RemediatedNode(name));
            known.InstanceId ??= instance;
            if (instance is not null && known.InstanceId != instance)
                known.OtherInstance = instance;
            known.IsMeant |= Reachable != false;
            if (InputObject is { } row)
                known.Rows.Add(row);
            Collect(known);
        }
    }

    /// <inheritdoc/>
    private protected override void OnEnd()
    {
        if (_nodes.Count == 0)
        {
            WriteError(Errors.NothingIsToRead("The input names no node.", "Give -NodeName, or pipe rows of Get-TargetNodeMap that were read with access to the cluster."));
            return;
        }

        if (_rowsWithoutNode > 0)
            WriteWarning($"{_rowsWithoutNode} of the rows name no node, and are left out.");
        if (!ConnectionChoice.TryMake(Connection, [], [], out ConnectionChoice choice, out ErrorRecord? error))
        {
            WriteError(error);
            return;
        }

        foreach (RemediatedNode node in _nodes.Where(node => !node.IsMeant))
            WriteWarning($"Node {SafeText.Escape(node.Name)} is left alone: no address of the rows that name it can reach it. To change it all the same, give its name alone.");
        RemediatedNode[] meant = [.. _nodes.Where(node => node.IsMeant)];
        for (int at = 0; at < meant.Length; at++)
        {
            RemediatedNode node = meant[at];
            if (node.OtherInstance is { } other)
            {
                WriteError(Errors.NodeIsAmbiguous(node.Name, node.InstanceId!, other));
            }
            else if (!Change(node, choice) && at + 1 < meant.Length)
            {
                WriteError(Errors.OthersAreLeftAlone(node.Name, [.. meant.Skip(at + 1).Select(one => one.Name)]));
                return;
            }
        }
    }

    /// <summary>Takes what else the present row says of the node.</summary>
    private protected virtual void Collect(RemediatedNode node)
    {
    }

    /// <summary>Changes one node, or says why not; false where what came of it is a reason not to do the same to the next.</summary>
    private protected abstract bool Change(RemediatedNode node, ConnectionChoice choice);

    /// <summary>Plans for one node in each open cluster: of several clusters the one that has the node counts, and where two have one of its name, neither does.</summary>
    private protected (TDoer Doer, TPlan Plan)? Plan<TDoer, TPlan>(RemediatedNode node, ConnectionChoice choice, Func<PathAccess, IReadOnlyList<PathAccess>, CancellationToken, Task<(TDoer Doer, TPlan Plan)>> plan, Func<TPlan, string?> nodeUid)
    {
        (TDoer Doer, TPlan Plan)? chosen = null;
        WithClusters(choice, async (accesses, all, pipeline, cancellationToken) =>
        {
            var found = new List<(string Cluster, (TDoer Doer, TPlan Plan) Of)>();
            foreach (PathAccess access in accesses)
                found.Add((access.Cluster!.Name, await plan(access, all, cancellationToken).ConfigureAwait(false)));
            // Two ways to one cluster lead to one node.
            string[] having = [.. found.Where(one => nodeUid(one.Of.Plan) is not null).DistinctBy(one => nodeUid(one.Of.Plan), StringComparer.Ordinal).Select(one => one.Cluster)];
            if (having.Length > 1)
                await pipeline.ErrorAsync(Errors.NodeIsInClusters(node.Name, having)).ConfigureAwait(false);
            else
                chosen = found.Find(one => having.Length == 0 || nodeUid(one.Of.Plan) is not null).Of;
        });
        return chosen;
    }

    /// <summary>Runs work with the connections that have a cluster, and with all of them; where none has, that is said.</summary>
    private protected void WithClusters(ConnectionChoice choice, Func<IReadOnlyList<PathAccess>, IReadOnlyList<PathAccess>, PipelineWriter, CancellationToken, Task> work) => Run(async (pipeline, cancellationToken) =>
    {
        IReadOnlyList<PathAccess> all = await choice.OpenAsync(cancellationToken).ConfigureAwait(false);
        PathAccess[] accesses = [.. all.Where(access => access is { Cluster: not null, Actions: not null })];
        if (accesses.Length == 0)
        {
            await pipeline.ErrorAsync(Errors.ConnectionHasFailed("There is no connection to a cluster.", "Open one: Connect-TlsPath -ClusterName, or -KubeContext.")).ConfigureAwait(false);
            return;
        }

        try
        {
            await work(accesses, all, pipeline, cancellationToken).ConfigureAwait(false);
        }
        catch (RemediationStoppedException stopped)
        {
            // The pipeline takes nothing any more; whoever pressed Ctrl+C should know all the same.
            Host.UI.WriteWarningLine(stopped.Message);
            throw;
        }
    });

    /// <summary>Asks, or says what would be done. Without anybody to ask nothing is done, and the error says how to answer beforehand.</summary>
    private protected bool MayChange(string node, string action, IEnumerable<RemediationCheck> checks)
    {
        string details = string.Join(Environment.NewLine, checks.Select(check => $"  {check}"));
        try
        {
            return ShouldProcess($"{action}{Environment.NewLine}{details}", $"Node {SafeText.Escape(node)}: {action}?{Environment.NewLine}{details}", MyInvocation.MyCommand.Name);
        }
        catch (Exception exception) when (exception is not (PipelineStoppedException or ActionPreferenceStopException))
        {
            // A job, -NonInteractive, a host without prompts, an input that has ended (there PowerShell 7.6 throws a NullReferenceException): nobody is there to ask.
            WriteError(Errors.NobodyCanBeAsked(node));
            return false;
        }
    }

    private protected static async Task PassOnAsync(RemediatedNode node, Action<object> write, PipelineWriter pipeline)
    {
        foreach (PSObject row in node.Rows)
            await pipeline.DoAsync(() => write(row)).ConfigureAwait(false);
    }
}

/// <summary>A node that is to be changed, with the rows that named it.</summary>
internal sealed class RemediatedNode(string name)
{
    public string Name { get; } = name;

    public string? InstanceId { get; set; }

    /// <summary>Another instance that some row gave the node.</summary>
    public string? OtherInstance { get; set; }

    /// <summary>Whether it is named alone, or by a row whose address can reach it, or may.</summary>
    public bool IsMeant { get; set; }

    public List<PSObject> Rows { get; } = [];

    /// <summary>The target groups that rows gave the node.</summary>
    public List<string> TargetGroupArns { get; } = [];
}
