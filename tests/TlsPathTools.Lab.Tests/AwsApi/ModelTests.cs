using System.Text.Json.Nodes;
using TlsPathTools.Lab.AwsApi;

namespace TlsPathTools.Lab.Tests.AwsApi;

/// <summary>Every operation that is answered, against the models of every botocore of this machine.</summary>
public class ModelTests
{
    // What is newer than the botocore of Debian 12 (1.29).
    private static readonly string[] s_newer = ["AdministrativeOverride", "MutualAuthentication", "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic", "accessConfig", "TrafficSources[]/Type", "'m7i."];

    [Fact]
    public async Task Every_answer_is_spelt_as_the_models_say_and_botocore_loses_nothing_of_it()
    {
        foreach (string interpreter in Botocore.Interpreters())
        {
            await using AwsLab lab = RichLab.Start();
            await using Botocore botocore = await Botocore.StartAsync(interpreter);
            bool old = botocore.Version < new Version(1, 34);
            var asked = new HashSet<(string, string)>();
            foreach ((string service, string operation, JsonObject parameters) in RichLab.Calls(lab))
            {
                asked.Add((service, operation));
                JsonObject answer = await botocore.AskAsync(lab, RichLab.ClientOf(service), operation, parameters);
                if (answer.ContainsKey("unknown") && old)
                    continue;
                Assert.True(answer.ContainsKey("result"), $"{operation} with botocore {botocore.Version}: {answer.ToJsonString()}");
                string[] faults = [.. answer["faults"]!.AsArray().Select(fault => (string)fault!)];
                if (old && faults.Any(IsNewer))
                    faults = [.. faults.Where(fault => !IsNewer(fault) && !fault.Contains("values were sent", StringComparison.Ordinal))];
                Assert.True(faults.Length == 0, $"{operation} with botocore {botocore.Version}: {string.Join("; ", faults)}");
            }

            Assert.Empty(AwsApiServer.All.Select(operation => (operation.Service, operation.Name)).Except(asked));
        }
    }

    private static bool IsNewer(string fault) => s_newer.Any(newer => fault.Contains(newer, StringComparison.Ordinal));
}
