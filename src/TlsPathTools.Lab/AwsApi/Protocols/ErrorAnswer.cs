using System.Text;
using System.Xml;
using TlsPathTools.Lab.Http;

namespace TlsPathTools.Lab.AwsApi.Protocols;

/// <summary>Writes an error in the form of a protocol.</summary>
internal static class ErrorAnswer
{
    /// <summary>Sends it.</summary>
    public static async Task SendAsync(HttpResponder responder, AwsRequest request, AwsException error, string requestId, CancellationToken cancellationToken)
    {
        switch (request.Protocol)
        {
            case AwsProtocol.Ec2 or AwsProtocol.Query:
                await responder.SendAsync(error.Status, "text/xml", Xml(request, error, requestId), cancellationToken).ConfigureAwait(false);
                return;
            case AwsProtocol.RestJson:
                responder.Fields.Add(new("x-amzn-ErrorType", error.Code));
                break;
            case AwsProtocol.Cbor:
                responder.Fields.Add(new("smithy-protocol", "rpc-v2-cbor"));
                break;
        }

        // CloudWatch tells clients of the newer protocols under which code the query protocol would have said it.
        bool queryToo = request.Service?.SigningName == "monitoring";
        if (queryToo)
            responder.Fields.Add(new("x-amzn-query-error", $"{error.Code.Replace("Exception", "", StringComparison.Ordinal)};{Fault(error)}"));
        using AnswerWriter writer = request.Protocol == AwsProtocol.Cbor ? new CborAnswerWriter() : new JsonAnswerWriter(request.ContentType);
        string type = queryToo && error.Code != "InvalidNextToken" && !error.Code.EndsWith("Exception", StringComparison.Ordinal) ? error.Code + "Exception" : error.Code;
        if (request.Protocol != AwsProtocol.RestJson)
            writer.Text("__type", request.Protocol == AwsProtocol.Cbor ? "com.amazonaws.cloudwatch#" + type : type);
        writer.Text("message", error.Message);
        await responder.SendAsync(error.Status, writer.ContentType, writer.End(), cancellationToken).ConfigureAwait(false);
    }

    private static byte[] Xml(AwsRequest request, AwsException error, string requestId)
    {
        using var buffer = new MemoryStream();
        using (var xml = XmlWriter.Create(buffer, new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), CheckCharacters = false }))
        {
            bool ec2 = request.Protocol == AwsProtocol.Ec2;
            if (ec2)
            {
                xml.WriteStartElement("Response");
                xml.WriteStartElement("Errors");
            }
            else
            {
                xml.WriteStartElement("ErrorResponse", request.Service?.XmlNamespace ?? "");
            }

            xml.WriteStartElement("Error");
            if (!ec2)
                xml.WriteElementString("Type", Fault(error));
            xml.WriteElementString("Code", error.Code);
            xml.WriteElementString("Message", error.Message);
            xml.WriteEndElement();
            if (ec2)
                xml.WriteEndElement();
            xml.WriteElementString(ec2 ? "RequestID" : "RequestId", requestId);
            xml.WriteEndElement();
        }

        return buffer.ToArray();
    }

    private static string Fault(AwsException error) => error.Status < 500 ? "Sender" : "Receiver";
}
