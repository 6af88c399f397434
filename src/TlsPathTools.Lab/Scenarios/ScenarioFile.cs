using TlsPathTools.Lab.Scenarios.Reading;

namespace TlsPathTools.Lab.Scenarios;

/// <summary>Reads scenario files.</summary>
public static class ScenarioFile
{
    private static readonly Lazy<SchemaRule> s_schema = new(ReadSchema);

    /// <summary>The names of the shipped scenarios, in the order in which to learn from them.</summary>
    public static IReadOnlyList<string> ShippedNames => ShippedScenarios.Names;

    /// <summary>Reads and checks a scenario.</summary>
    /// <param name="json">JSON with comments and trailing commas allowed.</param>
    /// <param name="source">Where it comes from, for messages.</param>
    /// <exception cref="ScenarioException">It is wrong; the message says where and why.</exception>
    public static LabScenario Parse(ReadOnlySpan<byte> json, string source)
    {
        var mistakes = new MistakeList();
        if (SourceReader.Read(json, mistakes) is not { } document)
            throw new ScenarioException(source, mistakes.All);

        SchemaValidator.Check(document, s_schema.Value, mistakes);
        if (!mistakes.AnyOfShape)
        {
            LabScenario scenario = ScenarioBinding.Bind(document, s_schema.Value);
            Checks.ScenarioChecks.Run(scenario, document, mistakes);
            if (mistakes.Count == 0)
                return scenario;
        }

        throw new ScenarioException(source, mistakes.All);
    }

    /// <summary>The scenario that a name or a path means: a shipped name, else a file.</summary>
    /// <exception cref="ScenarioException">There is neither, or the file is wrong.</exception>
    public static LabScenario Load(string nameOrPath)
    {
        if (ShippedScenarios.Read(nameOrPath) is { } shipped)
            return Parse(shipped, nameOrPath);
        bool isPath = nameOrPath.AsSpan().ContainsAny('/', '\\') || nameOrPath.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || File.Exists(nameOrPath);
        return isPath ? Parse(ReadFile(nameOrPath), nameOrPath) : throw Wrong(nameOrPath, ShippedScenarios.Unknown(nameOrPath));
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            // One byte more than is taken: the reader says so. Files without a length (/dev/zero) end here as well.
            byte[] bytes = new byte[file.CanSeek && file.Length > 0 ? Math.Min(file.Length, SourceReader.MaxBytes + 1) : SourceReader.MaxBytes + 1];
            return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Wrong(path, "there is no such file");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Wrong(path, Directory.Exists(path) ? "this is a folder, not a file" : $"the file cannot be read: {exception.Message}");
        }
    }

    private static ScenarioException Wrong(string source, string reason) => new(source, [new ScenarioMistake(0, "", reason)]);

    private static SchemaRule ReadSchema()
    {
        byte[] json = ShippedScenarios.Resource("lab-scenario.schema.json") ?? throw new InvalidOperationException("The schema is not in the assembly.");
        return SchemaRule.Of(SourceReader.Read(json, new MistakeList()) ?? throw new InvalidOperationException("The schema is no JSON."));
    }
}
