using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace TlsPathTools.Dns;

/// <summary>A question over TCP (RFC 7766), for answers that are too large for UDP.</summary>
internal static class DnsTcp
{
    internal static async Task<DnsExchange> AskAsync(
        IPEndPoint server, byte[] name, int type, bool edns, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            DnsQuestion question = DnsUdp.NewQuestion(name, type);
            using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(server, stop.Token).ConfigureAwait(false);
            using var stream = new NetworkStream(socket, ownsSocket: false);
            await stream.WriteAsync(Framed(DnsMessageWriter.Query(question, edns)), stop.Token).ConfigureAwait(false);

            byte[] prefix = new byte[2];
            await stream.ReadExactlyAsync(prefix, stop.Token).ConfigureAwait(false);
            byte[] message = new byte[BinaryPrimitives.ReadUInt16BigEndian(prefix)];
            await stream.ReadExactlyAsync(message, stop.Token).ConfigureAwait(false);
            return DnsMessageReader.Read(message, question) is { } reply
                ? DnsExchange.Answered(reply, ignored: 0)
                : DnsExchange.Failed(DnsStatus.Malformed, "the message is no answer to the question", ignored: 1);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return DnsExchange.Failed(DnsStatus.Timeout, "no answer in time");
        }
        catch (SocketException e)
        {
            return DnsExchange.Failed(DnsStatus.NetworkError, NetworkProblem.Describe(e));
        }
        catch (EndOfStreamException)
        {
            return DnsExchange.Failed(DnsStatus.NetworkError, "closed before the whole answer had come");
        }
        catch (IOException e)
        {
            return DnsExchange.Failed(DnsStatus.NetworkError, e.InnerException is SocketException s ? NetworkProblem.Describe(s) : "the connection broke");
        }
    }

    // Length and message in one segment: some servers read the length alone and give up (RFC 7766 section 8).
    private static byte[] Framed(byte[] query)
    {
        byte[] framed = new byte[2 + query.Length];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)query.Length);
        query.CopyTo(framed, 2);
        return framed;
    }
}
