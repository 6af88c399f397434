using System.Text;
using System.Text.Json;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.TestServers;

namespace TlsPathTools.Lab.Tests.Scenarios;

/// <summary>The schema means to others what it means to us: Python's jsonschema takes the shipped files and refuses the mistakes.</summary>
public class OtherValidatorTests
{
    private const string Script =
        """
        import json, sys
        import jsonschema
        schema = json.load(open(sys.argv[1]))
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        for line in open(sys.argv[2]):
            print(sum(1 for _ in validator.iter_errors(json.loads(line))))
        """;

    [Fact]
    public async Task It_takes_every_shipped_scenario()
    {
        IReadOnlyList<int> errors = await ValidateAsync([.. ScenarioFile.ShippedNames.Select(name => Repository.Read("src", "TlsPathTools.Lab", "Scenarios", "Files", $"{name}.json"))]);

        Assert.Equal(Enumerable.Repeat(0, ScenarioFile.ShippedNames.Count), errors);
    }

    [Fact]
    public async Task It_refuses_what_we_refuse()
    {
        string[] wrong =
        [
            Written.With("\"port\": 443,", "\"port\": 443, \"prot\": 1,"),
            Written.With("\"port\": 443,", "\"port\": \"443\","),
            Written.With("\"port\": 443,", "\"port\": 70000,"),
            Written.With("\"type\": \"network\"", "\"type\": \"netwrok\""),
            Written.With("\"title\": \"A small world\",", ""),
            Written.With("203.0.113.10", "203.0.113.300"),
            Written.With("\"members\": [\"m1\"]", "\"members\": null"),
        ];

        Assert.All(wrong, json => Assert.Single(Written.Mistakes(json)));
        Assert.All(await ValidateAsync(wrong), count => Assert.Equal(1, count));
    }

    private static async Task<IReadOnlyList<int>> ValidateAsync(IReadOnlyList<string> documents)
    {
        string python = RealPart.Require("python3");
        using var folder = new TempFolder();
        ProgramRun known = await ProgramRun.RunAsync(python, ["-c", "import jsonschema"]);
        Assert.SkipUnless(known.ExitCode == 0, "Python's jsonschema is not installed.");

        string schema = folder.Write("schema.json", Repository.Read("docs", "lab-scenario.schema.json"));
        string lines = folder.Write("documents", string.Join('\n', documents.Select(Plain)));
        ProgramRun run = await ProgramRun.RunAsync(python, [folder.Write("validate.py", Script), schema, lines]);

        Assert.True(run.ExitCode == 0, run.Output);
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
    }

    // Without comments and trailing commas, in one line.
    private static string Plain(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            document.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
