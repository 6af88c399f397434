using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.KubernetesApi.Tables;

namespace TlsPathTools.Lab.Tests.KubernetesApi;

public class TableTests
{
    private static readonly DateTimeOffset s_now = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-5, "<invalid>")]
    [InlineData(-1, "0s")]
    [InlineData(0, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(335, "5m35s")]
    [InlineData(600, "10m")]
    [InlineData(10_799, "179m")]
    [InlineData(10_800, "3h")]
    [InlineData(3 * 3600 + 12 * 60 + 59, "3h12m")]
    [InlineData(8 * 3600 + 59 * 60, "8h")]
    [InlineData(47 * 3600, "47h")]
    [InlineData(48 * 3600, "2d")]
    [InlineData(49 * 3600, "2d1h")]
    [InlineData(8 * 86_400 + 3600, "8d")]
    [InlineData(729 * 86_400, "729d")]
    [InlineData(730 * 86_400, "2y")]
    [InlineData(800 * 86_400, "2y70d")]
    [InlineData(3000 * 86_400L, "8y")]
    public void Ages_are_written_as_kubectl_writes_them(long seconds, string expected) => Assert.Equal(expected, HumanDuration.Of(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("""{"status":{"phase":"Pending"}}""", "Pending")]
    [InlineData("""{"status":{"phase":"Failed","reason":"Evicted"}}""", "Evicted")]
    [InlineData("""{"metadata":{"deletionTimestamp":"2025-06-01T12:00:00Z"},"status":{"phase":"Running"}}""", "Terminating")]
    [InlineData("""{"metadata":{"deletionTimestamp":"2025-06-01T12:00:00Z"},"status":{"phase":"Succeeded"}}""", "Succeeded")]
    [InlineData("""{"metadata":{"deletionTimestamp":"2025-06-01T12:00:00Z"},"status":{"phase":"Running","reason":"NodeLost"}}""", "Unknown")]
    [InlineData("""{"status":{"phase":"Running","containerStatuses":[{"state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}}""", "CrashLoopBackOff")]
    [InlineData("""{"status":{"phase":"Running","containerStatuses":[{"state":{"terminated":{"exitCode":137,"signal":9}}}]}}""", "Signal:9")]
    [InlineData("""{"status":{"phase":"Running","containerStatuses":[{"state":{"terminated":{"exitCode":2}}}]}}""", "ExitCode:2")]
    [InlineData("""{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"False"}],"containerStatuses":[{"state":{"terminated":{"reason":"Completed"}}},{"ready":true,"state":{"running":{}}}]}}""", "NotReady")]
    [InlineData("""{"spec":{"initContainers":[{},{}]},"status":{"phase":"Pending","initContainerStatuses":[{"state":{"terminated":{"exitCode":0}}},{"state":{"running":{}}}]}}""", "Init:1/2")]
    [InlineData("""{"status":{"phase":"Pending","initContainerStatuses":[{"state":{"waiting":{"reason":"ImagePullBackOff"}}}]}}""", "Init:ImagePullBackOff")]
    public void The_status_of_a_pod_is_what_tells_most(string pod, string expected) => Assert.Equal(expected, PodTable.Status((JsonObject)JsonNode.Parse(pod)!));

    [Theory]
    [InlineData("Pod", "Name Ready Status Restarts Age IP* Node* Nominated_Node* Readiness_Gates*")]
    [InlineData("Node", "Name Status Roles Age Version Internal-IP* External-IP* OS-Image* Kernel-Version* Container-Runtime*")]
    [InlineData("Service", "Name Type Cluster-IP External-IP Port(s) Age Selector*")]
    [InlineData("EndpointSlice", "Name AddressType Ports Endpoints Age")]
    [InlineData("Event", "Last_Seen Type Reason Object Subobject* Source* Message First_Seen* Count* Name*")]
    [InlineData("DaemonSet", "Name Desired Current Ready Up-to-date Available Node_Selector Age Containers* Images* Selector*")]
    [InlineData("Ingress", "Name Class Hosts Address Ports Age")]
    [InlineData("PodDisruptionBudget", "Name Min_Available Max_Unavailable Allowed_Disruptions Age")]
    [InlineData("TargetGroupBinding", "Name SERVICE-NAME SERVICE-PORT TARGET-TYPE ARN* Age")]
    [InlineData("Certificate", "Name Ready Secret Issuer* Status* Age")]
    [InlineData("ServiceAccount", "Name Secrets Age")]
    public void Columns_are_those_of_Kubernetes(string kind, string expected)
    {
        Table table = Table.Of(ResourceKinds.All.First(known => known.Kind == kind));

        Assert.Equal(expected, string.Join(' ', table.Columns.Select(column => column.Name.Replace(' ', '_') + (column.Wide ? "*" : ""))));
    }

    [Theory]
    [InlineData("Service", "External-IP", """{"spec":{"type":"LoadBalancer"}}""", "<pending>")]
    [InlineData("Service", "External-IP", """{"spec":{"type":"LoadBalancer"},"status":{"loadBalancer":{"ingress":[{"hostname":"a"},{"ip":"1.2.3.4"}]}}}""", "a,1.2.3.4")]
    [InlineData("Service", "External-IP", """{"spec":{"type":"NodePort"}}""", "<none>")]
    [InlineData("Service", "Port(s)", """{"spec":{"ports":[{"port":443,"nodePort":32080,"protocol":"TCP"},{"port":53,"protocol":"UDP"}]}}""", "443:32080/TCP,53/UDP")]
    [InlineData("Node", "Status", """{"spec":{"unschedulable":true},"status":{"conditions":[{"type":"Ready","status":"Unknown"}]}}""", "NotReady,SchedulingDisabled")]
    [InlineData("Node", "Roles", """{"metadata":{"labels":{"node-role.kubernetes.io/worker":"","kubernetes.io/role":"gpu"}}}""", "gpu,worker")]
    [InlineData("EndpointSlice", "Endpoints", """{"endpoints":[{"addresses":["1"]},{"addresses":["2"]},{"addresses":["3"]},{"addresses":["4"]},{"addresses":["5"]}]}""", "1,2,3 + 2 more...")]
    [InlineData("Ingress", "Hosts", """{"spec":{"rules":[{}]}}""", "*")]
    [InlineData("Event", "Object", """{"involvedObject":{"kind":"TargetGroupBinding","name":"x"}}""", "targetgroupbinding/x")]
    [InlineData("Event", "Last Seen", """{"eventTime":"2025-06-01T11:59:00.000000Z"}""", "60s")]
    [InlineData("PodDisruptionBudget", "Min Available", """{"spec":{"minAvailable":"50%"}}""", "50%")]
    [InlineData("PodDisruptionBudget", "Max Unavailable", """{"spec":{}}""", "N/A")]
    [InlineData("Deployment", "Ready", """{"spec":{"replicas":3},"status":{"readyReplicas":1}}""", "1/3")]
    [InlineData("NetworkPolicy", "Pod-Selector", """{"spec":{"podSelector":{"matchLabels":{"a":"b"},"matchExpressions":[{"key":"c","operator":"In","values":["d"]}]}}}""", "a=b,c in (d)")]
    public void Cells_say_what_kubectl_says(string kind, string column, string item, string expected)
    {
        Table table = Table.Of(ResourceKinds.All.First(known => known.Kind == kind));

        Assert.Equal(expected, table.Columns.Single(known => known.Name == column).Cell((JsonObject)JsonNode.Parse(item)!, s_now)?.ToString());
    }
}
