using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml;

namespace TlsPathTools.Aws.Tests.Models;

/// <summary>
/// Writes an answer from a service's model: every leaf is there, every list has two items, every text is its own path. What is a text of
/// another format in the API is given as an exception.
/// </summary>
internal sealed class ModelAnswer(BotocoreModel model, string operation, Func<string, string?> special)
{
    public Stream Write() => new MemoryStream(model.Metadata.GetProperty("protocol").GetString() is "json" or "rest-json" ? Json() : Xml());

    private byte[] Json() => Encoding.UTF8.GetBytes(Value(model.Output(operation)!, "", []).ToJsonString());

    private JsonNode Value(ModelShape shape, string path, string[] above)
    {
        switch (shape.Type)
        {
            case "structure":
                var structure = new JsonObject();
                foreach (ModelMember member in shape.Members.Where(member => !above.Contains(member.Shape.Name)))
                    structure[member.WireName] = Value(member.Shape, ModelValue.Join(path, member.Name), [.. above, shape.Name]);
                return structure;
            case "list":
                return new JsonArray([.. ModelValue.Items(path).Select(item => Value(shape.Item.Shape, item, above))]);
            case "map":
                return new JsonObject { ["key0"] = $"{path}.key0", ["key1"] = $"{path}.key1" };
            case "boolean":
                return ModelValue.Flag(path);
            case "integer" or "long":
                return ModelValue.Number(path);
            case "double" or "float":
                return ModelValue.Fraction(path);
            case "timestamp":
                return (ModelValue.Time(path) - DateTime.UnixEpoch).TotalSeconds;
            default:
                return special(path) ?? path;
        }
    }

    private byte[] Xml()
    {
        using var body = new MemoryStream();
        using (XmlWriter writer = XmlWriter.Create(body, new XmlWriterSettings { Indent = true }))
        {
            writer.WriteStartElement(operation + "Response", "https://example.amazonaws.com/doc/");
            string? wrapper = model.Operation(operation).TryGetProperty("output", out var output) && output.TryGetProperty("resultWrapper", out var name) ? name.GetString() : null;
            if (model.IsEc2)
                writer.WriteElementString("requestId", "5d6a7c6e");
            if (wrapper is not null)
                writer.WriteStartElement(wrapper);
            if (model.Output(operation) is { } shape)
                Members(writer, shape, "", []);
            if (wrapper is not null)
                writer.WriteEndElement();
            if (!model.IsEc2)
                writer.WriteRaw("<ResponseMetadata><RequestId>5d6a7c6e</RequestId></ResponseMetadata>");
            writer.WriteEndElement();
        }

        return body.ToArray();
    }

    private void Members(XmlWriter writer, ModelShape shape, string path, string[] above)
    {
        foreach (ModelMember member in shape.Members.Where(member => !above.Contains(member.Shape.Name)))
            Element(writer, member.WireName, member.Shape, ModelValue.Join(path, member.Name), [.. above, shape.Name]);
    }

    private void Element(XmlWriter writer, string name, ModelShape shape, string path, string[] above)
    {
        if (shape.Type == "list" && shape.IsFlattened)
        {
            foreach (string item in ModelValue.Items(path))
                Element(writer, name, shape.Item.Shape, item, above);
            return;
        }

        writer.WriteStartElement(name);
        switch (shape.Type)
        {
            case "structure":
                Members(writer, shape, path, above);
                break;
            case "list":
                foreach (string item in ModelValue.Items(path))
                    Element(writer, shape.Item.WireName, shape.Item.Shape, item, above);
                break;
            case "map":
                break;
            default:
                writer.WriteString(shape.Type switch
                {
                    "boolean" => ModelValue.Flag(path) ? "true" : "false",
                    "integer" or "long" => ModelValue.Number(path).ToString(CultureInfo.InvariantCulture),
                    "double" or "float" => ModelValue.Fraction(path).ToString(CultureInfo.InvariantCulture),
                    "timestamp" => ModelValue.Time(path).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                    _ => special(path) ?? path,
                });
                break;
        }

        writer.WriteEndElement();
    }
}
