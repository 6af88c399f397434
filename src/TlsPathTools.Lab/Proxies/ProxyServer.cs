using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using TlsPathTools.Lab.Dns;
using TlsPathTools.Lab.Http;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;
using HttpProtocolException = TlsPathTools.Lab.Http.HttpProtocolException;

namespace TlsPathTools.Lab.Proxies;

/// <summary>
/// An explicit proxy, or a pool of them behind one address: it takes CONNECT, resolves the name by itself, connects from its own address and passes bytes.
/// It answers as squid does.
/// </summary>
internal sealed class ProxyServer(Fabric fabric, NameServers names, ProxySpec spec, IPAddress address) : ITcpEndpoint
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly HttpHead s_malformed = new() { StartLine = "(no HTTP)", Fields = [] };

    private readonly string _component = $"proxy:{spec.Name}";

    private LabWorld World => fabric.World;

    public SynOdds Odds(Flow flow) => fabric.Faults.Odds(AtTheDoor(), flow);

    public Task<SynAnswer> AnswerAsync(Flow flow, CancellationToken cancellationToken)
    {
        string? member = spec.Members.Count > 0 ? spec.Members[Random.Shared.Next(spec.Members.Count)] : null;
        return Task.FromResult(FaultSelector.SynAnswerOf(fabric.Faults.Choose(AtTheDoor(), flow))
            ?? new SynAnswer.Accept((client, token) => ServeAsync(client, member, token)));
    }

    // Faults of SYNs that name a destination are about the proxy's own connections; the others are about those of its clients.
    private FaultSpec[] AtTheDoor() =>
        [.. World.Faults.At(_component).Where(fault => fault.Effect is FaultEffect.Drop or FaultEffect.Refuse && fault.Flows.To.Count == 0)];

    private async Task ServeAsync(Socket client, string? member, CancellationToken cancellationToken)
    {
        string component = member is null ? _component : $"{_component}/{member}";
        var answers = new ProxyAnswers(member ?? spec.Name);
        try
        {
            await using var stream = new NetworkStream(client, ownsSocket: false);
            var reader = new HttpReader(stream);
            while (await NextAsync(reader, cancellationToken).ConfigureAwait(false) is { } head)
            {
                World.Traffic.Add(_component, flows: 1);
                Refusal? refusal = head == s_malformed ? Refusal.Malformed
                    : await ConnectAsync(head, component, client, stream, reader, cancellationToken).ConfigureAwait(false);
                if (refusal is null)
                    return;
                World.Traffic.Add(_component, failed: 1);
                World.Log.Tell(World.Now, component, $"{head.StartLine}: {refusal.Status} {refusal.Error}");
                await answers.RefuseAsync(stream, refusal, cancellationToken).ConfigureAwait(false);
                if (refusal.Status != 407)
                    break;
            }

            await SocketEnds.FinishAsync(client, TimeSpan.FromSeconds(0.5), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            // The client went away.
        }
    }

    private static async Task<HttpHead?> NextAsync(HttpReader reader, CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(s_patience);
        try
        {
            return await reader.ReadHeadAsync(bound.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (HttpProtocolException)
        {
            return s_malformed;
        }
    }

    /// <summary>Does what a CONNECT asks for, until the tunnel ends.</summary>
    /// <returns>Why it does not, or null.</returns>
    private async Task<Refusal?> ConnectAsync(HttpHead head, string component, Socket client, NetworkStream stream, HttpReader reader, CancellationToken cancellationToken)
    {
        if (spec.Credentials is { } credentials && head["Proxy-Authorization"] != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)))
            return Refusal.Unauthenticated;
        if (head.RequestLine is not var (method, target, _))
            return Refusal.Malformed;
        if (method != "CONNECT")
            return Refusal.Unsupported;
        if (!TryParseAuthority(target, out string host, out int port))
            return Refusal.Malformed;
        bool isLiteral = IPAddress.TryParse(host, out IPAddress? literal);
        if (isLiteral && spec.RefusesAddresses)
            return Refusal.Denied(403);
        IReadOnlyList<IPAddress> addresses = isLiteral ? [literal!] : names.Resolve(spec.Resolver, host);
        if (addresses.Count == 0)
            return Refusal.Unresolved;

        var tunnel = new ProxyTunnel(fabric, component, host, client, TimeSpan.FromSeconds(spec.IdleSeconds));
        if (spec.AnswersEarly)
            await EstablishedAsync(stream, cancellationToken).ConfigureAwait(false);
        Upstream upstream = await ReachAsync(addresses, port, component, cancellationToken).ConfigureAwait(false);
        if (upstream.Socket is null && spec.AnswersEarly)
        {
            // It has said that all is well: nothing but the end is left to say.
            World.Traffic.Add(_component, failed: 1);
            World.Log.Tell(World.Now, component, $"CONNECT {target}: {upstream.Refusal!.Error}, after 200");
            await SocketEnds.FinishAsync(client, TimeSpan.FromSeconds(0.5), cancellationToken).ConfigureAwait(false);
            return null;
        }

        if (upstream.Socket is not { } socket)
            return upstream.Refusal;
        try
        {
            if (!spec.AnswersEarly)
                await EstablishedAsync(stream, cancellationToken).ConfigureAwait(false);
            await tunnel.RunAsync(socket, reader.TakePending(), upstream.Faults, cancellationToken).ConfigureAwait(false);
            return null;
        }
        finally
        {
            socket.Dispose();
        }
    }

    /// <summary>Connects to the first address that takes the connection; what happens later is no reason to try another (as proxies do, measured).</summary>
    private async Task<Upstream> ReachAsync(IReadOnlyList<IPAddress> addresses, int port, string component, CancellationToken cancellationToken)
    {
        Refusal? refusal = null;
        foreach (IPAddress candidate in addresses)
        {
            var target = new IPEndPoint(candidate, port);
            var flow = new Flow(new IPEndPoint(address, 0), target, FlowPurpose.Client);
            IReadOnlyList<FaultSpec> faults = fabric.Faults.Choose(
                [.. World.Faults.At(_component).Concat(component == _component ? [] : World.Faults.At(component))
                    .Where(fault => fault.Effect is not (FaultEffect.Drop or FaultEffect.Refuse) || fault.Flows.To.Count > 0 || fault.At != _component)],
                flow);
            if (faults.FirstOrDefault(fault => fault.Effect is FaultEffect.Deny or FaultEffect.HttpStatus) is { } denial)
                return new(Socket: null, [], Refusal.Denied(denial.Value ?? 403));
            try
            {
                switch (FaultSelector.SynAnswerOf(faults))
                {
                    case SynAnswer.Refuse:
                        throw new SocketException((int)SocketError.ConnectionRefused);
                    case SynAnswer.Drop:
                        await Task.Delay(TimeSpan.FromSeconds(World.Scenario.Timings.ConnectTimeout), World.Time, cancellationToken).ConfigureAwait(false);
                        throw new SocketException((int)SocketError.TimedOut);
                }

                return new(await fabric.DialAsync(address, target, FlowPurpose.Client, cancellationToken).ConfigureAwait(false), faults, Refusal: null);
            }
            catch (SocketException exception)
            {
                refusal = Refusal.Unreachable(exception.SocketErrorCode);
            }
        }

        return new(Socket: null, [], refusal);
    }

    private static async Task EstablishedAsync(NetworkStream stream, CancellationToken cancellationToken) =>
        await stream.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);

    private static bool TryParseAuthority(string target, out string host, out int port)
    {
        int colon = target.LastIndexOf(':');
        host = colon > 0 ? target[..colon].Trim('[', ']') : "";
        port = 0;
        return host.Length > 0 && int.TryParse(target[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65_535;
    }

    /// <summary>What became of the proxy's own connection.</summary>
    private readonly record struct Upstream(Socket? Socket, IReadOnlyList<FaultSpec> Faults, Refusal? Refusal);
}
