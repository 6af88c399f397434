using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Tests.Scenarios;

public class ScenarioCheckTests
{
    [Theory]
    // References.
    [InlineData("\"values\": [\"app\"]", "\"values\": [\"ap\"]", "dns.records[0].values[0]", "there is no load balancer 'ap'; did you mean 'app'?")]
    [InlineData("\"subnet\": \"subnet-0a1b2c3d\", \"pub", "\"subnet\": \"subnet-0a1b2c3f\", \"pub", "loadBalancers[0].subnets[0].subnet", "there is no subnet 'subnet-0a1b2c3f'; did you mean ")]
    [InlineData("{ \"targetGroup\": \"app-nodes\" }", "{ \"targetGroup\": \"nodes\" }", "loadBalancers[0].listeners[0].forward[0].targetGroup", "there is no target group 'nodes'; did you mean 'app-nodes'?")]
    [InlineData("\"targets\": [\"n1\"]", "\"targets\": [\"n2\"]", "targetGroups[0].targets[0]", "there is no node 'n2'")]
    [InlineData("\"certificate\": \"tls\"", "\"certificate\": \"tsl\"", "cluster.deployments[0].ports[0].certificate", "there is no certificate 'tsl'; did you mean 'tls'?")]
    [InlineData("\"selects\": \"web\"", "\"selects\": \"app\"", "cluster.services[0].selects", "there is no Deployment 'default/app'")]
    [InlineData("\"endpoint\": {", "\"client\": { \"proxy\": \"out\" }, \"endpoint\": {", "client.proxy", "there is no proxy 'out'; known are egress")]
    [InlineData("\"endpoint\": {", "\"client\": { \"resolver\": \"corp\" }, \"endpoint\": {", "client.resolver", "there is no resolver 'corp'; known are default")]
    [InlineData("\"name\": \"n1\", \"subnet\"", "\"name\": \"n1\", \"autoScalingGroup\": \"asg\", \"subnet\"", "cluster.nodes[0].autoScalingGroup", "there is no Auto Scaling group 'asg': this file has none")]
    [InlineData("\"zone\": \"eu-west-2a\"", "\"routeTable\": \"rtb-12345678\", \"zone\": \"eu-west-2a\"", "network.subnets[0].routeTable", "there is no route table 'rtb-12345678'")]
    [InlineData("\"endpoint\": { \"name\": \"app.", "\"endpoint\": { \"name\": \"api.", "endpoint.name", "no record gives 'api.example.org' an address; add one to dns.records")]
    // Addresses.
    [InlineData("\"cidr\": \"10.0.1.0/24\"", "\"cidr\": \"10.1.1.0/24\"", "network.subnets[0].cidr", "10.1.1.0/24 does not lie in the VPC's block 10.0.0.0/16")]
    [InlineData("\"cidr\": \"10.0.2.0/24\"", "\"cidr\": \"10.0.1.128/25\"", "network.subnets[1].cidr", "10.0.1.128/25 overlaps with 10.0.1.0/24, the block of subnet-0a1b2c3d")]
    [InlineData("\"cidr\": \"10.0.2.0/24\"", "\"cidr\": \"10.0.2.7/24\"", "network.subnets[1].cidr", "10.0.2.7/24 has bits beyond its length; did you mean 10.0.2.0/24?")]
    [InlineData("\"zone\": \"eu-west-2b\"", "\"zone\": \"us-east-1b\"", "network.subnets[1].zone", "us-east-1b is no zone of eu-west-2")]
    [InlineData("\"publicAddress\": \"203.0.113.10\"", "\"publicAddress\": \"8.8.8.8\"", "loadBalancers[0].subnets[0].publicAddress", "8.8.8.8 is no address of the lab's Internet; use 203.0.113.x")]
    [InlineData("\"publicAddress\": \"203.0.113.10\"", "\"privateAddress\": \"10.0.2.9\"", "loadBalancers[0].subnets[0].privateAddress", "10.0.2.9 does not lie in 10.0.1.0/24, the block of subnet-0a1b2c3d")]
    [InlineData("\"publicAddress\": \"203.0.113.10\"", "\"privateAddress\": \"10.0.1.3\"", "loadBalancers[0].subnets[0].privateAddress", "10.0.1.3 is one of the addresses that AWS keeps for itself")]
    [InlineData("\"members\": [\"m1\"]", "\"address\": \"203.0.113.10\"", "proxies[0].address", "203.0.113.10 is the address of load balancer app already")]
    [InlineData("\"endpoint\": {", "\"client\": { \"address\": \"192.0.2.1\" }, \"endpoint\": {", "client.address", "192.0.2.1 lies neither in the VPC (10.0.0.0/16) nor in 198.51.100.0/24")]
    // Names and numbers that must differ.
    [InlineData("\"subnet-0a1b2c3e\"", "\"subnet-0a1b2c3d\"", "network.subnets[1].id", "there are two subnets subnet-0a1b2c3d; the other is in line 8")]
    [InlineData("\"nodePort\": 30443 }]", "\"nodePort\": 30443 }, { \"name\": \"b\", \"targetPort\": 8443, \"nodePort\": 30443 }]", "cluster.services[0].ports[1].nodePort", "there are two NodePorts 30443")]
    // What does not fit together.
    [InlineData("\"protocol\": \"TCP\", \"forward\"", "\"protocol\": \"HTTPS\", \"certificate\": \"tls\", \"forward\"", "loadBalancers[0].listeners[0].protocol", "a listener of a network load balancer speaks TCP or TLS, not HTTPS")]
    [InlineData("\"protocol\": \"TCP\", \"forward\"", "\"protocol\": \"TLS\", \"forward\"", "loadBalancers[0].listeners[0].certificate", "is missing: TLS needs a certificate")]
    [InlineData("\"protocol\": \"TCP\", \"port\"", "\"protocol\": \"HTTP\", \"port\"", "loadBalancers[0].listeners[0].forward[0].targetGroup", "app-nodes speaks HTTP, which a network load balancer cannot forward to")]
    [InlineData(", \"forward\": [{ \"targetGroup\": \"app-nodes\" }]", "", "loadBalancers[0].listeners[0].forward", "is missing: say where to forward to")]
    [InlineData("\"targetPort\": 8443", "\"targetPort\": 8080", "cluster.services[0].ports[0].targetPort", "the pods of web do not listen to 8080; they listen to 8443")]
    [InlineData("\"selects\": \"web\"", "\"type\": \"ClusterIP\", \"selects\": \"web\"", "cluster.services[0].ports[0].nodePort", "a Service of type ClusterIP has no port of the nodes")]
    [InlineData("\"selects\": \"web\"", "\"healthCheckNodePort\": 31000, \"selects\": \"web\"", "cluster.services[0].healthCheckNodePort", "only a Service with externalTrafficPolicy Local has one")]
    [InlineData("\"certificate\": \"tls\"", "\"protocol\": \"http\", \"certificate\": \"tls\"", "cluster.deployments[0].ports[0].certificate", "plain HTTP shows no certificate")]
    [InlineData("\"deployments\": [", "\"objects\": [{ \"apiVersion\": \"v1\", \"kind\": \"Event\", \"metadata\": { \"name\": \"e\", \"creationTimestamp\": \"@72h\" } }], \"deployments\": [", "cluster.objects[0].metadata.creationTimestamp", "'@72h' is no time")]
    [InlineData("\"loadBalancers\": [", "\"loadBalancers\": [{ \"name\": \"other\", \"type\": \"network\", \"subnets\": [{ \"subnet\": \"subnet-0a1b2c3d\" }], \"listeners\": [{ \"port\": 443, \"protocol\": \"TCP\", \"forward\": [{ \"targetGroup\": \"app-nodes\" }] }] },", "loadBalancers[1].listeners[0].forward[0].targetGroup", "app-nodes belongs to load balancer other already")]
    public void What_does_not_hold_together_is_told(string text, string replacement, string path, string reason)
    {
        string json = Written.With(text, replacement);

        ScenarioMistake mistake = Assert.Single(Written.Mistakes(json));

        Assert.Equal(path, mistake.Path);
        Assert.StartsWith(reason, mistake.Reason, StringComparison.Ordinal);
        Assert.InRange(mistake.Line, 5, 33);
    }
}
