using System.Net.Security;
using System.Security.Authentication;

namespace TlsPathTools.TestServers;

/// <summary>The faults that need a real TLS server: the handshake, cut or whole, and what follows it.</summary>
internal static class TlsScripts
{
    public static async Task PlayAsync(WireConnection connection)
    {
        WireFault fault = connection.Seen.Fault;
        if (fault is WireFault.MtlsRequired && LibSsl.IsAvailable)
        {
            await MutualTlsScript.PlayAsync(connection);
            return;
        }

        byte[] hello = await connection.ReadHelloAsync();
        if (fault is WireFault.SniRejected && connection.Seen.Hello?.ServerName != connection.Options.HostName)
        {
            await connection.SendAsync(FirstBytes.Alert(level: 2, 112));
            await connection.FinAsync();
            return;
        }

        if (fault is WireFault.WarnUnrecognizedThenOk)
            await connection.SendAsync(FirstBytes.Alert(level: 1, 112));

        WireCut? cut = WireCut.Of(fault);
        await using var wire = new WireStream(connection, hello, cut, corrupt: fault is WireFault.CorruptEncryptedRecord);
        await using var tls = new SslStream(wire, leaveInnerStreamOpen: true);
        try
        {
            await tls.AuthenticateAsServerAsync(OptionsFor(connection), connection.Stop);
        }
        catch (Exception) when (wire.IsCut)
        {
            await EndAsync(connection, cut!.End);
            return;
        }
        catch (AuthenticationException)
        {
            // The client refused, or offers nothing that fits: SslStream has sent its alert.
            await connection.FinAsync();
            return;
        }

        connection.Seen.Protocol = tls.SslProtocol;
        await ResponseScripts.PlayAsync(connection, tls);
    }

    private static Task EndAsync(WireConnection connection, WireEnd end)
    {
        switch (end)
        {
            case WireEnd.Fin:
                return connection.FinAsync();
            case WireEnd.Rst:
                connection.Reset();
                return Task.CompletedTask;
            default:
                return connection.HoldAsync();
        }
    }

    private static SslServerAuthenticationOptions OptionsFor(WireConnection connection) => new()
    {
        EnabledSslProtocols = connection.Options.Protocols,
        ServerCertificateContext = IdentityFor(connection).Context,
        ClientCertificateRequired = connection.Seen.Fault is WireFault.MtlsRequired,
        RemoteCertificateValidationCallback = (_, certificate, _, _) => connection.Seen.Fault is not WireFault.MtlsRequired || certificate is not null,
    };

    private static ServerIdentity IdentityFor(WireConnection connection) => connection.Seen.Fault switch
    {
        WireFault.CertificateSelfSigned => TestCertificates.SelfSigned,
        WireFault.CertificateExpired => TestCertificates.Expired,
        WireFault.CertificateNotYetValid => TestCertificates.NotYetValid,
        WireFault.CertificateWrongHost => TestCertificates.WrongHost,
        WireFault.CertificateNoIntermediate => TestCertificates.WithoutIntermediate,
        WireFault.CertificateWithIntermediate => TestCertificates.WithIntermediate,
        WireFault.CertificateHuge => TestCertificates.Huge,
        WireFault.EscapeSequences => TestCertificates.EscapeSequences,
        _ => connection.Options.Identity,
    };
}
