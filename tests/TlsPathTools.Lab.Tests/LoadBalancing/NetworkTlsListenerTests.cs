using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Network;

namespace TlsPathTools.Lab.Tests.LoadBalancing;

public sealed class NetworkTlsListenerTests : IAsyncLifetime
{
    private const string Name = "api.example.org";

    private readonly HandMadeWorld _world = new(HandMadeWorld.Scenario(certificates:
    [
        new() { Name = "acm", DnsNames = [Name], Issuer = "amazon" }, new() { Name = "pod", DnsNames = ["pod.internal"], Issuer = "selfSigned" },
    ]));

    private readonly LoadBalancer _balancer;
    private readonly Instance _instance;

    public NetworkTlsListenerTests()
    {
        _balancer = _world.AddLoadBalancer("nlb", "network", "a");
        _instance = _world.AddInstance("i-1", 'a', 10);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("TCP")]
    [InlineData("TLS")]
    public async Task TLS_ends_here_and_what_was_inside_goes_on(string toTarget)
    {
        await StartAsync(toTarget, TestTarget.Web("i-1", toTarget == "TLS" ? _world.World.Authority.Named("pod") : null));

        (SslStream tls, Socket socket) = await ConnectAsync();
        using Socket owned = socket;
        await using SslStream stream = tls;
        await tls.WriteAsync("GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"u8.ToArray());
        string answer = await new StreamReader(tls, Encoding.ASCII).ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Contains("CN=Amazon RSA 2048 M02", tls.RemoteCertificate!.Issuer, StringComparison.Ordinal);
        Assert.Contains("GET /x", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Forwarded-For", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("refuses", "TCP_Target_Reset_Count")]
    [InlineData("drops", "TCP_ELB_Reset_Count")]
    [InlineData("resets", "TCP_Target_Reset_Count")]
    [InlineData("plaintext", "TargetTLSNegotiationErrorCount")]
    public async Task What_is_wrong_with_the_target_is_a_reset_after_a_good_handshake(string how, string metric)
    {
        TestTarget target = await StartAsync(how == "plaintext" ? "TLS" : "TCP", how == "resets" ? TestTarget.Resetting() : TestTarget.Web("i-1"));
        target.Syn = how switch { "refuses" => SynAnswer.Refused, "drops" => SynAnswer.Dropped, _ => null };
        target.SynOfChecks = new SynAnswer.Accept((_, _) => Task.CompletedTask);

        (SslStream tls, Socket socket) = await ConnectAsync();
        using Socket owned = socket;
        await using SslStream stream = tls;

        IOException exception = await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            await tls.WriteAsync("GET /x HTTP/1.1\r\nHost: h\r\n\r\n"u8.ToArray());
            await tls.ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        });
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(exception.InnerException).SocketErrorCode);
        await HandMadeWorld.UntilAsync(
            () => _world.Cloud.Metrics.Read("AWS/NetworkELB", metric, [("LoadBalancer", "net/nlb/0123456789abcde0")], DateTimeOffset.MinValue, DateTimeOffset.MaxValue).Sum(point => point.Point.Sum) == 1, metric);
    }

    private async Task<TestTarget> StartAsync(string toTarget, TestTarget target)
    {
        TargetGroup group = _world.AddTargetGroup("tg", _balancer, [_instance], toTarget);
        HandMadeWorld.AddListener(_balancer, "TLS", 32400, "acm", "ELBSecurityPolicy-TLS13-1-2-2021-06", forward: (group, 1));
        _world.Run(_instance, 32080, target);
        await _world.BalanceAsync();
        return target;
    }

    private async Task<(SslStream Tls, Socket Socket)> ConnectAsync()
    {
        Socket socket = await _world.Fabric.DialAsync(_world.Address(), HandMadeWorld.Front(_balancer, 'a', 32400), FlowPurpose.Client, CancellationToken.None);
        var tls = new SslStream(new NetworkStream(socket), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync(Name).WaitAsync(TimeSpan.FromSeconds(10));
        return (tls, socket);
    }
}
