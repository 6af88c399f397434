using System.Net;

namespace TlsPathTools.Lab.Http;

/// <summary>Answers one request.</summary>
internal delegate Task HttpHandler(HttpRequest request, HttpResponder responder, CancellationToken cancellationToken);

/// <summary>The server's side of one HTTP/1.x connection: requests one after the other, until either side ends it.</summary>
internal static class HttpConnection
{
    /// <summary>Serves a stream until it ends. Errors of the connection end it quietly; those of a handler answer 500.</summary>
    public static async Task ServeAsync(Stream stream, IPEndPoint? remote, IPEndPoint? local, HttpHandler handler, CancellationToken cancellationToken)
    {
        var reader = new HttpReader(stream);
        try
        {
            while (await reader.ReadHeadAsync(cancellationToken).ConfigureAwait(false) is { } head)
            {
                if (!await ServeOneAsync(stream, reader, head, remote, local, handler, cancellationToken).ConfigureAwait(false))
                    return;
            }
        }
        catch (HttpProtocolException exception)
        {
            await RefuseAsync(stream, exception, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The peer went away: there is nobody to tell.
        }
    }

    private static async Task<bool> ServeOneAsync(
        Stream stream, HttpReader reader, HttpHead head, IPEndPoint? remote, IPEndPoint? local, HttpHandler handler, CancellationToken cancellationToken)
    {
        (string method, string target, string version) = head.RequestLine ?? throw new HttpProtocolException(400, "Not a request line.");
        if (head.Has("Expect", "100-continue"))
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        byte[] body = await reader.ReadBodyAsync(head, endsWithConnection: false, cancellationToken).ConfigureAwait(false);
        var request = new HttpRequest { Method = method, Target = target, Head = head, Body = body, Remote = remote, Local = local };
        bool close = head.Has("Connection", "close") || (version == "HTTP/1.0" && !head.Has("Connection", "keep-alive"));
        var responder = new HttpResponder(stream, method == "HEAD", close);
        try
        {
            await handler(request, responder, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or IOException) && !responder.Started)
        {
            await responder.SendAsync(500, "text/plain", $"{exception.GetType().Name}: {exception.Message}\n", cancellationToken).ConfigureAwait(false);
        }

        return responder.Finished && !responder.Close;
    }

    private static async Task RefuseAsync(Stream stream, HttpProtocolException exception, CancellationToken cancellationToken)
    {
        try
        {
            var responder = new HttpResponder(stream, headOnly: false, close: true);
            await responder.SendAsync(exception.Status, "text/plain", exception.Message + "\n", cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It did not wait for the answer.
        }
    }
}
