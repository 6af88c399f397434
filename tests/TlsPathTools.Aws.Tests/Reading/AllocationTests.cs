using System.Text;
using System.Xml;
using TlsPathTools.Aws.Ec2;
using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Tests.Reading;

/// <summary>What a page of 1,000 instances costs, against a bare loop over the same XML that takes every text.</summary>
public class AllocationTests(ITestOutputHelper output)
{
    [Fact]
    public void Reading_1000_instances_allocates_no_more_than_a_bare_loop_does()
    {
        byte[] answer = Encoding.UTF8.GetBytes(Answer(1000));
        AwsCall<AwsPage<Instance>> call = Ec2Operations.DescribeInstances([], []);
        Assert.Equal(1000, call.Read(new MemoryStream(answer)).Items.Count);
        Loop(answer);

        long floor = Allocated(() => Loop(answer));
        long read = Allocated(() => call.Read(new MemoryStream(answer)));

        output.WriteLine($"{answer.Length / 1e6:0.00} MB of XML: {read / 1e6:0.00} MB allocated, the bare loop {floor / 1e6:0.00} MB: {(double)read / floor:0.00} times");
        Assert.InRange((double)read / floor, 0, 1.5);
    }

    private static long Allocated(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static int Loop(byte[] answer)
    {
        using XmlReader reader = XmlReader.Create(new MemoryStream(answer), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, IgnoreWhitespace = true });
        int length = 0;
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Text)
                length += reader.Value.Length;
        }

        return length;
    }

    // As EC2 writes them: indented, one reservation each, with much that nobody reads here.
    private static string Answer(int count)
    {
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DescribeInstancesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">\n    <requestId>8f7724cf</requestId>\n    <reservationSet>\n");
        for (int i = 0; i < count; i++)
        {
            string zone = "eu-west-2" + "abc"[i % 3];
            text.Append(null, $"""
                        <item>
                            <reservationId>r-0{i:x16}</reservationId>
                            <ownerId>123456789012</ownerId>
                            <groupSet/>
                            <instancesSet>
                                <item>
                                    <instanceId>i-0{i:x16}</instanceId>
                                    <imageId>ami-0123456789abcdef0</imageId>
                                    <instanceState><code>16</code><name>running</name></instanceState>
                                    <privateDnsName>ip-10-0-{i / 250}-{i % 250}.eu-west-2.compute.internal</privateDnsName>
                                    <dnsName/>
                                    <reason/>
                                    <amiLaunchIndex>0</amiLaunchIndex>
                                    <productCodes/>
                                    <instanceType>m5.large</instanceType>
                                    <launchTime>2026-01-02T03:04:{i % 60:00}.000Z</launchTime>
                                    <placement><availabilityZone>{zone}</availabilityZone><groupName/><tenancy>default</tenancy></placement>
                                    <monitoring><state>disabled</state></monitoring>
                                    <subnetId>subnet-0123456789abcde{i % 3}</subnetId>
                                    <vpcId>vpc-0123456789abcdef0</vpcId>
                                    <privateIpAddress>10.0.{i / 250}.{i % 250}</privateIpAddress>
                                    <sourceDestCheck>true</sourceDestCheck>
                                    <groupSet><item><groupId>sg-0123456789abcdef0</groupId><groupName>nodes</groupName></item></groupSet>
                                    <architecture>x86_64</architecture>
                                    <rootDeviceType>ebs</rootDeviceType>
                                    <rootDeviceName>/dev/xvda</rootDeviceName>
                                    <blockDeviceMapping><item><deviceName>/dev/xvda</deviceName><ebs><volumeId>vol-0{i:x16}</volumeId><status>attached</status><attachTime>2026-01-02T03:04:05.000Z</attachTime><deleteOnTermination>true</deleteOnTermination></ebs></item></blockDeviceMapping>
                                    <virtualizationType>hvm</virtualizationType>
                                    <clientToken>fleet-{i:x16}</clientToken>
                                    <tagSet><item><key>kubernetes.io/cluster/prod</key><value>owned</value></item><item><key>Name</key><value>prod-node</value></item></tagSet>
                                    <hypervisor>xen</hypervisor>
                                    <networkInterfaceSet><item><networkInterfaceId>eni-0{i:x16}</networkInterfaceId><subnetId>subnet-0123456789abcde{i % 3}</subnetId><vpcId>vpc-0123456789abcdef0</vpcId><description/><ownerId>123456789012</ownerId><status>in-use</status><macAddress>0a:00:00:00:{i / 256:x2}:{i % 256:x2}</macAddress><privateIpAddress>10.0.{i / 250}.{i % 250}</privateIpAddress><sourceDestCheck>true</sourceDestCheck><groupSet><item><groupId>sg-0123456789abcdef0</groupId><groupName>nodes</groupName></item></groupSet><attachment><attachmentId>eni-attach-0{i:x16}</attachmentId><deviceIndex>0</deviceIndex><status>attached</status><attachTime>2026-01-02T03:04:05.000Z</attachTime><deleteOnTermination>true</deleteOnTermination></attachment><privateIpAddressesSet><item><privateIpAddress>10.0.{i / 250}.{i % 250}</privateIpAddress><primary>true</primary></item></privateIpAddressesSet><interfaceType>interface</interfaceType></item></networkInterfaceSet>
                                    <iamInstanceProfile><arn>arn:aws:iam::123456789012:instance-profile/nodes</arn><id>AIPA0123456789ABCDEF</id></iamInstanceProfile>
                                    <ebsOptimized>false</ebsOptimized>
                                    <enaSupport>true</enaSupport>
                                    <metadataOptions><state>applied</state><httpTokens>required</httpTokens><httpPutResponseHopLimit>2</httpPutResponseHopLimit><httpEndpoint>enabled</httpEndpoint></metadataOptions>
                                </item>
                            </instancesSet>
                        </item>

                """);
        }

        return text.Append("    </reservationSet>\n</DescribeInstancesResponse>\n").ToString();
    }
}
