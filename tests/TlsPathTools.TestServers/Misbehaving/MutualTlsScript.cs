using System.Security.Authentication;
using System.Text;

namespace TlsPathTools.TestServers;

/// <summary>A server that demands a client certificate, on OpenSSL itself so that its alerts are the real ones.</summary>
internal sealed class MutualTlsScript(WireConnection connection, nint ssl, nint received, nint toSend)
{
    private readonly byte[] _buffer = new byte[16 * 1024];

    public static async Task PlayAsync(WireConnection connection)
    {
        byte[] hello = await connection.ReadHelloAsync();
        SslProtocols protocols = connection.Options.Protocols;
        nint ssl = LibSsl.NewServer(protocols.HasFlag(SslProtocols.Tls12), protocols.HasFlag(SslProtocols.Tls13), out nint received, out nint toSend);
        try
        {
            _ = LibSsl.BIO_write(received, hello, hello.Length);
            await new MutualTlsScript(connection, ssl, received, toSend).ServeAsync();
        }
        finally
        {
            LibSsl.SSL_free(ssl);
        }
    }

    private async Task ServeAsync()
    {
        if (await RunAsync(LibSsl.SSL_accept) > 0)
        {
            connection.Seen.Protocol = LibSsl.IsTls13(ssl) ? SslProtocols.Tls13 : SslProtocols.Tls12;
            await AnswerAsync();
            await connection.FinAsync();
            return;
        }

        // Refused: the alert is on its way. Other servers close without reading on, so that a request that is under way in
        // TLS 1.3 is answered with RST; a client that writes before it reads then misses the alert.
        connection.Close();
    }

    private async Task AnswerAsync()
    {
        var head = new StringBuilder();
        var request = new byte[4096];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            int count = await RunAsync(it => LibSsl.SSL_read(it, request, request.Length));
            if (count <= 0)
                return;
            head.Append(Encoding.Latin1.GetString(request, 0, count));
        }

        connection.Seen.RequestHead = head.ToString().Split("\r\n\r\n")[0];
        Reply reply = Reply.Of(WireFault.Ok);
        byte[] response = [.. Encoding.Latin1.GetBytes(reply.Head), .. reply.Body.Span];
        await RunAsync(it => LibSsl.SSL_write(it, response, response.Length));
        await RunAsync(LibSsl.SSL_shutdown);
    }

    // One OpenSSL call, repeated for as long as it wants more from the client; what it has to say is sent each time.
    private async Task<int> RunAsync(Func<nint, int> call)
    {
        while (true)
        {
            (int result, bool wantsMore) = Call(call);
            for (int count = LibSsl.BIO_read(toSend, _buffer, _buffer.Length); count > 0; count = LibSsl.BIO_read(toSend, _buffer, _buffer.Length))
                await connection.SendAsync(_buffer.AsMemory(0, count));
            if (!wantsMore)
                return result;

            int got = await connection.ReceiveAsync(_buffer, connection.Stop);
            if (got == 0)
                return 0;
            _ = LibSsl.BIO_write(received, _buffer.AsSpan(0, got), got);
        }
    }

    // The error queue belongs to the thread: nothing may be awaited between the call and the question what it wants.
    private (int Result, bool WantsMore) Call(Func<nint, int> call)
    {
        LibSsl.ERR_clear_error();
        int result = call(ssl);
        bool wantsMore = result < 0 && LibSsl.SSL_get_error(ssl, result) == LibSsl.WantRead;
        LibSsl.ERR_clear_error();
        return (result, wantsMore);
    }
}
