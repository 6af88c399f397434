using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;

namespace TlsPathTools.Probing;

/// <summary>The request of an attempt and its response, over a completed handshake.</summary>
internal static class HttpExchange
{
    // How long the reader may still explain a write that failed, and how long a close is waited for after a whole response.
    private static readonly TimeSpan s_afterWrite = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_forClose = TimeSpan.FromMilliseconds(500);

    internal static async Task RunAsync(AttemptFacts facts, ProbeOptions options, Socket socket, AttemptClock clock, PhaseTimer timer, TimeProvider time)
    {
        SslStream ssl = facts.Ssl!;
        var http = new HttpResponseReader(headRequest: options.Path is null);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        // The reader starts before the writer: an alert or a reset that answers our handshake (TLS 1.3, client
        // certificate required) is lost when the write meets it first.
        Task<int> read = ssl.ReadAsync(buffer, timer.Token).AsTask();
        try
        {
            if (options.Idle is { } idle && !await StayIdleAsync(read, idle, clock, timer, time).ConfigureAwait(false))
            {
                facts.EndOfStream = await read.ConfigureAwait(false) == 0;
                facts.Http = facts.EndOfStream ? null : http;
            }

            if (!facts.EndOfStream)
            {
                (facts.Stage, facts.Http) = (TlsStage.Request, http);
                timer.Start(options.ResponseTimeout, socket);
                await WriteAsync(facts, ssl, read, options, timer.Token).ConfigureAwait(false);
                read = await ReadResponseAsync(facts, ssl, read, buffer, clock, timer, socket, options).ConfigureAwait(false);
                await WaitForCloseAsync(facts, ssl, read, buffer, clock, timer, time).ConfigureAwait(false);
            }
        }
        finally
        {
            // A read that is still under way owns the buffer; it is then left to the garbage collector.
            if (read.IsCompleted)
                ArrayPool<byte>.Shared.Return(buffer);
            else
                _ = read.ContinueWith(static t => _ = t.Exception, TaskScheduler.Default);
        }
    }

    // False when the peer ended the silence.
    private static async Task<bool> StayIdleAsync(Task<int> read, TimeSpan idle, AttemptClock clock, PhaseTimer timer, TimeProvider time)
    {
        clock.Pause();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(timer.Token);
        await Task.WhenAny(read, Task.Delay(idle, time, ended.Token)).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        clock.Resume();
        timer.Token.ThrowIfCancellationRequested();
        return !read.IsCompleted;
    }

    private static async Task WriteAsync(AttemptFacts facts, SslStream ssl, Task<int> read, ProbeOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await ssl.WriteAsync(HttpRequest.Create(facts.Target, options), cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            Task first = await Task.WhenAny(read, Task.Delay(s_afterWrite, cancellationToken)).ConfigureAwait(false);
            // Bytes or an alert explain more than the failed write does; a clean end does not (the write took the error).
            if (first != read || (read.IsCompletedSuccessfully && read.Result == 0))
                throw;
        }
    }

    private static async Task<Task<int>> ReadResponseAsync(
        AttemptFacts facts, SslStream ssl, Task<int> read, byte[] buffer, AttemptClock clock, PhaseTimer timer, Socket socket, ProbeOptions options)
    {
        HttpResponseReader http = facts.Http!;
        while (true)
        {
            int count = await read.ConfigureAwait(false);
            if (count == 0)
            {
                facts.EndOfStream = true;
                facts.CloseSeen = true;
                http.End();
                return read;
            }

            facts.FirstByteMs ??= clock.Lap();
            bool inHead = http.State == HttpResponseState.Head;
            http.Feed(buffer.AsSpan(0, count));
            if (http.State is HttpResponseState.Complete or HttpResponseState.Malformed)
                return ssl.ReadAsync(buffer, timer.Token).AsTask();
            if (inHead && http.State == HttpResponseState.Body)
                timer.Start(options.ResponseTimeout, socket);
            read = ssl.ReadAsync(buffer, timer.Token).AsTask();
        }
    }

    // Everything came; how the peer closes is worth a note, never a failure.
    private static async Task WaitForCloseAsync(
        AttemptFacts facts, SslStream ssl, Task<int> read, byte[] buffer, AttemptClock clock, PhaseTimer timer, TimeProvider time)
    {
        if (facts.EndOfStream || facts.Http!.State != HttpResponseState.Complete || facts.Http.BodyCapped)
            return;

        clock.Pause();
        timer.Stop();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(timer.Token);
        Task limit = Task.Delay(s_forClose, time, ended.Token);
        for (int extra = 0; extra < 64; extra++)
        {
            if (await Task.WhenAny(read, limit).ConfigureAwait(false) == limit)
                break;

            await ((Task)read).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!read.IsCompletedSuccessfully || read.Result == 0)
            {
                facts.CloseSeen = true;
                break;
            }

            read = ssl.ReadAsync(buffer, timer.Token).AsTask();
        }

        await ended.CancelAsync().ConfigureAwait(false);
        if (!read.IsCompleted)
            _ = read.ContinueWith(static t => _ = t.Exception, TaskScheduler.Default);
    }
}
