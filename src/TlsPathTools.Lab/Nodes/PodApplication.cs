using System.Globalization;
using System.Net;
using System.Net.Sockets;
using TlsPathTools.Lab.Http;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Nodes;

/// <summary>What a pod's application says on one connection, and what it writes to its log about it.</summary>
/// <param name="fabric">The wires.</param>
/// <param name="pod">The pod.</param>
/// <param name="workload">What it does.</param>
/// <param name="port">The port.</param>
/// <param name="flow">The connection.</param>
/// <param name="faults">The faults that meet the connection.</param>
/// <param name="requestFaults">Chooses those that meet a request: load balancers keep connections, and one bad request need not be followed by another.</param>
/// <param name="log">The pod's log.</param>
internal sealed class PodApplication(
    Fabric fabric, PodStart pod, DeploymentSpec workload, PodPortSpec port, Flow flow, IReadOnlyList<FaultSpec> faults,
    Func<IReadOnlyList<FaultSpec>> requestFaults, PodLogBook log)
{
    private const string HealthPath = "/healthz";

    private readonly string _server = Server(workload.Image);

    /// <summary>Who is on the other side, as the application knows it.</summary>
    public IPEndPoint Client { get; set; } = flow.Source;

    /// <summary>The certificate that it shows.</summary>
    public string CertificateName => faults.FirstOrDefault(fault => fault.Effect is FaultEffect.Certificate)?.Text
        ?? port.CertificateOnNode.GetValueOrDefault(pod.NodeName) ?? port.Certificate
        ?? throw new InvalidOperationException($"Port {port.Name} of {workload.Name} has no certificate.");

    /// <summary>Whether a fault is drawn for each request, and not for a connection.</summary>
    public static bool IsOfRequest(FaultSpec fault) =>
        fault.Effect is FaultEffect.HttpStatus or FaultEffect.HealthLies || fault is { Effect: FaultEffect.Delay, Stage: >= FaultStage.AfterRequest };

    /// <summary>Serves HTTP until either side has enough.</summary>
    public Task ServeAsync(Stream stream, CancellationToken cancellationToken)
    {
        var patient = new ApplicationStream(stream, TimeSpan.FromSeconds(port.KeepAliveSeconds));
        return HttpConnection.ServeAsync(patient, Client, flow.Destination, AnswerAsync, cancellationToken);
    }

    /// <summary>A handshake that came to nothing, in the words of Go's HTTP server.</summary>
    public void HandshakeFailed(Exception exception) => log.Write($"{GoNow()} http: TLS handshake error from {Client}: {Reason(exception)}");

    private async Task AnswerAsync(HttpRequest request, HttpResponder responder, CancellationToken cancellationToken)
    {
        bool health = request.RawPath == HealthPath;
        IReadOnlyList<FaultSpec> chosen = requestFaults();
        int status = Status(chosen, FaultEffect.HttpStatus, otherwise: 503) ?? (health ? Status(chosen, FaultEffect.HealthLies, otherwise: 200) ?? port.HealthStatus : port.Status);
        double delay = port.DelaySeconds + (chosen.Where(fault => fault.Effect is FaultEffect.Delay).Sum(fault => fault.Value ?? 0) / 1000.0);
        if (delay > 0)
            await Task.Delay(TimeSpan.FromSeconds(delay), fabric.World.Time, cancellationToken).ConfigureAwait(false);
        responder.Fields.Add(new("Server", _server));
        string body = health ? (status == 200 ? "ok\n" : "not ok\n") : Body(request, status);
        await responder.SendAsync(status, "text/plain; charset=utf-8", body, cancellationToken).ConfigureAwait(false);
        string agent = request.Head["User-Agent"] ?? "-";
        log.Write($"{Client.Address} - - [{fabric.World.Now.UtcDateTime.ToString("dd/MMM/yyyy:HH:mm:ss", CultureInfo.InvariantCulture)} +0000] \"{Printable(request.Method)} {Printable(request.Target)} HTTP/1.1\" {status} {body.Length} \"-\" \"{Printable(agent)}\"");
    }

    private static int? Status(IReadOnlyList<FaultSpec> chosen, FaultEffect effect, int otherwise) =>
        chosen.FirstOrDefault(fault => fault.Effect == effect) is { } fault ? fault.Value ?? otherwise : null;

    private string Body(HttpRequest request, int status) =>
        $"{status} {HttpResponder.Reason(status)}\nservice {workload.Name}\npod {pod.Name}\nnode {pod.NodeName}\nclient {Client.Address}\npath {Printable(request.Target)}\n";

    private string GoNow() => fabric.World.Now.UtcDateTime.ToString("yyyy/MM/dd HH:mm:ss", CultureInfo.InvariantCulture);

    private string Reason(Exception exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException { SocketErrorCode: SocketError.ConnectionReset })
                return $"read tcp {flow.Destination}->{Client}: read: connection reset by peer";
            if (inner.Message.Contains("EOF", StringComparison.Ordinal) || inner.Message.Contains("0 bytes", StringComparison.Ordinal))
                return "EOF";
            if (inner.Message.Contains("timeout", StringComparison.Ordinal))
                return $"read tcp {flow.Destination}->{Client}: i/o timeout";
            if (inner.Message.Contains("frame size", StringComparison.Ordinal))
                return "tls: first record does not look like a TLS handshake";
        }

        return exception is InvalidDataException ? exception.Message : "remote error: " + exception.Message;
    }

    // The last part of the image's name, and its tag.
    private static string Server(string image) => image[(image.LastIndexOf('/') + 1)..].Replace(':', '/');

    // What clients say is not trusted to be printable.
    private static string Printable(string text) => string.Create(Math.Min(text.Length, 300), text, static (span, from) =>
    {
        for (int i = 0; i < span.Length; i++)
            span[i] = from[i] is < ' ' or '"' or '\\' or > '~' ? '?' : from[i];
    });
}
