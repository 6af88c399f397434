using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using TlsPathTools.Lab.Certificates;
using TlsPathTools.Lab.Http;
using TlsPathTools.Lab.Network;

namespace TlsPathTools.Lab.Tests.LoadBalancing;

/// <summary>Something that listens on an instance: what it does with SYNs, and with connections.</summary>
internal sealed class TestTarget(Func<Socket, CancellationToken, Task> serve) : ITcpEndpoint
{
    private int _clients;

    /// <summary>What SYNs meet: null accepts.</summary>
    public SynAnswer? Syn { get; set; }

    /// <summary>What the SYNs of health checks meet.</summary>
    public SynAnswer? SynOfChecks { get; set; }

    /// <summary>Flows of clients that it accepted.</summary>
    public int Clients => _clients;

    /// <summary>Whom it saw last.</summary>
    public IPEndPoint? LastSource { get; private set; }

    public SynOdds Odds(Flow flow) => Answer(flow) switch { null => SynOdds.AllAccepted, SynAnswer.Refuse => SynOdds.AllRefused, _ => SynOdds.AllDropped };

    public Task<SynAnswer> AnswerAsync(Flow flow, CancellationToken cancellationToken)
    {
        if (Answer(flow) is { } refusal)
            return Task.FromResult(refusal);
        if (flow.Purpose is FlowPurpose.Client)
        {
            Interlocked.Increment(ref _clients);
            LastSource = flow.Source;
        }

        return Task.FromResult<SynAnswer>(new SynAnswer.Accept(serve));
    }

    /// <summary>Says its name and repeats what it hears.</summary>
    public static TestTarget Echo(string name) => new(async (socket, token) =>
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes(name), token);
        byte[] buffer = new byte[1024];
        for (int read; (read = await socket.ReceiveAsync(buffer, token)) > 0;)
            await socket.SendAsync(buffer.AsMemory(0, read), token);
    });

    /// <summary>Speaks HTTP: says its name and the request's head.</summary>
    public static TestTarget Web(string name, SslStreamCertificateContext? certificate = null, HttpHandler? handler = null) => new(async (socket, token) =>
    {
        await using var network = new NetworkStream(socket, ownsSocket: false);
        Stream stream = network;
        if (certificate is not null)
        {
            var tls = new SslStream(network);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = certificate }, token);
            stream = tls;
        }

        await HttpConnection.ServeAsync(stream, null, null, handler ?? SayAsync, token);

        Task SayAsync(HttpRequest request, HttpResponder responder, CancellationToken cancellationToken) => responder.SendAsync(
            200, "text/plain", $"{name}\n{request.Method} {request.Target}\n{string.Join('\n', request.Head.Fields.Select(field => $"{field.Key}: {field.Value}"))}\n", cancellationToken);
    });

    /// <summary>Ends every connection with a RST, after it has read something.</summary>
    public static TestTarget Resetting() => new(async (socket, token) =>
    {
        await socket.ReceiveAsync(new byte[1024], token);
        socket.LingerState = new LingerOption(true, 0);
    });

    /// <summary>Reads and never answers.</summary>
    public static TestTarget Silent() => new(async (socket, token) =>
    {
        byte[] buffer = new byte[1024];
        while (await socket.ReceiveAsync(buffer, token) > 0)
        {
            // On and on.
        }
    });

    private SynAnswer? Answer(Flow flow) => flow.Purpose is FlowPurpose.HealthCheck ? SynOfChecks ?? Syn : Syn;
}
