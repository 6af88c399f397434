namespace TlsPathTools.ClientErrors.Patterns;

/// <summary>
/// Texts with which a client rejects the server's certificate. The handshake's bytes all arrived: these say nothing
/// against the path, and everything about who answered.
/// </summary>
internal static class CertificatePatterns
{
    private const string Problem = "Done/CertificateProblem";
    private const string Not = "Fin Rst CloseNotify Alert Plaintext Timeout Refused";
    private const string Expired = "A certificate of the chain is out of its time (or this machine's clock is wrong).";
    private const string Mismatch = "The certificate is for other names: another front end answered, or the name is missing from it.";
    private const string SelfSigned = "The certificate is self-signed, or its root is not trusted here.";
    private const string NoIssuer = "No chain to a trusted root: the server omits its intermediate, or the root (of an inspecting proxy?) is unknown here.";
    private const string Rejected = "The client rejected the server's certificate.";

    internal static readonly ErrorPattern[] All =
    [
        // OpenSSL's own words, in Python, curl, Node and s_client.
        new("certificate has expired or is not yet valid", Problem, Not, Expired),
        new("certificate has expired", Problem, Not, Expired),
        new("certificate is not yet valid", Problem, Not, Expired),
        new("CERT_HAS_EXPIRED", Problem, Not, Expired),
        new("Hostname mismatch", Problem, Not, Mismatch),
        new("hostname mismatch", Problem, Not, Mismatch),
        new("CertificateError(\"hostname ", Problem, Not, Mismatch) { Client = Clients.Python },
        new("no alternative certificate subject name matches target host name '@'", Problem, Not, Mismatch) { Client = Clients.Curl },
        new("no alternative certificate subject name matches", Problem, Not, Mismatch) { Client = Clients.Curl },
        new("does not match target host name '@'", Problem, Not, Mismatch) { Client = Clients.Curl },
        new("curl: (51)", Problem, Not, Mismatch) { Client = Clients.Curl },
        new("Hostname/IP does not match certificate's altnames", Problem, Not, Mismatch) { Client = Clients.Node },
        new("ERR_TLS_CERT_ALTNAME_INVALID", Problem, Not, Mismatch) { Client = Clients.Node },
        new("self-signed certificate", Problem, Not, SelfSigned),
        new("self signed certificate", Problem, Not, SelfSigned),
        new("DEPTH_ZERO_SELF_SIGNED_CERT", Problem, Not, SelfSigned),
        new("unable to get local issuer certificate", Problem, Not, NoIssuer),
        new("unable to verify the first certificate", Problem, Not, NoIssuer),
        new("UNABLE_TO_VERIFY_LEAF_SIGNATURE", Problem, Not, NoIssuer),
        new("CERTIFICATE_VERIFY_FAILED", Problem, Not, Rejected),
        new("certificate verify failed", Problem, Not, Rejected),
        new("verify error:num=", Problem, Not, Rejected) { Client = Clients.OpenSsl },
        new("curl: (60)", Problem, Not, Rejected) { Client = Clients.Curl },
        new("curl: (77)", "Hello/LocalError", Not, "curl could not read its own CA bundle: nothing is said of the server.") { Client = Clients.Curl },
        new("curl: (58)", "Hello/LocalError", Not, "curl could not use its own client certificate: nothing is said of the server.") { Client = Clients.Curl },

        new("x509: certificate is valid for ", Problem, Not, Mismatch) { Client = Clients.Go },
        new("x509: certificate is not valid for any names", Problem, Not, Mismatch) { Client = Clients.Go },
        new("x509: cannot validate certificate for ", Problem, Not, Mismatch) { Client = Clients.Go },
        new("x509: certificate signed by unknown authority", Problem, Not, NoIssuer) { Client = Clients.Go },
        new("x509: ", Problem, Not, Rejected) { Client = Clients.Go },

        new("PKIX path building failed", Problem, Not, NoIssuer) { Client = Clients.Java },
        new("CertificateExpiredException", Problem, Not, Expired) { Client = Clients.Java },
        new("CertificateNotYetValidException", Problem, Not, Expired) { Client = Clients.Java },
        new("validity check failed", Problem, Not, Expired) { Client = Clients.Java },
        new("PKIX path validation failed", Problem, Not, Rejected) { Client = Clients.Java },
        new("No subject alternative DNS name matching ", Problem, Not, Mismatch) { Client = Clients.Java },
        new("No subject alternative names", Problem, Not, Mismatch) { Client = Clients.Java },
        new("CertificateException: No name matching ", Problem, Not, Mismatch) { Client = Clients.Java },
        new("SSLPeerUnverifiedException", Problem, Not, Mismatch) { Client = Clients.Java },

        new("RemoteCertificateNameMismatch", Problem, Not, Mismatch) { Client = Clients.DotNet },
        new("errors in the certificate chain: NotTimeValid", Problem, Not, Expired) { Client = Clients.DotNet },
        new("errors in the certificate chain: PartialChain", Problem, Not, NoIssuer) { Client = Clients.DotNet },
        new("errors in the certificate chain: UntrustedRoot", Problem, Not, SelfSigned) { Client = Clients.DotNet },
        new("The remote certificate is invalid", Problem, Not, Rejected) { Client = Clients.DotNet },
        new("The remote certificate was rejected", Problem, Not, Rejected) { Client = Clients.DotNet },
        new("Could not establish trust relationship for the SSL/TLS secure channel", Problem, Not, Rejected) { Client = Clients.DotNet },

        new("The certificate is NOT trusted*expired", Problem, Not, Expired) { Client = Clients.GnuTls },
        new("The name in the certificate does not match", Problem, Not, Mismatch) { Client = Clients.GnuTls },
        new("The certificate is NOT trusted", Problem, Not, Rejected) { Client = Clients.GnuTls },
        new("server certificate verification failed", Problem, Not, Rejected) { Client = Clients.GnuTls },
        new("Issued certificate has expired", Problem, Not, Expired) { Client = Clients.Wget },
        new("no certificate subject alternative name matches", Problem, Not, Mismatch) { Client = Clients.Wget },
        new("The certificate's owner does not match hostname ", Problem, Not, Mismatch) { Client = Clients.Wget },
        new("Unable to locally verify the issuer's authority", Problem, Not, NoIssuer) { Client = Clients.Wget },
        new("Self-signed certificate encountered", Problem, Not, SelfSigned) { Client = Clients.Wget },
        new("ERROR: cannot verify ", Problem, Not, Rejected) { Client = Clients.Wget },
        new("The certificate of*is not trusted", Problem, Not, Rejected) { Client = Clients.Wget },
    ];
}
