using TlsPathTools.Comparison;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Core.Tests.Comparison;

public class CniPropertyTests
{
    [Fact]
    public void Another_MTU_can_explain_and_is_said_to_come_from_an_older_pod()
    {
        var fleet = new Fleet(4);
        fleet.ChangeCni(0, new CniSetting("AWS_VPC_ENI_MTU", "1500"));
        for (int i = 1; i < 4; i++)
            fleet.ChangeCni(i, new CniSetting("AWS_VPC_ENI_MTU", "9001"));
        NodeConfigComparison row = fleet.Compare("CniMtu");
        Assert.Equal((false, true, CanExplain.Yes), (row.Same, row.LinesUpWithFault, row.CanExplain));
        Assert.Equal(["1500", "9001", "9001", "9001"], row.Values);
        Assert.Contains("One DaemonSet gives all nodes this setting", row.Note, StringComparison.Ordinal);
        Assert.Contains("AWS_VPC_ENI_MTU", row.Source, StringComparison.Ordinal);
        Assert.Equal("CniMtu", fleet.Compare()[0].Property);
    }

    [Fact]
    public void What_is_not_set_is_as_the_default()
    {
        var fleet = new Fleet(3);
        fleet.ChangeCni(0, new CniSetting("AWS_VPC_ENI_MTU", "9001"), new("ENABLE_POD_ENI", "true"));
        fleet.ChangeCni(1, new CniSetting("AWS_VPC_ENI_MTU", ""));
        fleet.ChangeCni(2, new CniSetting("POD_MTU", "1400"));
        NodeConfigComparison mtu = fleet.Compare("CniMtu");
        Assert.Equal((true, "9001", "9001 (default)", "9001 (default)"), (mtu.Same, mtu.Values[0], mtu.Values[1], mtu.Values[2]));
        Assert.Contains("pods keep the MTU", mtu.Note, StringComparison.Ordinal);
        Assert.Equal(["true", "false (default)", "false (default)"], fleet.Compare("CniPodInterfaces").Values);
        Assert.Equal(["as CniMtu (default)", "as CniMtu (default)", "1400"], fleet.Compare("CniPodMtu").Values);
    }

    [Fact]
    public void Of_several_of_one_name_the_last_holds_and_one_that_is_set_from_elsewhere_is_not_known()
    {
        var fleet = new Fleet(3);
        fleet.ChangeCni(0, new CniSetting("AWS_VPC_ENI_MTU", "9001"), new("AWS_VPC_ENI_MTU", "1500"));
        fleet.ChangeCni(1, new CniSetting("AWS_VPC_ENI_MTU", null));
        fleet.ChangeCni(2, new CniSetting("AWS_VPC_ENI_MTU", "1500"));
        NodeConfigComparison row = fleet.Compare("CniMtu");
        Assert.Equal((true, 1, "1500"), (row.Same, row.Unknown, row.Values[0]));
        Assert.Equal("unknown: it is set from elsewhere (valueFrom), which is not read", row.Values[1]);
    }

    [Fact]
    public void Where_no_setting_is_in_the_snapshot_none_is_taken_for_a_default()
    {
        NodeConfigComparison[] rows = [.. new Fleet(2).Compare().Where(row => row.Group == ConfigGroup.Cni && row.Source!.Contains('_', StringComparison.Ordinal))];
        Assert.Equal(CniSetting.Variables.Count, rows.Length);
        Assert.All(rows, row => Assert.Equal((null, "unknown: the plugin's settings were not read"), (row.Same, row.Values[0])));
        Assert.Equal(CniSetting.Variables.Order(StringComparer.Ordinal), rows.Select(row => row.Source!.Split('(', ')')[1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Network_policies_are_on_where_the_agent_is_told_so()
    {
        var fleet = new Fleet(4);
        CniSetting mtu = new("AWS_VPC_ENI_MTU", "9001");
        fleet.ChangeCni(0, mtu);
        fleet.ChangePolicyAgent(0, new CniSetting("enable-network-policy", "true"));
        fleet.ChangeCni(1, mtu);
        fleet.ChangePolicyAgent(1);
        fleet.ChangeCni(2, mtu);
        fleet.ChangePolicyAgent(3);
        Assert.Equal(["on", "off", "off (no agent)", "unknown: the plugin's settings were not read"], fleet.Compare("CniNetworkPolicy").Values);
    }

    [Fact]
    public void While_a_pod_of_the_plugin_is_replaced_the_new_one_counts()
    {
        foreach (bool oldFirst in (bool[])[true, false])
        {
            var fleet = new Fleet(2);
            fleet.ChangeCni(0, new CniSetting("AWS_VPC_ENI_MTU", "1500"));
            fleet.ChangeCni(1, new CniSetting("AWS_VPC_ENI_MTU", "9001"));
            Pod old = fleet.Cni[0] with { Metadata = fleet.Cni[0].Metadata! with { Name = "old", DeletionTimestamp = DateTime.UnixEpoch } };
            fleet.ChangeCni(0, new CniSetting("AWS_VPC_ENI_MTU", "9001"));
            fleet.Cni.Insert(oldFirst ? 0 : 2, old);
            Assert.True(fleet.Compare("CniMtu").Same);
        }
    }
}
