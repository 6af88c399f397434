using System.Management.Automation;
using System.Management.Automation.Host;
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
    protected override void ProcessRecord()
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
            if (InputObject is { } row)
                known.Rows.Add(row);
            Collect(known);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
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

        foreach (RemediatedNode node in _nodes)
        {
            if (node.OtherInstance is { } other)
                WriteError(Errors.NodeIsAmbiguous(node.Name, node.InstanceId!, other));
            else
                Change(node, choice);
        }
    }

    /// <summary>Takes what else the present row says of the node.</summary>
    private protected virtual void Collect(RemediatedNode node)
    {
    }

    /// <summary>Changes one node, or says why not.</summary>
    private protected abstract void Change(RemediatedNode node, ConnectionChoice choice);

    /// <summary>Runs work against each open cluster; where there is none, that is said.</summary>
    private protected void WithClusters(ConnectionChoice choice, Func<IReadOnlyList<PathAccess>, PipelineWriter, CancellationToken, Task> work) => Run(async (pipeline, cancellationToken) =>
    {
        PathAccess[] accesses = [.. (await choice.OpenAsync(cancellationToken).ConfigureAwait(false)).Where(access => access is { Cluster: not null, Actions: not null })];
        if (accesses.Length == 0)
        {
            await pipeline.ErrorAsync(Errors.ConnectionHasFailed("There is no connection to a cluster.", "Open one: Connect-TlsPath -ClusterName, or -KubeContext.")).ConfigureAwait(false);
            return;
        }

        try
        {
            await work(accesses, pipeline, cancellationToken).ConfigureAwait(false);
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
            return ShouldProcess($"{action}{Environment.NewLine}{details}", $"Node {node}: {action}?{Environment.NewLine}{details}", MyInvocation.MyCommand.Name);
        }
        catch (PSInvalidOperationException)
        {
            // A job, -NonInteractive: nobody is there to ask.
            WriteError(Errors.NobodyCanBeAsked(node));
            return false;
        }
        catch (Exception exception) when (exception is HostException or NotImplementedException or NotSupportedException)
        {
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

    public List<PSObject> Rows { get; } = [];

    /// <summary>The target groups that rows gave the node.</summary>
    public List<string> TargetGroupArns { get; } = [];
}
