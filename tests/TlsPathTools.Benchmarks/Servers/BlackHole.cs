using System.Net;
using System.Net.Sockets;
using TlsPathTools.Benchmarks.Measuring;

namespace TlsPathTools.Benchmarks.Servers;

/// <summary>
/// A loopback endpoint that answers no SYN, without any privilege: a listener whose queue of connections that nobody
/// accepts is full. Linux then drops every further SYN.
/// </summary>
internal sealed class BlackHole : IDisposable
{
    private const int MaxFillers = 16, SureAfter = 2;
    private static readonly TimeSpan s_answerTime = TimeSpan.FromMilliseconds(300);

    private readonly Socket _listener;
    private readonly List<Socket> _fillers = [];

    private BlackHole(Socket listener) => _listener = listener;

    internal IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>Opens a black hole, and makes sure that it is one.</summary>
    internal static async Task<BlackHole> OpenAsync(IPAddress address)
    {
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(address, 0));
        listener.Listen(0);
        var hole = new BlackHole(listener);
        int unanswered = 0;
        while (unanswered < SureAfter)
        {
            if (hole._fillers.Count == MaxFillers)
            {
                hole.Dispose();
                throw new NotMeasuredException("a full accept queue does not drop SYNs on this system");
            }

            unanswered = await hole.IsAnsweredAsync() ? 0 : unanswered + 1;
        }

        return hole;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _fillers.ForEach(socket => socket.Dispose());
    }

    private async Task<bool> IsAnsweredAsync()
    {
        var socket = new Socket(EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var limit = new CancellationTokenSource(s_answerTime);
        try
        {
            await socket.ConnectAsync(EndPoint, limit.Token);
            _fillers.Add(socket);
            return true;
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            return false;
        }
    }
}
