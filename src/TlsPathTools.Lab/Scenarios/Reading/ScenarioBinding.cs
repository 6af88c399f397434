using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TlsPathTools.Lab.Scenarios.Reading;

/// <summary>
/// Makes the records of a document. What is not written is filled in from the schema first: the generated code of System.Text.Json sets every
/// property that has an init accessor, and would undo the records' own defaults (a test says that both are the same).
/// </summary>
internal static class ScenarioBinding
{
    /// <summary>The scenario.</summary>
    /// <exception cref="JsonException">The document is not as the schema says.</exception>
    public static LabScenario Bind(SourceNode document, SchemaRule rule)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            Write(document, rule, writer);
        return JsonSerializer.Deserialize(buffer.WrittenSpan, ScenarioJson.Default.LabScenario)!;
    }

    private static void Write(SourceNode node, SchemaRule? rule, Utf8JsonWriter writer)
    {
        switch (node.Kind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach ((string name, SourceNode value) in node.Properties)
                {
                    writer.WritePropertyName(name);
                    Write(value, rule?.Properties.GetValueOrDefault(name) ?? rule?.Additional, writer);
                }

                foreach ((string name, SchemaRule missing) in rule?.Properties ?? new Dictionary<string, SchemaRule>(StringComparer.Ordinal))
                {
                    if (missing.Default is not { } value || node.Property(name) is not null)
                        continue;
                    writer.WritePropertyName(name);
                    Write(value, missing, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                node.Items.ForEach(item => Write(item, rule?.Items, writer));
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(node.Text);
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(node.Text);
                break;
            case JsonValueKind.True or JsonValueKind.False:
                writer.WriteBooleanValue(node.Kind == JsonValueKind.True);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}

/// <summary>The records of a scenario file.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [typeof(CamelCase<LabFidelity>), typeof(CamelCase<FaultEffect>), typeof(CamelCase<FaultStage>), typeof(CamelCase<FaultEnd>)])]
[JsonSerializable(typeof(LabScenario))]
internal sealed partial class ScenarioJson : JsonSerializerContext;

/// <summary>An enum's values as texts in camel case.</summary>
internal sealed class CamelCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
