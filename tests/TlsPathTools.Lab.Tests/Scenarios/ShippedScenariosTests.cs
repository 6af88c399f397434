using System.Text;
using System.Text.Json;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.Scenarios.Reading;

namespace TlsPathTools.Lab.Tests.Scenarios;

public class ShippedScenariosTests
{
    public static TheoryData<string> Names => [.. ScenarioFile.ShippedNames];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_loads_under_its_own_name(string name)
    {
        LabScenario scenario = ScenarioFile.Load(name);

        Assert.Equal(name, scenario.Name);
        Assert.NotEmpty(scenario.Story);
        Assert.NotEmpty(scenario.Truth.Explanation);
        Assert.NotEmpty(scenario.Truth.Patterns);
    }

    [Fact]
    public void The_incident_comes_first() => Assert.Equal("relay-node-fault", ScenarioFile.ShippedNames[0]);

    [Fact]
    public void The_list_names_every_file_that_is_shipped()
    {
        IEnumerable<string> files = typeof(LabScenario).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("scenario/", StringComparison.Ordinal))
            .Select(name => name["scenario/".Length..^".json".Length]);

        Assert.Equal(files.Order(StringComparer.Ordinal), ScenarioFile.ShippedNames.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_written_again_is_read_as_the_same(string name)
    {
        byte[] once = JsonSerializer.SerializeToUtf8Bytes(ScenarioFile.Load(name), ScenarioJson.Default.LabScenario);
        byte[] again = JsonSerializer.SerializeToUtf8Bytes(ScenarioFile.Parse(once, name), ScenarioJson.Default.LabScenario);

        Assert.Equal(Encoding.UTF8.GetString(once), Encoding.UTF8.GetString(again));
    }
}
