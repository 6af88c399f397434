using System.Reflection;
using TlsPathTools.Comparison;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Certificates;
using TlsPathTools.Topology.Conflicts;
using TlsPathTools.Topology.Logs;
using TlsPathTools.Topology.Permissions;
using TlsPathTools.Topology.Pods;

namespace TlsPathTools.Core.Tests.Topology;

public class FindingJsonTests
{
    public static TheoryData<string> Kinds { get; } = ["loadBalancerConflict", "certificateRenewal", "nodePodDistribution", "podLogSummary", "permissionCheck", "nodeKubeProxy", "nodeConfigComparison"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_record_with_everything_in_it_comes_back_equal(string kind)
    {
        TlsPathRecord record = Filled(kind);

        string line = TlsPathJson.Serialize(record);
        TlsPathRecord back = TlsPathJson.Deserialize(line);

        Assert.StartsWith($"{{\"kind\":\"{kind}\"", line);
        Assert.Equal(record, back);
        Assert.Equal(record.GetHashCode(), back.GetHashCode());
        Assert.Equal(line, TlsPathJson.Serialize(back));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Properties_are_flat(string kind) => Assert.All(Properties(Filled(kind).GetType()), property =>
    {
        Type type = property.PropertyType.IsArray ? property.PropertyType.GetElementType()! : Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        Assert.True(type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(DateTime), $"{property.Name} is a {type.Name}");
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void One_property_that_differs_makes_another_record(string kind)
    {
        TlsPathRecord record = Filled(kind);
        foreach (PropertyInfo property in Properties(record.GetType()))
        {
            TlsPathRecord other = Filled(kind);
            property.SetValue(other, property.PropertyType.IsValueType ? Activator.CreateInstance(property.PropertyType) : null);
            Assert.False(record.Equals(other), property.Name);
        }
    }

    private static TlsPathRecord Filled(string kind)
    {
        TlsPathRecord record = kind switch
        {
            "loadBalancerConflict" => new LoadBalancerConflict { ConflictKind = default, Detail = "" },
            "certificateRenewal" => new CertificateRenewal { CertificateName = "", StuckAt = default, Detail = "" },
            "nodePodDistribution" => new NodePodDistribution { Namespace = "", ServiceName = "", Pods = 0, ReadyPods = 0, NotReadyPods = 0, TerminatingPods = 0, Detail = "" },
            "podLogSummary" => new PodLogSummary { Namespace = "", PodName = "", Lines = 0, Detail = "" },
            "permissionCheck" => new PermissionCheck { System = default, Permission = "", Access = default, State = default, Detail = "" },
            "nodeKubeProxy" => new NodeKubeProxy { NodeName = "", SyncState = default, Detail = "" },
            "nodeConfigComparison" => new NodeConfigComparison { Property = "", Group = default, Reason = "", Detail = "" },
            "nodeComparisonSummary" => new NodeComparisonSummary { Detail = "" },
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        int number = 1;
        foreach (PropertyInfo property in Properties(record.GetType()))
            property.SetValue(record, Value(property.PropertyType, property.Name, number++));
        return record;
    }

    private static PropertyInfo[] Properties(Type type) => [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite)];

    private static object Value(Type type, string name, int number)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(string) ? name
            : type == typeof(string[]) ? new[] { name, "more" }
            : type == typeof(bool) ? true
            : type == typeof(int) ? number
            : type == typeof(double) ? number + 0.5
            : type == typeof(DateTime) ? Sample.Now.AddSeconds(number)
            : type.IsEnum ? Enum.GetValues(type).GetValue(1)!
            : throw new NotSupportedException(type.Name);
    }
}
