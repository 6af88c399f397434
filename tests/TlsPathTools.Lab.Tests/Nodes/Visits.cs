using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using TlsPathTools.Lab.Http;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Tests.Network;

namespace TlsPathTools.Lab.Tests.Nodes;

/// <summary>What tests ask nodes and pods, from the balancer's address in the network.</summary>
internal static class Visits
{
    /// <summary>What a SYN meets: accepted, refused or dropped.</summary>
    public static async Task<string> KnockAsync(this HandMadeCluster cluster, IPEndPoint where, FlowPurpose purpose = FlowPurpose.Client)
    {
        HandedOn handed = await cluster.Hand.Fabric.HandOnAsync(cluster.Balancer, where, purpose, via: null, CancellationToken.None);
        handed.Socket?.Dispose();
        return handed.Refusal switch
        {
            null => "accepted",
            SynAnswer.Refuse => "refused",
            _ => "dropped",
        };
    }

    /// <summary>One request over TLS: what a client of this machine sees, and the pod that answered.</summary>
    public static async Task<(string Seen, string? Pod)> AskAsync(this HandMadeCluster cluster, IPEndPoint where, TlsClient? client = null)
    {
        _ = cluster;
        client ??= new TlsClient { Host = "api.example.org" };
        string seen = await client.AskAsync(where);
        return (seen, client.Response.Split('\n').FirstOrDefault(line => line.StartsWith("pod ", StringComparison.Ordinal))?[4..]);
    }

    /// <summary>One request over plain HTTP: status and body; null when there is no connection.</summary>
    public static async Task<(int Status, string Body)?> GetAsync(this HandMadeCluster cluster, IPEndPoint where, string path)
    {
        HandedOn handed = await cluster.Hand.Fabric.HandOnAsync(cluster.Balancer, where, FlowPurpose.HealthCheck, via: null, CancellationToken.None);
        if (handed.Socket is not { } socket)
            return null;
        using Socket owned = socket;
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
        var reader = new HttpReader(stream);
        HttpHead head = (await reader.ReadHeadAsync(CancellationToken.None))!;
        return (head.Status!.Value, Encoding.UTF8.GetString(await reader.ReadBodyAsync(head, endsWithConnection: true, CancellationToken.None)));
    }

    /// <summary>Requests over TLS, on one connection, behind bytes that come before them.</summary>
    public static async Task<string> AskAfterAsync(this HandMadeCluster cluster, IPEndPoint where, byte[] before, int requests = 1)
    {
        using Socket socket = await cluster.Hand.Fabric.DialAsync(cluster.Balancer, where, FlowPurpose.Client, CancellationToken.None);
        await socket.SendAsync(before);
        await using var tls = new SslStream(new NetworkStream(socket));
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "api.example.org", RemoteCertificateValidationCallback = (_, _, _, _) => true });
        for (int i = 1; i < requests; i++)
            await tls.WriteAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        await tls.WriteAsync("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(tls);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Waits until something holds, within bounds.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        for (int tries = 0; tries < 150; tries++)
        {
            if (await holds())
                return;
            await Task.Delay(30);
        }

        Assert.Fail("It did not come about.");
    }
}
