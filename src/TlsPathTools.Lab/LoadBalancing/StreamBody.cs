using System.Globalization;
using TlsPathTools.Lab.Http;

namespace TlsPathTools.Lab.LoadBalancing;

/// <summary>Passes a body of known length on as it comes, so that a target that breaks off in its midst breaks the client's answer off as well.</summary>
internal static class StreamBody
{
    /// <summary>Copies it.</summary>
    /// <exception cref="IOException">The target ended it early, or one of the connections broke.</exception>
    public static async Task CopyAsync(HttpHead head, UpstreamConnection from, Stream to, CancellationToken cancellationToken)
    {
        if (!long.TryParse(head["Content-Length"], NumberStyles.None, CultureInfo.InvariantCulture, out long rest))
            throw new IOException("Content-Length is no number.");
        byte[] ahead = from.Reader.TakePending();
        int known = (int)Math.Min(ahead.Length, rest);
        await to.WriteAsync(ahead.AsMemory(0, known), cancellationToken).ConfigureAwait(false);
        rest -= known;
        byte[] buffer = new byte[16 * 1024];
        while (rest > 0)
        {
            int read = await from.Stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, rest)), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                throw new EndOfStreamException("The target ended its answer early.");
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            rest -= read;
        }
    }
}
