using System.Net;
using TlsPathTools.Dns;
using TlsPathTools.TestServers.Dns;

namespace TlsPathTools.Core.Tests.Dns;

/// <summary>A question of ours, and the same as a server sees it.</summary>
internal sealed class Asked
{
    internal Asked(string name = "relay.example.", IPFamily family = IPFamily.IPv4, ushort id = 0x1234)
    {
        Question = new DnsQuestion(id, DnsName.Encode(name)!, DnsType.Of(family));
        Received = new DnsTestQuery(DnsMessageWriter.Query(Question, edns: true), new IPEndPoint(IPAddress.Loopback, 1));
    }

    internal DnsQuestion Question { get; }

    internal DnsTestQuery Received { get; }

    internal DnsAnswerBuilder Answer => DnsAnswerBuilder.To(Received);

    internal DnsReply? Read(byte[] message) => DnsMessageReader.Read(message, Question);

    internal DnsReply Read(DnsAnswerBuilder answer) => Read(answer.Build()) ?? throw new InvalidOperationException("Not an answer to the question.");
}
