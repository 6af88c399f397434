using System.Management.Automation;
using System.Net;
using TlsPathTools.Completers;
using TlsPathTools.Connecting;
using TlsPathTools.Connections;
using TlsPathTools.Labs;
using TlsPathTools.Parameters;
using TlsPathTools.Probing;
using TlsPathTools.Topology;
using TlsPathTools.Topology.NodePorts;

namespace TlsPathTools.Commands;

/// <summary>The last hop by itself: does each node's NodePort answer when the load balancer is left out?</summary>
[Cmdlet(VerbsDiagnostic.Test, "NodePort")]
[OutputType(typeof(NodePortResult))]
public sealed class TestNodePortCommand : CancellableCommand
{
    private readonly List<NodePortTarget> _targets = [];
    private int _rows;
    private int _withoutPort;

    /// <summary>The node.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NodeCompleter))]
    [AllowNull, AllowEmptyString]
    public string? NodeName { get; set; }

    /// <summary>Its instance.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull, AllowEmptyString]
    public string? InstanceId { get; set; }

    /// <summary>Its private address.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull, AllowEmptyString]
    public string? PrivateIpAddress { get; set; }

    /// <summary>The port; rows without one (targets that are pods) are passed over.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public int? NodePort { get; set; }

    /// <summary>The name for SNI.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull, AllowEmptyString]
    public string? HostName { get; set; }

    /// <summary>Attempts per node.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int Count { get; set; } = 10;

    /// <summary>The limit of each wait.</summary>
    [Parameter]
    [ValidateRange(0.1, 300)]
    public double TimeoutSeconds { get; set; } = 5;

    /// <summary>The path of a request through the API server.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "/";

    /// <summary>Directly, through the API server, or the first where this machine reaches nodes and else the second.</summary>
    [Parameter]
    public NodePortRoute Route { get; set; }

    /// <summary>The connections to ask through; the default of the session unless given.</summary>
    [Parameter]
    [AllowNull, AllowEmptyCollection]
    public TlsPathConnection[]? Connection { get; set; }

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        _rows++;
        string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
        if (NodePort is not { } port)
        {
            if (!MyInvocation.ExpectingInput)
                WriteError(Errors.NothingIsToRead("-NodePort is missing.", "Give the port, or pipe what Get-TargetNodeMap puts out."));
            _withoutPort++;
            return;
        }

        var target = new NodePortTarget(Given(NodeName), Given(InstanceId), Given(PrivateIpAddress), port, Given(HostName));
        if (ProbeInput.PortProblem(port) is { } error)
            WriteError(error);
        else if ((target.NodeName ?? target.PrivateIpAddress) is null)
            WriteError(Errors.NothingIsToRead($"The row says neither the name nor the address of the node{(target.InstanceId is null ? "" : $" {target.InstanceId}")}.", "Give -NodeName or -PrivateIpAddress, or read the map with access to the account or the cluster."));
        else if (!_targets.Exists(known => known.NodePort == port && known.NodeName == target.NodeName && known.PrivateIpAddress == target.PrivateIpAddress))
            // A node stands in the rows of several addresses, and is asked once.
            _targets.Add(target);
    }

    /// <inheritdoc/>
    private protected override void OnEnd()
    {
        if (_targets.Count == 0)
        {
            // Some have none by nature: targets by address, whose traffic goes past kube-proxy. That all have none is worth a word.
            if (MyInvocation.ExpectingInput && _withoutPort == _rows)
                WriteError(Errors.NothingIsToRead("No row has a NodePort.", "Targets that are registered by address have none; a map that was read with access to the account names those of instances."));
            return;
        }

        IPAddress[] addresses = [.. _targets.Select(target => IPAddress.TryParse(target.PrivateIpAddress, out IPAddress? parsed) ? parsed : null).OfType<IPAddress>()];
        if (!ConnectionChoice.TryMake(Connection, [], addresses, out ConnectionChoice choice, out ErrorRecord? error))
        {
            WriteError(error);
            return;
        }

        LabDefaults lab = LabDefaults.Of([], addresses);
        var options = new NodePortOptions { Count = Count, Timeout = Durations.FromSeconds(TimeoutSeconds), Path = Path, Route = Route };
        Run(async (pipeline, cancellationToken) =>
        {
            IReadOnlyList<PathAccess> accesses = Route == NodePortRoute.Direct ? [] : await choice.OpenAsync(cancellationToken).ConfigureAwait(false);
            var test = new NodePortTest(_targets, options, [.. accesses.Select(access => access.Cluster).OfType<IClusterReader>()], lab.Connector);
            foreach (NodePortResult result in await test.RunAsync(cancellationToken).ConfigureAwait(false))
                await pipeline.RecordAsync(result).ConfigureAwait(false);
        });
    }
}
