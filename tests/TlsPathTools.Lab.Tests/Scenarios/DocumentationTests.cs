using System.Text.Json;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Tests.Scenarios;

/// <summary>docs/lab-scenarios.md says what is so.</summary>
public class DocumentationTests
{
    private static readonly string s_page = Repository.Read("docs", "lab-scenarios.md");

    public static TheoryData<string> Words =>
    [
        .. Names<FaultEffect>(), .. Names<FaultStage>(), .. Names<FaultEnd>(), .. Names<LabFidelity>(),
    ];

    [Fact]
    public async Task The_example_runs_and_shows_what_it_promises()
    {
        IReadOnlyList<string> wrong = await TruthProbe.RunAsync(Written.Parse(Example()), TestContext.Current.CancellationToken);

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("\"port\": 443", "\"prot\": 443")]
    [InlineData("\"at\": \"node:worker-a/", "\"at\": \"node:worker-c/")]
    public void The_messages_that_it_quotes_are_those_that_come(string text, string mistake)
    {
        string message = Assert.Single(Written.Mistakes(Example().Replace(text, mistake, StringComparison.Ordinal))).ToString();

        Assert.Contains("./mine.json: " + message[..message.IndexOf("Known are", StringComparison.Ordinal)], s_page, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void Every_word_is_explained(string word) => Assert.Contains($"`{word}`", s_page, StringComparison.Ordinal);

    [Fact]
    public void The_tables_name_every_shipped_scenario_in_its_order()
    {
        IEnumerable<string> rows = s_page.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal) && ScenarioFile.ShippedNames.Contains(line.Split('`')[1]));

        Assert.Equal(ScenarioFile.ShippedNames.Select(name => $"| `{name}` | {ScenarioFile.Load(name).Title} |"), rows);
    }

    private static string Example()
    {
        int start = s_page.IndexOf("```json\n", StringComparison.Ordinal) + "```json\n".Length;
        return s_page[start..s_page.IndexOf("```", start, StringComparison.Ordinal)];
    }

    private static IEnumerable<string> Names<T>()
        where T : struct, Enum => Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName);
}
