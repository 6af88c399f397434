using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Probing;

namespace TlsPathTools.Lab.Tests.Scenarios;

/// <summary>The published schema says the same as the records, in both directions.</summary>
public class ScenarioSchemaTests
{
    private static readonly JsonObject s_schema = ReadSchema();
    private static readonly NullabilityInfoContext s_nullability = new();

    public static TheoryData<Type> Records => [.. Reachable(typeof(LabScenario), [])];

    [Theory]
    [MemberData(nameof(Records))]
    public void Properties_are_the_same(Type record)
    {
        JsonObject schema = SchemaOf(record);

        Assert.Equal(
            record.GetProperties().Select(Name).Order(StringComparer.Ordinal),
            schema["properties"]!.AsObject().Select(property => property.Key).Where(name => name != "$schema").Order(StringComparer.Ordinal));
        Assert.False((bool)schema["additionalProperties"]!);
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void What_is_required_is_the_same(Type record) => Assert.Equal(
        record.GetProperties().Where(property => property.GetCustomAttribute<RequiredMemberAttribute>() is not null).Select(Name).Order(StringComparer.Ordinal),
        (SchemaOf(record)["required"]?.AsArray() ?? []).Select(name => (string)name!).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Records))]
    public void Types_are_the_same(Type record)
    {
        foreach (PropertyInfo property in record.GetProperties())
        {
            JsonObject schema = SchemaOf(record)["properties"]![Name(property)]!.AsObject();
            Assert.Equal(TypesOf(property.PropertyType, IsNullable(property)), TypesIn(schema));
            if (Item(property.PropertyType) is { } item)
                Assert.Equal(TypesOf(item, nullable: false), TypesIn(schema["items"]!.AsObject()));
        }
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void Defaults_are_the_same(Type record)
    {
        object instance = Activator.CreateInstance(record)!;
        foreach (PropertyInfo property in record.GetProperties().Where(property => property.GetCustomAttribute<RequiredMemberAttribute>() is null))
        {
            JsonNode? written = SchemaOf(record)["properties"]![Name(property)]!["default"];
            object? value = property.GetValue(instance);
            string expected = value switch
            {
                null => "null",
                string text => JsonSerializer.Serialize(text),
                Enum option => $"\"{JsonNamingPolicy.CamelCase.ConvertName(option.ToString())}\"",
                bool or int or double => JsonSerializer.Serialize(value),
                IDictionary => "{}",
                ICollection => "[]",
                _ => "{}",
            };
            Assert.Equal((property.Name, expected), (property.Name, written?.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) ?? "null"));
        }
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void Enums_have_the_same_values(Type record)
    {
        foreach (PropertyInfo property in record.GetProperties())
        {
            Type type = Item(property.PropertyType) ?? property.PropertyType;
            if (!type.IsEnum)
                continue;
            JsonObject schema = SchemaOf(record)["properties"]![Name(property)]!.AsObject();
            Assert.Equal(
                Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName),
                (schema["items"] ?? schema)["enum"]!.AsArray().Select(value => (string)value!));
        }
    }

    [Fact]
    public void Every_property_is_described()
    {
        foreach (JsonObject schema in new[] { s_schema }.Concat(s_schema["$defs"]!.AsObject().Select(definition => definition.Value!.AsObject())))
        {
            Assert.False(string.IsNullOrWhiteSpace((string?)schema["description"]));
            foreach ((string name, JsonNode? property) in schema["properties"]!.AsObject())
            {
                Assert.True(((string?)property!["description"])?.Length >= "Tags.".Length || name == "metadata", name);
                Assert.True(property["pattern"] is null || property["patternErrorMessage"] is not null, name);
            }
        }
    }

    [Fact]
    public void Stages_and_events_are_in_the_words_of_the_prober()
    {
        JsonNode pattern = s_schema["$defs"]!["expectedPattern"]!["properties"]!;

        Assert.Equal(Enum.GetNames<TlsStage>(), pattern["stages"]!["items"]!["enum"]!.AsArray().Select(value => (string)value!));
        Assert.Equal(Enum.GetNames<WireEvent>(), pattern["events"]!["items"]!["enum"]!.AsArray().Select(value => (string)value!));
    }

    [Fact]
    public void The_published_file_is_the_one_that_is_used() =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Repository.Read("docs", "lab-scenario.schema.json")), s_schema));

    private static JsonObject ReadSchema()
    {
        using Stream stream = typeof(LabScenario).Assembly.GetManifestResourceStream("lab-scenario.schema.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }

    private static JsonObject SchemaOf(Type record) =>
        record == typeof(LabScenario) ? s_schema : s_schema["$defs"]![JsonNamingPolicy.CamelCase.ConvertName(record.Name)]!.AsObject();

    private static IReadOnlyList<Type> Reachable(Type record, HashSet<Type> seen)
    {
        if (seen.Add(record))
        {
            foreach (PropertyInfo property in record.GetProperties())
            {
                Type type = Item(property.PropertyType) ?? property.PropertyType;
                if (type is { IsClass: true, IsGenericType: false, Namespace: "TlsPathTools.Lab.Scenarios" })
                    Reachable(type, seen);
            }
        }

        return [.. seen];
    }

    private static string Name(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    private static bool IsNullable(PropertyInfo property) => s_nullability.Create(property).ReadState == NullabilityState.Nullable;

    private static Type? Item(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    private static string TypesOf(Type type, bool nullable)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        string name = type switch
        {
            _ when type == typeof(string) || type.IsEnum => "string",
            _ when type == typeof(int) => "integer",
            _ when type == typeof(double) => "number",
            _ when type == typeof(bool) => "boolean",
            _ when Item(type) is not null => "array",
            _ => "object",
        };
        return nullable ? name + "|null" : name;
    }

    private static string TypesIn(JsonObject schema)
    {
        JsonNode? type = schema["type"] ?? s_schema["$defs"]![((string)schema["$ref"]!)["#/$defs/".Length..]]!["type"];
        return type is JsonArray types ? string.Join('|', types.Select(name => (string)name!)) : (string)type!;
    }
}
