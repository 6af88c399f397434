using System.Text.Json;
using System.Text.Json.Serialization;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Kubernetes.Json;

/// <summary>
/// Variables and arguments of containers, of which those alone become text that are settings of the CNI plugin: the others may be secrets, and are
/// passed over where they stand.
/// </summary>
internal sealed class CniSettingsConverter : JsonConverter<CniSetting[]>
{
    public override CniSetting[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException();
        List<CniSetting>? settings = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if ((reader.TokenType == JsonTokenType.String ? Flag(ref reader) : Variable(ref reader)) is { } setting)
                (settings ??= []).Add(setting);
        }

        return settings is null ? [] : [.. settings];
    }

    public override void Write(Utf8JsonWriter writer, CniSetting[] value, JsonSerializerOptions options) => throw new NotSupportedException();

    // --name=true or --name=false, and nothing else.
    private static CniSetting? Flag(ref Utf8JsonReader reader)
    {
        foreach (string flag in CniSetting.Flags)
        {
            foreach (string value in (ReadOnlySpan<string>)["true", "false"])
            {
                if (reader.ValueTextEquals($"--{flag}={value}"))
                    return new CniSetting(flag, value);
            }
        }

        return null;
    }

    private static CniSetting? Variable(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException();
        string? name = null;
        bool fromElsewhere = false;
        Utf8JsonReader value = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isName = reader.ValueTextEquals("name"u8), isValue = reader.ValueTextEquals("value"u8);
            fromElsewhere |= reader.ValueTextEquals("valueFrom"u8);
            reader.Read();
            if (isName)
                name = Known(ref reader);
            else if (isValue)
                value = reader;
            PastValue.Skip(ref reader);
        }

        // The API leaves an empty value out.
        return name is null ? null
            : fromElsewhere ? new CniSetting(name, null)
            : new CniSetting(name, value.TokenType == JsonTokenType.String ? value.GetString() : "");
    }

    private static string? Known(ref Utf8JsonReader reader)
    {
        foreach (string variable in CniSetting.Variables)
        {
            if (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(variable))
                return variable;
        }

        return null;
    }
}

/// <summary>Leaves settings to the containers whose they are: a variable of the same name elsewhere is something else.</summary>
internal static class CniSettings
{
    public static Pod OfPluginAlone(Pod pod) => pod.Spec is null ? pod : pod with { Spec = Of(pod.Spec, CniSetting.IsOfPlugin(pod)) };

    public static DaemonSet Without(DaemonSet set) => set.Spec?.Template?.Spec is not { } pod ? set : set with { Spec = set.Spec with { Template = set.Spec.Template with { Spec = Of(pod, isPlugin: false) } } };

    private static PodSpec Of(PodSpec spec, bool isPlugin) => Array.TrueForAll(spec.Containers, one => one is { Env: [], Args: [] }) ? spec : spec with
    {
        Containers =
        [
            .. spec.Containers.OfType<Container>().Select(one => one with
            {
                Env = isPlugin && one.Name == CniSetting.PluginContainer ? one.Env : [],
                Args = isPlugin && one.Name == CniSetting.PolicyContainer ? one.Args : [],
            }),
        ],
    };
}
