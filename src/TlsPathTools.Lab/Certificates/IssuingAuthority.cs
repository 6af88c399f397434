using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TlsPathTools.Lab.Certificates;

/// <summary>A root and the intermediate under it that issues. Keys over P-256: one is made in a fraction of a millisecond.</summary>
internal sealed class IssuingAuthority : IDisposable
{
    private const string Organisation = "TlsPathTools Lab";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly DateTimeOffset _notBefore;
    private readonly DateTimeOffset _notAfter;

    public IssuingAuthority(string rootName, string intermediateName, DateTimeOffset now)
    {
        _notBefore = now.AddYears(-20);
        _notAfter = now.AddYears(20);
        Root = Authority(rootName, issuer: null);
        Intermediate = Authority(intermediateName, Root);
    }

    public X509Certificate2 Root { get; }

    public X509Certificate2 Intermediate { get; }

    /// <summary>A leaf under the intermediate, with its key.</summary>
    public X509Certificate2 Leaf(IEnumerable<string> dnsNames, IEnumerable<IPAddress> addresses, DateTimeOffset notBefore, DateTimeOffset notAfter, bool forClient = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // No certificate outlives its issuer, and the framework refuses to make one that does.
        DateTimeOffset end = notAfter < _notAfter ? notAfter : _notAfter;
        DateTimeOffset start = notBefore > _notBefore ? notBefore : _notBefore;
        return Signed(LeafRequest(dnsNames, addresses, key, forClient), key, Intermediate, start, end);
    }

    /// <summary>A leaf that nobody issued but itself.</summary>
    public static X509Certificate2 SelfSigned(IEnumerable<string> dnsNames, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Usable(LeafRequest(dnsNames, [], key, forClient: false).CreateSelfSigned(notBefore, notAfter));
    }

    public void Dispose()
    {
        Root.Dispose();
        Intermediate.Dispose();
    }

    private X509Certificate2 Authority(string commonName, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = Request(commonName, Organisation, key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        return issuer is null ? Usable(request.CreateSelfSigned(_notBefore, _notAfter)) : Signed(request, key, issuer, _notBefore, _notAfter);
    }

    private static CertificateRequest LeafRequest(IEnumerable<string> dnsNames, IEnumerable<IPAddress> addresses, ECDsa key, bool forClient)
    {
        List<string> names = [.. dnsNames];
        CertificateRequest request = Request(names.Count > 0 ? names[0] : "lab", organisation: null, key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(forClient ? ClientAuthentication : ServerAuthentication)], critical: false));
        var alternativeNames = new SubjectAlternativeNameBuilder();
        foreach (string name in names)
            alternativeNames.AddDnsName(name);
        foreach (IPAddress address in addresses)
            alternativeNames.AddIpAddress(address);
        request.CertificateExtensions.Add(alternativeNames.Build());
        return request;
    }

    private static CertificateRequest Request(string commonName, string? organisation, ECDsa key)
    {
        var subject = new X500DistinguishedNameBuilder();
        // At most 64 characters (RFC 5280, ub-common-name); what clients look at is the subjectAltName. (What is added last is encoded first.)
        subject.AddCommonName(commonName.Length <= 64 ? commonName : commonName[..64]);
        if (organisation is not null)
            subject.AddOrganizationName(organisation);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    private static X509Certificate2 Signed(CertificateRequest request, ECDsa key, X509Certificate2 issuer, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x01);
        using X509Certificate2 bare = request.Create(issuer, notBefore, notAfter, serial);
        return Usable(bare.CopyWithPrivateKey(key));
    }

    // Schannel takes no ephemeral keys. Loaded like this, the key's file goes with the certificate.
    private static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows())
            return certificate;
        using (certificate)
            return new X509Certificate2(certificate.Export(X509ContentType.Pfx), (string?)null, X509KeyStorageFlags.Exportable);
    }
}
