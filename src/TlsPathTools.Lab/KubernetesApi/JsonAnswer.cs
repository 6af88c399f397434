using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using TlsPathTools.Lab.Http;

namespace TlsPathTools.Lab.KubernetesApi;

/// <summary>Writes JSON to an answer: at once when it is small, and otherwise in chunks while it is made, so that no list lies in memory as a whole.</summary>
internal sealed class JsonAnswer : IDisposable
{
    private const int ChunkSize = 64 * 1024;

    // Only what JSON itself demands is escaped: base64 stays readable, as Kubernetes has it.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly HttpResponder _responder;
    private readonly int _status;
    private readonly ArrayBufferWriter<byte> _buffer = new(4 * 1024);

    public JsonAnswer(HttpResponder responder, int status)
    {
        _responder = responder;
        _status = status;
        Writer = new Utf8JsonWriter(_buffer, s_options);
    }

    /// <summary>What it is written with.</summary>
    public Utf8JsonWriter Writer { get; }

    /// <summary>Sends what has piled up, when it is much.</summary>
    public ValueTask SendIfLargeAsync(CancellationToken cancellationToken) =>
        _buffer.WrittenCount + Writer.BytesPending < ChunkSize ? ValueTask.CompletedTask : new(SendAsync(cancellationToken));

    /// <summary>Ends one JSON text of several, and sends it as a line of its own (watches).</summary>
    public async Task SendLineAsync(CancellationToken cancellationToken)
    {
        await Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        _buffer.Write("\n"u8);
        await SendAsync(cancellationToken).ConfigureAwait(false);
        Writer.Reset(_buffer);
    }

    /// <summary>Begins an answer that goes on for a while.</summary>
    public Task BeginAsync(CancellationToken cancellationToken) => _responder.BeginChunksAsync(_status, "application/json", cancellationToken);

    /// <summary>Ends the answer.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (!_responder.Started)
        {
            await _responder.SendAsync(_status, "application/json", _buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
            return;
        }

        await SendAsync(cancellationToken).ConfigureAwait(false);
        await _responder.EndChunksAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => Writer.Dispose();

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        if (!_responder.Started)
            await BeginAsync(cancellationToken).ConfigureAwait(false);
        await Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        await _responder.WriteChunkAsync(_buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
        _buffer.ResetWrittenCount();
    }
}
