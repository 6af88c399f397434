using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Tests.Scenarios;

/// <summary>Whatever stands in a file: a scenario, or mistakes that can be read, and nothing else.</summary>
public class ScenarioRobustnessTests
{
    private static readonly string[] s_replacements = ["null", "7", "-1", "\"x\"", "\"\"", "[]", "[null]", "{}", "true"];

    [Theory]
    [InlineData("relay-node-fault")]
    [InlineData("s12b-proxy-pool-member")]
    [InlineData("x16-slow-application")]
    public void Every_value_may_be_anything(string name)
    {
        string json = JsonSerializer.Serialize(ScenarioFile.Load(name), Lab.Scenarios.Reading.ScenarioJson.Default.LabScenario);
        JsonNode document = JsonNode.Parse(json)!;
        int refused = 0;
        foreach (JsonNode place in Descendants(document).Where((_, index) => index % 3 == 0).ToList())
        {
            foreach (string replacement in s_replacements)
                refused += IsRefused(With(document, place.GetPath(), JsonNode.Parse(replacement), remove: false)) ? 1 : 0;
            refused += IsRefused(With(document, place.GetPath(), replacement: null, remove: true)) ? 1 : 0;
        }

        Assert.True(refused > 500, $"{refused} refused");
    }

    [Fact]
    public void A_thousand_nodes_and_a_hundred_target_groups_are_read_in_a_moment()
    {
        LabScenario small = Written.Parse(Written.Small);
        LabScenario large = small with
        {
            TargetGroups = [.. small.TargetGroups, .. Enumerable.Range(0, 100).Select(number => new TargetGroupSpec { Name = $"group-{number}", Protocol = "TCP", Port = 30443 })],
            Cluster = small.Cluster! with
            {
                Nodes = [.. small.Cluster.Nodes, .. Enumerable.Range(0, 1000).Select(number => new NodeSpec { Name = $"node-{number}", Subnet = "subnet-0a1b2c3d" })],
                Deployments = [.. small.Cluster.Deployments, .. Enumerable.Range(0, 1000).Select(number => small.Cluster.Deployments[0] with { Name = $"app-{number}", Nodes = [$"node-{number}"] })],
            },
        };
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(large, Lab.Scenarios.Reading.ScenarioJson.Default.LabScenario);
        long start = Stopwatch.GetTimestamp();

        LabScenario read = ScenarioFile.Parse(json, "large");

        Assert.Equal(1001, read.Cluster!.Nodes.Count);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    private static bool IsRefused(string json)
    {
        try
        {
            ScenarioFile.Parse(Encoding.UTF8.GetBytes(json), "changed");
            return false;
        }
        catch (ScenarioException exception)
        {
            Assert.All(exception.Mistakes, mistake => Assert.NotEqual("", mistake.Reason));
            return true;
        }
    }

    private static string With(JsonNode document, string path, JsonNode? replacement, bool remove)
    {
        JsonNode copy = document.DeepClone();
        JsonNode place = Descendants(copy).First(node => node.GetPath() == path);
        switch (place.Parent)
        {
            case JsonObject owner when remove:
                owner.Remove(place.GetPropertyName());
                break;
            case JsonArray list when remove:
                list.RemoveAt(place.GetElementIndex());
                break;
            default:
                place.ReplaceWith(replacement);
                break;
        }

        return copy.ToJsonString();
    }

    private static IEnumerable<JsonNode> Descendants(JsonNode node)
    {
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject owner => owner.Select(property => property.Value),
            JsonArray list => list,
            _ => [],
        };
        foreach (JsonNode child in children.OfType<JsonNode>())
        {
            yield return child;
            foreach (JsonNode descendant in Descendants(child))
                yield return descendant;
        }
    }
}
