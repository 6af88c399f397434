using System.Globalization;
using System.Text;
using System.Xml;

namespace TlsPathTools.Lab.AwsApi.Protocols;

/// <summary>Answers of the two query protocols.</summary>
internal sealed class XmlAnswerWriter : AnswerWriter
{
    private readonly MemoryStream _buffer = new();
    private readonly XmlWriter _xml;
    private readonly string _item;
    private readonly Action<XmlWriter> _end;

    private XmlAnswerWriter(string item, Action<XmlWriter> end)
    {
        _xml = XmlWriter.Create(_buffer, new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) });
        _item = item;
        _end = end;
    }

    public override string ContentType => "text/xml";

    /// <summary>An answer of EC2: the request's id, and the members beside it.</summary>
    public static XmlAnswerWriter Ec2(string operation, string requestId)
    {
        var writer = new XmlAnswerWriter("item", _ => { });
        writer._xml.WriteStartElement(operation + "Response", "http://ec2.amazonaws.com/doc/2016-11-15/");
        writer._xml.WriteElementString("requestId", requestId);
        return writer;
    }

    /// <summary>An answer of the other query services: a result (which some operations do not have), then the request's id.</summary>
    public static XmlAnswerWriter Query(string operation, string xmlNamespace, string requestId, bool hasResult)
    {
        var writer = new XmlAnswerWriter("member", xml =>
        {
            if (hasResult)
                xml.WriteEndElement();
            xml.WriteStartElement("ResponseMetadata");
            xml.WriteElementString("RequestId", requestId);
            xml.WriteEndElement();
        });
        writer._xml.WriteStartElement(operation + "Response", xmlNamespace);
        if (hasResult)
            writer._xml.WriteStartElement(operation + "Result");
        return writer;
    }

    public override ReadOnlyMemory<byte> End()
    {
        _end(_xml);
        _xml.WriteEndElement();
        _xml.Flush();
        return _buffer.GetBuffer().AsMemory(0, (int)_buffer.Length);
    }

    public override void Dispose()
    {
        _xml.Dispose();
        _buffer.Dispose();
    }

    protected override void OpenObject(string? name) => _xml.WriteStartElement(name ?? _item);

    protected override void CloseObject() => _xml.WriteEndElement();

    protected override void OpenList(string? name) => _xml.WriteStartElement(name ?? _item);

    protected override void CloseList() => _xml.WriteEndElement();

    protected override void Value(string? name, string value) => _xml.WriteElementString(name ?? _item, value);

    protected override void Value(string? name, long value) => Value(name, value.ToString(CultureInfo.InvariantCulture));

    protected override void Value(string? name, double value) => Value(name, value.ToString("R", CultureInfo.InvariantCulture));

    protected override void Value(string? name, bool value) => Value(name, value ? "true" : "false");

    protected override void Value(string? name, DateTimeOffset value) =>
        Value(name, value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
}
