namespace TlsPathTools.ClientErrors.Patterns;

/// <summary>
/// Windows: SChannel folds many alerts and local judgements into one status each (learn.microsoft.com,
/// schannel-error-codes), so most of these stay ambiguous by nature.
/// </summary>
internal static class SchannelPatterns
{
    private const string Not = "Fin Rst Timeout Refused";
    private const string Illegal = "SChannel says so for the alerts 10, 22, 40, 47 and 50, and for bytes that are not TLS: the number is lost.";
    private const string Version = "The server refused the TLS version (alert 70), or SChannel itself does not support what was asked.";
    private const string Security = "No common algorithm: the server said so (alert 71), or its choice is disabled on this machine.";
    private const string Untrusted = "The server's root is not trusted here, or the server does not know the issuer of the client's certificate (alert 48).";
    private const string BadCertificate = "The certificate could not be processed: here, or the client's at the server (alerts 42, 43, 46).";
    private const string Internal = "The server failed (alert 80), or this machine's security service did.";
    private const string Token = "The answer is not TLS that SChannel can read: mostly plain HTTP on this port, or a broken handshake message.";

    private const string IllegalEvents = "Hello+Server+Request/Alert Hello/Plaintext Hello+Server/MalformedTls";
    private const string TokenEvents = "Hello/Plaintext Hello+Server/MalformedTls Hello+Server/Alert";
    private const string RefusedHere = "Hello+Server/Alert Hello+Server/LocalError";

    internal static readonly ErrorPattern[] All =
    [
        Row("SEC_E_ILLEGAL_MESSAGE", IllegalEvents, Illegal),
        Row("0x80090326", IllegalEvents, Illegal),
        Row("The message received was unexpected or badly formatted", IllegalEvents, Illegal),
        Row("SEC_E_UNSUPPORTED_FUNCTION", RefusedHere, Version),
        Row("0x80090302", RefusedHere, Version),
        Row("The function requested is not supported", RefusedHere, Version),
        Row("SEC_E_ALGORITHM_MISMATCH", RefusedHere, Security),
        Row("0x80090331", RefusedHere, Security),
        Row("do not possess a common algorithm", RefusedHere, Security),
        Row("SEC_E_UNTRUSTED_ROOT", "Done/CertificateProblem Server+Request/Alert", Untrusted),
        Row("0x80090325", "Done/CertificateProblem Server+Request/Alert", Untrusted),
        Row("issued by an authority that is not trusted", "Done/CertificateProblem Server+Request/Alert", Untrusted),
        Row("SEC_E_CERT_UNKNOWN", "Done/CertificateProblem Server+Request/Alert", BadCertificate),
        Row("0x80090327", "Done/CertificateProblem Server+Request/Alert", BadCertificate),
        Row("An unknown error occurred while processing the certificate", "Done/CertificateProblem Server+Request/Alert", BadCertificate),
        Row("SEC_E_CERT_EXPIRED", "Done/CertificateProblem Server+Request/Alert", "The certificate is out of its time: the server's, or the client's at the server (alert 45)."),
        Row("0x80090328", "Done/CertificateProblem Server+Request/Alert", "The certificate is out of its time: the server's, or the client's at the server (alert 45)."),
        Row("SEC_E_WRONG_PRINCIPAL", "Done/CertificateProblem", "The certificate is for other names."),
        Row("0x80090322", "Done/CertificateProblem", "The certificate is for other names."),
        Row("The target principal name is incorrect", "Done/CertificateProblem", "The certificate is for other names."),
        Row("CRYPT_E_REVOCATION_OFFLINE", "Done/LocalError", "The revocation server could not be asked: another connection of this machine failed, not this one."),
        Row("0x80092013", "Done/LocalError", "The revocation server could not be asked: another connection of this machine failed, not this one."),
        Row("CRYPT_E_NO_REVOCATION_CHECK", "Done/LocalError", "Revocation could not be checked: nothing is said of the path."),
        Row("0x80092012", "Done/LocalError", "Revocation could not be checked: nothing is said of the path."),
        Row("SEC_E_INTERNAL_ERROR", "Hello+Server+Request/Alert Hello+Server/LocalError", Internal),
        Row("0x80090304", "Hello+Server+Request/Alert Hello+Server/LocalError", Internal),
        Row("The Local Security Authority cannot be contacted", "Hello+Server+Request/Alert Hello+Server/LocalError", Internal),
        Row("SEC_E_INVALID_TOKEN", TokenEvents, Token),
        Row("0x80090308", TokenEvents, Token),
        Row("The token supplied to the function is invalid", TokenEvents, Token),
        Row("SEC_E_MESSAGE_ALTERED", "Server+Request+Body/MalformedTls", "A record could not be verified: bytes were changed on the way."),
        Row("SEC_E_DECRYPT_FAILURE", "Server+Request+Body/MalformedTls", "A record could not be decrypted: bytes were changed on the way."),
    ];

    private static ErrorPattern Row(string text, string events, string meaning) =>
        new(text, events, Not, meaning) { Client = Clients.Schannel };
}
