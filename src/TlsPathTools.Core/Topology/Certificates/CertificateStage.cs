namespace TlsPathTools.Topology.Certificates;

/// <summary>Where a renewal is stuck.</summary>
public enum CertificateStage
{
    /// <summary>Nowhere: the certificate is in its secret, and no renewal is due or under way for long.</summary>
    None,

    /// <summary>The certificate itself: a renewal is due and has not begun, or waits for the end of a back-off.</summary>
    Certificate,

    /// <summary>The request: not approved, denied, failed, or not taken up by its issuer.</summary>
    CertificateRequest,

    /// <summary>The order at the ACME authority.</summary>
    Order,

    /// <summary>A challenge that the ACME authority asks for: not presented, or not passed.</summary>
    Challenge,

    /// <summary>The issuer: not there, or not ready.</summary>
    Issuer,

    /// <summary>The secret that the certificate is kept in: not there.</summary>
    Secret,
}
