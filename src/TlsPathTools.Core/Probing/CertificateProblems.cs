namespace TlsPathTools.Probing;

/// <summary>Why a certificate chain does not prove the name; several may hold at once.</summary>
[Flags]
public enum CertificateProblems
{
    /// <summary>The chain proves the name, or was not judged.</summary>
    None = 0,

    /// <summary>No name in the certificate covers the host name.</summary>
    NameMismatch = 1,

    /// <summary>A certificate of the chain is past its end date.</summary>
    Expired = 2,

    /// <summary>A certificate of the chain is not valid yet (or this machine's clock is slow).</summary>
    NotYetValid = 4,

    /// <summary>The chain ends at a root that is not trusted here; a self-signed certificate is one.</summary>
    UntrustedRoot = 8,

    /// <summary>An issuer is missing: the server does not send its intermediate certificate.</summary>
    PartialChain = 16,

    /// <summary>A certificate is not meant for TLS servers.</summary>
    WrongUsage = 32,

    /// <summary>A signature is invalid or uses a rejected algorithm.</summary>
    BadSignature = 64,

    /// <summary>A certificate of the chain is revoked. Only reported where the platform knows without asking the network.</summary>
    Revoked = 128,

    /// <summary>The server sent no certificate.</summary>
    NoCertificate = 256,

    /// <summary>The platform rejects the chain for another reason, named in the detail.</summary>
    Other = 512,
}
