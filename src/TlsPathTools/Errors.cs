using System.Management.Automation;
using TlsPathTools.Remediation;

namespace TlsPathTools;

/// <summary>
/// Every error record of the module. An error means "could not test"; a failed attempt is a result. The ids are API: scripts
/// compare them. Texts are safe to show: what a user wrote is escaped, and credentials never get here.
/// </summary>
internal static class Errors
{
    internal const string NameNotUsable = nameof(NameNotUsable);
    internal const string NameNotResolved = nameof(NameNotResolved);
    internal const string AddressNotUsable = nameof(AddressNotUsable);
    internal const string PortNotUsable = nameof(PortNotUsable);
    internal const string NothingToProbe = nameof(NothingToProbe);
    internal const string ServerNotUsable = nameof(ServerNotUsable);
    internal const string ProxyNotUsable = nameof(ProxyNotUsable);
    internal const string CaFileNotUsable = nameof(CaFileNotUsable);
    internal const string OptionsNotUsable = nameof(OptionsNotUsable);
    internal const string ParametersConflict = nameof(ParametersConflict);

    internal const string LabNotFound = nameof(LabNotFound);
    internal const string LabNotStarted = nameof(LabNotStarted);
    internal const string ScenarioNotUsable = nameof(ScenarioNotUsable);

    internal const string ConnectionNotOpen = nameof(ConnectionNotOpen);
    internal const string ConnectionNotFound = nameof(ConnectionNotFound);
    internal const string ConnectionFailed = nameof(ConnectionFailed);
    internal const string NothingToRead = nameof(NothingToRead);
    internal const string EvidenceNotUsable = nameof(EvidenceNotUsable);
    internal const string EvidenceNotWritten = nameof(EvidenceNotWritten);
    internal const string NoSnapshot = nameof(NoSnapshot);
    internal const string NodeNotFound = nameof(NodeNotFound);
    internal const string ServiceNotFound = nameof(ServiceNotFound);
    internal const string TooFewNodes = nameof(TooFewNodes);
    internal const string ClientAddressNotUsable = nameof(ClientAddressNotUsable);

    internal const string NodeAmbiguous = nameof(NodeAmbiguous);
    internal const string NodeInClusters = nameof(NodeInClusters);
    internal const string NoPrompt = nameof(NoPrompt);
    internal const string OthersLeftAlone = nameof(OthersLeftAlone);
    internal const string RestartRefused = nameof(RestartRefused);
    internal const string RestartFailed = nameof(RestartFailed);
    internal const string SchedulingRefused = nameof(SchedulingRefused);
    internal const string SchedulingFailed = nameof(SchedulingFailed);

    internal static ErrorRecord ConnectionIsNotOpen(TlsPathConnection connection) => Make(
        ConnectionNotOpen, ErrorCategory.ConnectionError, connection, $"{connection} is not open in this session.",
        "Open one with Connect-TlsPath; a connection that was closed, or came from another session or a file, cannot be used.");

    internal static ErrorRecord ConnectionIsNotFound(int connectionId) => Make(
        ConnectionNotFound, ErrorCategory.ObjectNotFound, connectionId, $"There is no connection {connectionId} in this session.",
        "Get-TlsPathConnection lists them; Disconnect-TlsPath without parameters closes all.");

    internal static ErrorRecord ConnectionHasFailed(string problem, string? advice) => Make(
        ConnectionFailed, ErrorCategory.ConnectionError, null, problem, advice ?? "Get-Help Connect-TlsPath shows how account and cluster are named.");

    internal static ErrorRecord NothingIsToRead(string problem, string advice) => Make(
        NothingToRead, ErrorCategory.InvalidData, null, problem, advice);

    internal static ErrorRecord EvidenceIsNotUsable(string path, Exception problem) => Make(
        EvidenceNotUsable, problem is FormatException ? ErrorCategory.InvalidData : ErrorCategory.OpenError, path, problem,
        "Give a file that Export-TlsPathEvidence or 'tlspath probe --json' wrote.");

    internal static ErrorRecord EvidenceIsNotWritten(string path, Exception problem) => Make(
        EvidenceNotWritten, ErrorCategory.WriteError, path, problem, "Give a path in a folder that can be written; -Force replaces a file.");

    internal static ErrorRecord ThereIsNoSnapshot(object target) => Make(
        NoSnapshot, ErrorCategory.InvalidData, target, "The evidence holds no snapshot of cloud and cluster.",
        "Export it with a connection: Export-TlsPathEvidence reads the snapshot unless -NoSnapshot is given.");

    internal static ErrorRecord NodeIsNotFound(string name) => Make(
        NodeNotFound, ErrorCategory.ObjectNotFound, name, $"No node '{SafeText.Escape(name)}' was found in what could be read.",
        "Get-NodeKubeProxy without -NodeName shows all; a warning says what could not be read.");

    internal static ErrorRecord NodeIsAmbiguous(string node, string one, string other) => Make(
        NodeAmbiguous, ErrorCategory.InvalidData, node, $"Rows say that node '{SafeText.Escape(node)}' is instance {SafeText.Escape(one)}, and that it is {SafeText.Escape(other)}. Nothing was changed on it.",
        "The node was replaced between the readings, or the rows come from two clusters: read the map again.");

    internal static ErrorRecord NodeIsInClusters(string node, IEnumerable<string> clusters) => Make(
        NodeInClusters, ErrorCategory.InvalidArgument, node, $"Clusters {string.Join(" and ", clusters.Select(one => SafeText.Escape(one)))} have a node '{SafeText.Escape(node)}' each. Nothing was changed on either.",
        "Give the one connection that is meant: -Connection.");

    internal static ErrorRecord OthersAreLeftAlone(string node, IReadOnlyCollection<string> others) => Make(
        OthersLeftAlone, ErrorCategory.OperationStopped, node, $"After what became of node '{SafeText.Escape(node)}', nothing was done to the other {others.Count}: {string.Join(", ", others.Select(one => SafeText.Escape(one)))}.",
        "What kept its kube-proxy from coming back may keep theirs. See to it first, then name them again.");

    internal static ErrorRecord NobodyCanBeAsked(string node) => Make(
        NoPrompt, ErrorCategory.InvalidOperation, node, $"Nobody can be asked whether node '{SafeText.Escape(node)}' may be changed, and nothing was changed.",
        "Look at -WhatIf, and give -Confirm:$false where no question is wanted.");

    internal static ErrorRecord RestartIsRefused(KubeProxyRestartPlan plan) => Make(
        RestartRefused, ErrorCategory.InvalidOperation, plan.NodeName,
        $"kube-proxy of node '{SafeText.Escape(plan.NodeName)}' is not restarted: {string.Join(" ", plan.Checks.Where(check => check.Stops && check.Passed != true).Select(check => check.Detail))}",
        "Get-NodeKubeProxy shows its state; nothing was changed.");

    internal static ErrorRecord RestartHasFailed(KubeProxyRestart restart) => Make(
        RestartFailed, ErrorCategory.OperationStopped, restart, $"kube-proxy of node '{restart.NodeName}': {restart.Detail}",
        "Get-NodeKubeProxy shows its state now.");

    internal static ErrorRecord SchedulingIsRefused(NodeSchedulingPlan plan) => Make(
        SchedulingRefused, ErrorCategory.InvalidOperation, plan.NodeName,
        $"Node '{SafeText.Escape(plan.NodeName)}' is left as it is: {string.Join(" ", plan.Checks.Where(check => check.Stops && check.Passed != true).Select(check => check.Detail))}",
        "Read the map again, and look at Test-TlsPathPermission; nothing was changed.");

    internal static ErrorRecord SchedulingHasFailed(NodeSchedulingChange change, string failure) => Make(
        SchedulingFailed, ErrorCategory.OperationStopped, change, $"Node '{change.NodeName}': {failure}", "The same command with -WhatIf shows its state now.");

    internal static ErrorRecord ClientAddressIsNone(string address) => Make(
        ClientAddressNotUsable, ErrorCategory.InvalidArgument, address, $"'{SafeText.Escape(address)}' is no address and no range of addresses.",
        "Give the address that the client is seen under, such as 198.51.100.7, or a range such as 198.51.100.0/24.");

    internal static ErrorRecord ThereAreTooFewNodes(IReadOnlyList<string> nodes) => Make(
        TooFewNodes, ErrorCategory.InvalidData, nodes, nodes.Count == 0 ? "There is no node to compare." : $"There is one node only, {SafeText.Escape(nodes[0])}, and nothing to compare it with.",
        "Give two nodes or more, or pipe what Get-TargetNodeMap puts out.");

    internal static ErrorRecord ServiceIsNotFound(string @namespace, string? name) => Make(
        ServiceNotFound, ErrorCategory.ObjectNotFound, name ?? @namespace,
        name is null ? $"No service was found in namespace '{SafeText.Escape(@namespace)}'." : $"No service '{SafeText.Escape(name)}' was found in namespace '{SafeText.Escape(@namespace)}'.",
        "Look at the name and the namespace; a warning says what could not be read.");

    internal static ErrorRecord NameIsNotUsable(string? name, string problem) => Make(
        NameNotUsable, ErrorCategory.InvalidArgument, WithoutSecret(name), problem,
        "Write a name, name:port, an address, [IPv6 address]:port, or a URL.");

    internal static ErrorRecord NameIsNotResolved(string name, string failure) => Make(
        NameNotResolved, ErrorCategory.ObjectNotFound, name, failure,
        "Look at what each resolver says: Resolve-EndpointIPs with -PerServer; ask others with -Server.");

    internal static ErrorRecord AddressIsNotUsable(string address) => Make(
        AddressNotUsable, ErrorCategory.InvalidArgument, address,
        $"'{SafeText.Escape(address)}' is not an IP address.",
        "Write an address such as 192.0.2.1 or 2001:db8::1; a name belongs to -HostName.");

    internal static ErrorRecord PortIsNotUsable(int port) => Make(
        PortNotUsable, ErrorCategory.InvalidArgument, port, $"{port} is not a TCP port.", "Give a port from 1 to 65535.");

    internal static ErrorRecord NothingIsToProbe() => Make(
        NothingToProbe, ErrorCategory.InvalidData, null, "The input has neither a host name nor an address.",
        "Give -HostName or -IPAddress, or pipe objects with a property of such a name.");

    internal static ErrorRecord ServerIsNotUsable(string? server, string problem) => Make(
        ServerNotUsable, ErrorCategory.InvalidArgument, server, problem,
        "Write a resolver's address, with a port if it is not 53: 192.0.2.53, 127.0.0.1:5353, [2001:db8::53]:53.");

    internal static ErrorRecord ProxyIsNotUsable(Exception problem) => Make(
        ProxyNotUsable, ErrorCategory.InvalidArgument, "Proxy", problem,
        "Write http://host:port, https://host:port or host:port; name and password go into -ProxyCredential.");

    internal static ErrorRecord CaFileIsNotUsable(string path, Exception problem) => Make(
        CaFileNotUsable, problem is FormatException ? ErrorCategory.InvalidData : ErrorCategory.OpenError, path, problem,
        "Give a readable PEM or DER file of the CA certificates that the server's chain ends in.");

    internal static ErrorRecord OptionsAreNotUsable(string problem) => Make(
        OptionsNotUsable, ErrorCategory.InvalidArgument, null, problem, "Get-Help shows the range of each parameter.");

    internal static ErrorRecord ParametersDoConflict(string problem) => Make(
        ParametersConflict, ErrorCategory.InvalidArgument, null, problem, "Leave one of the parameters out; Get-Help says which belong together.");

    internal static ErrorRecord LabIsNotFound(int labId) => Make(
        LabNotFound, ErrorCategory.ObjectNotFound, labId, $"There is no lab {labId} in this session.",
        "Stop-TlsPathLab without parameters stops every lab of the session.");

    internal static ErrorRecord LabIsNotStarted(string scenario, Exception problem) => Make(
        LabNotStarted, ErrorCategory.ResourceUnavailable, scenario, problem, "The message says what this machine lacks; docs/lab.md has more.");

    internal static ErrorRecord ScenarioIsNotUsable(string scenario, Exception problem) => Make(
        ScenarioNotUsable, ErrorCategory.InvalidData, scenario, problem,
        "Get-TlsPathLabScenario lists the shipped ones; a file is checked against docs/lab-scenario.schema.json.");

    // A URL that could not be read may hold a password before '@', and error views print the target.
    private static string? WithoutSecret(string? text) => text?[(text.LastIndexOf('@') + 1)..];

    private static ErrorRecord Make(string id, ErrorCategory category, object? target, string message, string advice) =>
        Make(id, category, target, new InvalidOperationException(message), advice);

    private static ErrorRecord Make(string id, ErrorCategory category, object? target, Exception exception, string advice) =>
        new(exception, id, category, target)
        {
            ErrorDetails = new ErrorDetails(exception.Message) { RecommendedAction = advice },
        };
}
