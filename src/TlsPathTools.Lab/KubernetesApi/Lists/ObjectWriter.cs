using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.KubernetesApi.Tables;

namespace TlsPathTools.Lab.KubernetesApi.Lists;

/// <summary>Writes objects of a kind in the form that was asked for.</summary>
internal sealed class ObjectWriter(ResourceKind kind, Representation representation, DateTimeOffset now)
{
    private readonly Table _table = Table.Of(kind);
    private bool _columnsShown;

    /// <summary>One object as an answer of its own, or as an event of a watch.</summary>
    public void WriteOne(Utf8JsonWriter writer, JsonObject item)
    {
        switch (representation.Form)
        {
            case RepresentationForm.Metadata:
                WriteMetadata(writer, item);
                break;
            case RepresentationForm.Table:
                WriteTableHead(writer, KubeObject.Version(item), next: null, remaining: null);
                // A watch names the columns once.
                if (!_columnsShown)
                    WriteColumns(writer);
                _columnsShown = true;
                writer.WriteStartArray("rows");
                WriteRow(writer, item);
                writer.WriteEndArray();
                writer.WriteEndObject();
                break;
            default:
                item.WriteTo(writer);
                break;
        }
    }

    /// <summary>A list, up to its first item; <see cref="WriteItem"/> and <see cref="EndList"/> follow.</summary>
    public void BeginList(Utf8JsonWriter writer, ListPage page)
    {
        string version = page.Version.ToString(CultureInfo.InvariantCulture);
        if (representation.Form == RepresentationForm.Table)
        {
            WriteTableHead(writer, version, page.Continue, page.Remaining);
            WriteColumns(writer);
            writer.WriteStartArray("rows");
            return;
        }

        bool partial = representation.Form == RepresentationForm.Metadata;
        writer.WriteStartObject();
        writer.WriteString("kind", partial ? "PartialObjectMetadataList" : kind.Kind + "List");
        writer.WriteString("apiVersion", partial ? $"meta.k8s.io/{representation.MetaVersion}" : kind.ApiVersion);
        WriteListMetadata(writer, version, page.Continue, page.Remaining);
        writer.WriteStartArray("items");
    }

    /// <summary>An item of a list.</summary>
    public void WriteItem(Utf8JsonWriter writer, JsonObject item)
    {
        switch (representation.Form)
        {
            case RepresentationForm.Metadata:
                WriteMetadata(writer, item);
                break;
            case RepresentationForm.Table:
                WriteRow(writer, item);
                break;
            // Items of custom resources say what they are; those of Kubernetes' own kinds do not.
            case RepresentationForm.Whole when kind.IsCustom:
                item.WriteTo(writer);
                break;
            default:
                WriteWithoutType(writer, item);
                break;
        }
    }

    public static void EndList(Utf8JsonWriter writer)
    {
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>A bookmark's object: nothing but a version.</summary>
    public void WriteBookmark(Utf8JsonWriter writer, long version)
    {
        string text = version.ToString(CultureInfo.InvariantCulture);
        if (representation.Form == RepresentationForm.Table)
        {
            WriteTableHead(writer, text, next: null, remaining: null);
            writer.WriteStartArray("rows");
            EndList(writer);
            return;
        }

        writer.WriteStartObject();
        bool partial = representation.Form == RepresentationForm.Metadata;
        writer.WriteString("kind", partial ? "PartialObjectMetadata" : kind.Kind);
        writer.WriteString("apiVersion", partial ? $"meta.k8s.io/{representation.MetaVersion}" : kind.ApiVersion);
        writer.WriteStartObject("metadata");
        writer.WriteString("resourceVersion", text);
        writer.WriteNull("creationTimestamp");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteWithoutType(Utf8JsonWriter writer, JsonObject item)
    {
        writer.WriteStartObject();
        foreach ((string name, JsonNode? value) in item)
        {
            if (name is "kind" or "apiVersion")
                continue;
            writer.WritePropertyName(name);
            if (value is null)
                writer.WriteNullValue();
            else
                value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private void WriteMetadata(Utf8JsonWriter writer, JsonObject item)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", "PartialObjectMetadata");
        writer.WriteString("apiVersion", $"meta.k8s.io/{representation.MetaVersion}");
        writer.WritePropertyName("metadata");
        KubeObject.Metadata(item).WriteTo(writer);
        writer.WriteEndObject();
    }

    private void WriteTableHead(Utf8JsonWriter writer, string version, string? next, long? remaining)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", "Table");
        writer.WriteString("apiVersion", $"meta.k8s.io/{representation.MetaVersion}");
        WriteListMetadata(writer, version, next, remaining);
    }

    private static void WriteListMetadata(Utf8JsonWriter writer, string version, string? next, long? remaining)
    {
        writer.WriteStartObject("metadata");
        writer.WriteString("resourceVersion", version);
        if (next is not null)
            writer.WriteString("continue", next);
        if (remaining is { } count)
            writer.WriteNumber("remainingItemCount", count);
        writer.WriteEndObject();
    }

    private void WriteColumns(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("columnDefinitions");
        foreach (TableColumn column in _table.Columns)
        {
            writer.WriteStartObject();
            writer.WriteString("name", column.Name);
            writer.WriteString("type", column.Type);
            writer.WriteString("format", column.Name == "Name" ? "name" : "");
            writer.WriteString("description", column.Description);
            writer.WriteNumber("priority", column.Wide ? 1 : 0);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteRow(Utf8JsonWriter writer, JsonObject item)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("cells");
        foreach (TableColumn column in _table.Columns)
        {
            switch (column.Cell(item, now))
            {
                case null:
                    writer.WriteNullValue();
                    break;
                case int number:
                    writer.WriteNumberValue(number);
                    break;
                case var other:
                    writer.WriteStringValue(other.ToString());
                    break;
            }
        }

        writer.WriteEndArray();
        if (representation.RowObject != "None")
        {
            writer.WritePropertyName("object");
            if (representation.RowObject == "Object")
                item.WriteTo(writer);
            else
                WriteMetadata(writer, item);
        }

        writer.WriteEndObject();
    }
}
