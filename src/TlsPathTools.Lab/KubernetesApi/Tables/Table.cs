using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.KubernetesApi.Tables;

/// <summary>A column of a table.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Type">string, integer or date.</param>
/// <param name="Cell">What stands there for an object: a text, a whole number or null.</param>
/// <param name="Wide">Whether only -o wide shows it.</param>
/// <param name="Description">What it means.</param>
internal sealed record TableColumn(string Name, string Type, Func<JsonObject, DateTimeOffset, object?> Cell, bool Wide = false, string Description = "");

/// <summary>How objects of a kind are shown: the columns of Kubernetes' printers (pkg/printers/internalversion) and of the definitions of custom resources.</summary>
internal sealed class Table
{
    private readonly List<TableColumn> _columns = [];

    private Table() => Text("Name", KubeObject.Name);

    public IReadOnlyList<TableColumn> Columns => _columns;

    /// <summary>The table of a kind.</summary>
    public static Table Of(ResourceKind kind)
    {
        var table = new Table();
        (kind switch
        {
            _ when kind == ResourceKinds.Pods => PodTable.Fill,
            _ when kind == ResourceKinds.Nodes => NodeTable.Fill,
            _ when kind == ResourceKinds.Services => ServiceTables.Services,
            _ when kind == ResourceKinds.Endpoints => ServiceTables.Endpoints,
            _ when kind == ResourceKinds.EndpointSlices => ServiceTables.EndpointSlices,
            _ when kind == ResourceKinds.Ingresses => ServiceTables.Ingresses,
            _ when kind == ResourceKinds.IngressClasses => ServiceTables.IngressClasses,
            _ when kind == ResourceKinds.NetworkPolicies => ServiceTables.NetworkPolicies,
            _ when kind == ResourceKinds.Events => EventTable.Fill,
            _ when kind == ResourceKinds.Deployments => WorkloadTables.Deployments,
            _ when kind == ResourceKinds.ReplicaSets => WorkloadTables.ReplicaSets,
            _ when kind == ResourceKinds.DaemonSets => WorkloadTables.DaemonSets,
            _ when kind == ResourceKinds.ControllerRevisions => WorkloadTables.ControllerRevisions,
            _ when kind == ResourceKinds.PodDisruptionBudgets => WorkloadTables.PodDisruptionBudgets,
            _ when kind.IsCustom => CustomTables.Find(kind),
            _ => (Action<Table>)(other => SmallTables.Fill(other, kind)),
        })(table);
        return table;
    }

    /// <summary>Takes the name out again, for the kind that has it elsewhere.</summary>
    public Table WithoutName()
    {
        _columns.Clear();
        return this;
    }

    /// <summary>A column of text.</summary>
    public Table Text(string name, Func<JsonObject, string?> cell, bool wide = false) => Add(new(name, "string", (item, _) => cell(item), wide));

    /// <summary>A column of whole numbers.</summary>
    public Table Number(string name, Func<JsonObject, int?> cell, bool wide = false) => Add(new(name, "integer", (item, _) => cell(item), wide));

    /// <summary>A column of text that depends on the time.</summary>
    public Table Timed(string name, Func<JsonObject, DateTimeOffset, string?> cell, bool wide = false) => Add(new(name, "string", cell, wide));

    /// <summary>The age.</summary>
    public Table Age(string type = "string") => Add(new("Age", type, HumanDuration.Age));

    private Table Add(TableColumn column)
    {
        _columns.Add(column);
        return this;
    }
}
