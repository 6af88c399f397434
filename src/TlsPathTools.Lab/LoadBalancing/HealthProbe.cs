using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Http;
using TlsPathTools.Lab.Network;

namespace TlsPathTools.Lab.LoadBalancing;

/// <summary>What a check found.</summary>
/// <param name="Reason">Null for good; else one of AWS's codes.</param>
/// <param name="Description">AWS's words for it.</param>
internal sealed record HealthResult(string? Reason, string? Description)
{
    public static HealthResult Good { get; } = new(null, null);

    public static HealthResult TimedOut { get; } = new("Target.Timeout", "Request timed out");

    public static HealthResult Failed { get; } = new("Target.FailedHealthChecks", "Health checks failed");

    public static HealthResult Mismatch(int status) =>
        new("Target.ResponseCodeMismatch", $"Health checks failed with these codes: [{status.ToString(CultureInfo.InvariantCulture)}]");

    public bool IsGood => Reason is null;
}

/// <summary>One health check: from a load balancer's node, over the world's wires, to a target.</summary>
internal static class HealthProbe
{
    /// <summary>Checks.</summary>
    /// <param name="fabric">The wires.</param>
    /// <param name="source">The node's own address.</param>
    /// <param name="target">The port to ask.</param>
    /// <param name="check">How to ask.</param>
    /// <param name="waits">False: a SYN that is dropped is taken for a timeout at once.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<HealthResult> RunAsync(Fabric fabric, IPAddress source, IPEndPoint target, HealthCheck check, bool waits, CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        TimeSpan timeout = TimeSpan.FromSeconds(Math.Max(0.05, check.TimeoutSeconds));
        bound.CancelAfter(timeout);
        try
        {
            HandedOn handed = await fabric.HandOnAsync(source, target, FlowPurpose.HealthCheck, via: null, bound.Token).ConfigureAwait(false);
            if (handed.Socket is not { } socket)
            {
                if (handed.Refusal is SynAnswer.Refuse)
                    return HealthResult.Failed;
                if (waits)
                    await Task.Delay(timeout, fabric.World.Time, bound.Token).ConfigureAwait(false);
                return HealthResult.TimedOut;
            }

            using (socket)
                return check.Protocol is "TCP" ? HealthResult.Good : await AskAsync(socket, target, check, bound.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthResult.TimedOut;
        }
        catch (Exception exception) when (exception is SocketException or IOException or AuthenticationException or ObjectDisposedException)
        {
            return exception is SocketException { SocketErrorCode: SocketError.TimedOut } ? HealthResult.TimedOut : HealthResult.Failed;
        }
    }

    /// <summary>Whether a status is among those that a matcher names: 200, 200-399, 200,204.</summary>
    public static bool Matches(string matcher, int status)
    {
        foreach (string part in matcher.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] ends = part.Split('-', 2);
            if (int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int low)
                && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int high) && status >= low && status <= high)
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<HealthResult> AskAsync(Socket socket, IPEndPoint target, HealthCheck check, CancellationToken cancellationToken)
    {
        await using var network = new NetworkStream(socket, ownsSocket: false);
        await using Stream stream = check.Protocol is "HTTPS" ? await TargetTls.OpenAsync(network, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false) : network;
        byte[] request = Encoding.Latin1.GetBytes($"GET {check.Path} HTTP/1.1\r\nHost: {target}\r\nConnection: close\r\nUser-Agent: ELB-HealthChecker/2.0\r\nAccept-Encoding: gzip, compressed\r\n\r\n");
        await stream.WriteAsync(request, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        HttpHead? head = await new HttpReader(stream).ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        return head?.Status is not { } status ? HealthResult.Failed : Matches(check.Matcher, status) ? HealthResult.Good : HealthResult.Mismatch(status);
    }
}
