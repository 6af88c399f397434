using TlsPathTools.Probing.Wire;

namespace TlsPathTools.ClientErrors;

/// <summary>A TLS alert as clients word it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Events">Where it can come, in the notation of <see cref="PathEvent"/>.</param>
/// <param name="Meaning">Why servers send it.</param>
/// <param name="OtherWords">How clients word it where not by its name; letters only.</param>
internal sealed record TlsAlert(int Number, string Events, string Meaning, params string[] OtherWords)
{
    /// <summary>Its registered name.</summary>
    internal string Name { get; } = AlertNames.Of(Number);

    /// <summary>All words for it, letters only and in lower case.</summary>
    internal string[] Words { get; } = [AlertNames.Of(Number).Replace("_", "", StringComparison.Ordinal), .. OtherWords];
}

/// <summary>The alerts, with the words of OpenSSL, Go, Java, .NET and GnuTLS.</summary>
internal static class TlsAlerts
{
    private const string FirstAnswer = "Hello/Alert";
    private const string Handshake = "Hello+Server/Alert";
    private const string Anywhere = "Hello+Server+Request+Head+Body/Alert";

    // TLS 1.2 judges the client's certificate within the handshake, TLS 1.3 after the client believes it complete.
    private const string ClientCertificate = "Server+Request+Done+Hello/Alert";

    private const string BadClientCertificate = "the server rejects the certificate that the client sent";

    internal static readonly TlsAlert[] All =
    [
        new(0, "Hello+Server+Request/CloseNotify", "the peer closed TLS in an orderly way and gives no reason"),
        new(10, Anywhere, "the server did not expect what it got: a protocol error, a middlebox, or something that is not this TLS server"),
        new(20, Anywhere, "the server could not decrypt a record: bytes were changed on the way, or an implementation is broken"),
        new(21, Anywhere, "the server could not decrypt a record"),
        new(22, Anywhere, "the server got a record that is too long: corrupted, or not TLS"),
        new(30, Anywhere, "the server could not decompress a record", "decompressionfail"),
        new(40, Handshake, "no common cipher suite, group or signature scheme, or (TLS 1.2) the server wants a client certificate", "handshakefailed"),
        new(41, ClientCertificate, "no certificate where the server wants one"),
        new(42, ClientCertificate, BadClientCertificate),
        new(43, ClientCertificate, BadClientCertificate, "unsupportedcert"),
        new(44, ClientCertificate, "the server says that the client's certificate is revoked", "revokedcertificate"),
        new(45, ClientCertificate, "the server says that the client's certificate has expired", "expiredcertificate"),
        new(46, ClientCertificate, BadClientCertificate, "unknowncertificate"),
        new(47, Handshake, "the server finds a field of the handshake illegal: a broken implementation or a middlebox that edits it"),
        new(48, ClientCertificate, "the server does not know the issuer of the client's certificate", "unknowncertificateauthority"),
        new(49, ClientCertificate, "the server knows the client's certificate and lets it not in"),
        new(50, Handshake, "the server could not parse a handshake message", "errordecodingmessage"),
        new(51, "Server+Hello+Request/Alert", "a signature or Finished of the handshake did not verify at the server", "errordecryptingmessage"),
        new(60, Handshake, "an obsolete alert about export ciphers"),
        new(70, Handshake, "the server does not speak a TLS version that the client offers", "protocolversionnotsupported"),
        new(71, Handshake, "the server wants stronger ciphers than the client offers", "insufficientsecuritylevel"),
        new(80, Anywhere, "the server failed for reasons of its own: no certificate for the name, a broken backend, overload"),
        new(86, FirstAnswer, "the client fell back to an older TLS version than both support, mostly after an earlier failure"),
        new(90, Anywhere, "the peer gave up", "usercancelled"),
        new(100, "Request+Head+Body/Alert", "the server refuses to renegotiate"),
        new(109, Handshake, "the server misses an extension that it needs"),
        new(110, Handshake, "the server got an extension that it does not accept"),
        new(111, Handshake, "the server could not fetch the client's certificate"),
        new(112, FirstAnswer, "the server has no certificate for the name in SNI: a wrong front end, or a name it was never told of", "theservernamesentwasnotrecognized"),
        new(113, Handshake, "an OCSP response was not accepted"),
        new(114, Handshake, "a certificate hash did not match"),
        new(115, Handshake, "the server does not know the pre-shared key"),
        new(116, "Request+Done+Head/Alert", "the server demands a client certificate and got none (TLS 1.3 says so after the handshake)"),
        new(120, Handshake, "server and client have no ALPN protocol in common"),
        new(121, Handshake, "the server insists on encrypted ClientHello", "encryptedclienthellorequired"),
    ];
}
