using System.Text;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Tests.Scenarios;

/// <summary>A small scenario as somebody may have written it, to put mistakes into.</summary>
internal static class Written
{
    public const string Small =
        """
        {
          // one node, one pod
          "name": "small",
          "title": "A small world",
          "endpoint": { "name": "app.example.org" },
          "network": {
            "subnets": [
              { "id": "subnet-0a1b2c3d", "zone": "eu-west-2a", "cidr": "10.0.1.0/24" },
              { "id": "subnet-0a1b2c3e", "zone": "eu-west-2b", "cidr": "10.0.2.0/24" },
            ],
          },
          "dns": { "records": [{ "name": "app.example.org", "type": "ALIAS", "values": ["app"] }] },
          "certificates": [{ "name": "tls", "dnsNames": ["app.example.org"] }],
          "loadBalancers": [
            {
              "name": "app",
              "type": "network",
              "subnets": [{ "subnet": "subnet-0a1b2c3d", "publicAddress": "203.0.113.10" }],
              "listeners": [{ "port": 443, "protocol": "TCP", "forward": [{ "targetGroup": "app-nodes" }] }],
            },
          ],
          "targetGroups": [{ "name": "app-nodes", "protocol": "TCP", "port": 30443, "targets": ["n1"] }],
          "proxies": [{ "name": "egress", "members": ["m1"] }],
          "cluster": {
            "nodes": [{ "name": "n1", "subnet": "subnet-0a1b2c3d" }],
            "deployments": [{ "name": "web", "nodes": ["n1"], "ports": [{ "port": 8443, "certificate": "tls" }] }],
            "services": [{ "name": "web", "selects": "web", "ports": [{ "targetPort": 8443, "nodePort": 30443 }] }],
          },
          "faults": [{ "id": "f", "at": "node:n1/ingress", "effect": "drop" }],
          "truth": { "component": "node:n1/ingress", "faultClass": "ServiceRules", "layer": "node" },
        }
        """;

    /// <summary>The small scenario with one text in place of another.</summary>
    public static string With(string text, string replacement)
    {
        Assert.Contains(text, Small, StringComparison.Ordinal);
        return Small.Replace(text, replacement, StringComparison.Ordinal);
    }

    /// <summary>The line of the small scenario that holds a text, from 1.</summary>
    public static int LineOf(string json, string text) => json[..json.IndexOf(text, StringComparison.Ordinal)].Count(character => character == '\n') + 1;

    public static LabScenario Parse(string json) => ScenarioFile.Parse(Encoding.UTF8.GetBytes(json), "test");

    public static IReadOnlyList<ScenarioMistake> Mistakes(string json) => Assert.Throws<ScenarioException>(() => Parse(json)).Mistakes;
}
