using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Tests.Scenarios;

public class FaultCheckTests
{
    private const string Fault = "\"at\": \"node:n1/ingress\", \"effect\": \"drop\"";

    [Theory]
    [InlineData("\"at\": \"node:n1\", \"effect\": \"drop\"", "at", "a node has the parts node:n1/ingress, node:n1/pods and node:n1/host; say which")]
    [InlineData("\"at\": \"n1\", \"effect\": \"drop\"", "at", "'n1' names no component; write lb:NAME/ZONE, ")]
    [InlineData("\"at\": \"lb:app/eu-west-2c\", \"effect\": \"drop\"", "at", "app has no zone 'eu-west-2c'; it has eu-west-2a")]
    [InlineData("\"at\": \"pod:default/web@n9\", \"effect\": \"drop\"", "at", "there is no node 'n9'")]
    [InlineData("\"at\": \"pod:web\", \"effect\": \"drop\"", "at", "'pod:web' lacks its namespace; write pod:NAMESPACE/DEPLOYMENT")]
    [InlineData("\"at\": \"proxy:egress/m2\", \"effect\": \"drop\"", "at", "egress has no member 'm2'; it has m1")]
    [InlineData("\"at\": \"subnet:subnet-0a1b2c3d\", \"effect\": \"drop\"", "at", "'subnet:subnet-0a1b2c3d' names no component")]
    [InlineData("\"at\": \"node:n1/ingress\", \"effect\": \"servFail\"", "effect", "'servFail' cannot happen at node/ingress; it can at resolver")]
    [InlineData("\"at\": \"resolver:default\", \"effect\": \"drop\"", "effect", "'drop' cannot happen at resolver; it can at lb, node/ingress, ")]
    [InlineData("\"at\": \"node:n1/ingress\", \"effect\": \"mtu\"", "value", "is missing: 'mtu' needs the limit in bytes")]
    [InlineData("\"at\": \"node:n1/ingress\", \"effect\": \"alert\", \"value\": 300", "value", "300 is not possible: the alert's description lies in 0–255")]
    [InlineData("\"at\": \"node:n1/ingress\", \"effect\": \"drop\", \"value\": 1", "value", "'drop' takes no value; leave it out")]
    [InlineData("\"at\": \"node:n1/ingress\", \"effect\": \"plaintext\"", "text", "is missing: 'plaintext' needs the answer")]
    [InlineData("\"at\": \"node:n1/ingress\", \"effect\": \"drop\", \"text\": \"x\"", "text", "'drop' takes no text; leave it out")]
    [InlineData("\"at\": \"pod:default/web\", \"effect\": \"certificate\", \"text\": \"tsl\"", "text", "there is no certificate 'tsl'; did you mean 'tls'?")]
    [InlineData("\"at\": \"resolver:default\", \"effect\": \"staleAnswer\", \"text\": \"203.0.113.1, x\"", "text", "'x' is no address")]
    [InlineData("\"at\": \"node:n1/ingress\", \"effect\": \"drop\", \"stage\": \"onAccept\"", "stage", "'drop' has no stage; leave it out")]
    [InlineData("\"at\": \"node:n1/ingress\", \"effect\": \"alert\", \"value\": 40, \"stage\": \"afterHandshake\"", "stage", "'alert' can strike onAccept or afterClientHello or duringServerFlight or afterServerHello: later everything is encrypted")]
    [InlineData("\"at\": \"node:n1/ingress\", \"effect\": \"fin\", \"value\": 2", "value", "'fin' takes a value (how many records pass first) only duringServerFlight")]
    [InlineData("\"at\": \"node:n1/ingress\", \"effect\": \"alert\", \"value\": 40, \"text\": \"warn\"", "text", "'warn' is no variant of 'alert'; known are warning, reset")]
    [InlineData("\"at\": \"node:n1/ingress\", \"effect\": \"stall\", \"text\": \"header\"", "text", "'header' is a cut duringServerFlight")]
    [InlineData("\"at\": \"node:n1/ingress\", \"effect\": \"drop\", \"endedBy\": [\"podReplacement\"]", "endedBy[0]", "'podReplacement' cannot end this fault: only a fault of a pod ends with it")]
    [InlineData("\"at\": \"proxy:egress\", \"effect\": \"deny\", \"endedBy\": [\"instanceReplacement\"]", "endedBy[0]", "'instanceReplacement' cannot end this fault: no instance is behind this component")]
    [InlineData("\"at\": \"node:n1/ingress\", \"effect\": \"drop\", \"endedBy\": [\"time\"]", "endedBy[0]", "'time' cannot end this fault: time ends it only with endsAfterSeconds or onSeconds")]
    [InlineData("\"at\": \"node:n1/ingress\", \"effect\": \"drop\", \"flows\": { \"byHash\": true }", "flows.byHash", "has no meaning without a share below 1")]
    [InlineData("\"at\": \"node:n1/ingress\", \"effect\": \"drop\", \"flows\": { \"to\": [\"9.9.9.9\"] }", "flows.to[0]", "9.9.9.9 lies neither in the VPC")]
    [InlineData("\"at\": \"node:n1/ingress\", \"effect\": \"drop\", \"startsAfterSeconds\": 5, \"endsAfterSeconds\": 5", "endsAfterSeconds", "the fault ends before it begins")]
    [InlineData("\"at\": \"node:n1/ingress\", \"effect\": \"drop\", \"onSeconds\": 1", "offSeconds", "is missing: a fault that comes and goes needs both")]
    public void A_fault_that_cannot_happen_is_refused(string fault, string path, string reason)
    {
        ScenarioMistake mistake = Assert.Single(Written.Mistakes(Written.With(Fault, fault)));

        Assert.Equal((29, $"faults[0].{path}"), (mistake.Line, mistake.Path));
        Assert.StartsWith(reason, mistake.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"component\": \"node:n2/ingress\", \"faultClass\": \"ServiceRules\", \"layer\": \"node\"", "component", "there is no node 'n2'")]
    [InlineData("\"faultClass\": \"ServiceRules\", \"layer\": \"node\"", "layer", "a layer is at fault, so that a component has to be named")]
    [InlineData("\"component\": \"client\", \"faultClass\": \"ClientTrust\", \"layer\": \"none\"", "layer", "a component is at fault, so that a layer is")]
    [InlineData("\"faultClass\": \"NoFaultNow\", \"layer\": \"none\", \"innocent\": [\"subnet:subnet-00000000\"]", "innocent[0]", "there is no subnet 'subnet-00000000'")]
    [InlineData("\"component\": \"node:n1\", \"innocent\": [\"node:n1\"], \"faultClass\": \"NodeRuntime\", \"layer\": \"node\"", "innocent[0]", "this is the component at fault")]
    [InlineData("\"faultClass\": \"NoFaultNow\", \"layer\": \"none\", \"patterns\": [{ \"address\": \"eu-west-2b\" }]", "patterns[0].address", "'eu-west-2b' is neither a zone of a load balancer, nor ")]
    [InlineData("\"faultClass\": \"NoFaultNow\", \"layer\": \"none\", \"patterns\": [{ \"address\": \"*\", \"minRate\": 0.5 }]", "patterns[0].maxRate", "is below minRate, 0.5")]
    [InlineData("\"faultClass\": \"NoFaultNow\", \"layer\": \"none\", \"patterns\": [{ \"address\": \"*\", \"mode\": \"idle\" }]", "patterns[0].idleSeconds", "is missing: mode 'idle' needs to know how long")]
    [InlineData("\"faultClass\": \"NoFaultNow\", \"layer\": \"none\", \"patterns\": [{ \"address\": \"*\", \"mode\": \"direct\" }]", "patterns[0].mode", "'direct' has no meaning where the client has no proxy")]
    public void A_truth_about_something_else_is_refused(string truth, string path, string reason)
    {
        ScenarioMistake mistake = Assert.Single(Written.Mistakes(Written.With("\"component\": \"node:n1/ingress\", \"faultClass\": \"ServiceRules\", \"layer\": \"node\"", truth)));

        Assert.Equal((30, $"truth.{path}"), (mistake.Line, mistake.Path));
        Assert.StartsWith(reason, mistake.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"at\": \"lb:app/eu-west-2a\", \"effect\": \"idleTimeout\", \"value\": 2000")]
    [InlineData("\"at\": \"node:n1/pods\", \"effect\": \"reset\", \"stage\": \"duringResponse\", \"flows\": { \"share\": 0.5, \"byHash\": true }")]
    [InlineData("\"at\": \"node:n1/ingress\", \"effect\": \"reset\", \"stage\": \"duringServerFlight\", \"value\": 2, \"text\": \"header\"")]
    [InlineData("\"at\": \"kubeProxy:n1\", \"effect\": \"stopSyncing\", \"value\": 1, \"text\": \"watch\"")]
    [InlineData("\"at\": \"node:n1/host\", \"effect\": \"refuse\", \"flows\": { \"port\": 10256, \"of\": \"healthCheck\" }")]
    [InlineData("\"at\": \"kubeProxy:n1\", \"effect\": \"staleEndpoint\", \"value\": 1, \"endedBy\": [\"kubeProxyRestart\", \"instanceReplacement\"]")]
    [InlineData("\"at\": \"pod:default/web@n1\", \"effect\": \"certificate\", \"text\": \"tls\", \"endedBy\": [\"podReplacement\"]")]
    [InlineData("\"at\": \"proxy:egress/m1\", \"effect\": \"deny\", \"flows\": { \"to\": [\"203.0.113.10\"] }")]
    [InlineData("\"at\": \"resolver:default\", \"effect\": \"staleAnswer\", \"text\": \"203.0.113.10, 203.0.113.11\"")]
    [InlineData("\"at\": \"pod:default/web\", \"effect\": \"stall\", \"onSeconds\": 1, \"offSeconds\": 2, \"endedBy\": [\"time\"]")]
    public void A_fault_that_can_happen_is_taken(string fault) => Assert.Single(Written.Parse(Written.With(Fault, fault)).Faults);
}
