using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Certificates;

/// <summary>
/// The certificate authorities of a world and what they issued. They are named in the style of those that one meets in AWS, so that an issuer tells
/// who ends TLS, and all belong to the organisation "TlsPathTools Lab", so that nobody takes them for the real ones.
/// </summary>
internal sealed class LabAuthority : IDisposable
{
    private readonly DateTimeOffset _now;
    private readonly IssuingAuthority _amazon;
    private readonly IssuingAuthority _letsEncrypt;
    private readonly IssuingAuthority _private;
    private readonly IssuingAuthority _untrusted;
    private readonly IssuingAuthority _kubernetes;
    private readonly IssuingAuthority _inspection;
    private readonly Dictionary<string, Issued> _named = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Issued> _made = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes the authorities and issues the certificates of a scenario.</summary>
    public LabAuthority(IEnumerable<CertificateSpec> specs, DateTimeOffset now)
    {
        _now = now;
        _amazon = new("Amazon Root CA 1", "Amazon RSA 2048 M02", now);
        _letsEncrypt = new("ISRG Root X1", "R11", now);
        _private = new("Lab Private Root", "Lab Private Issuing CA", now);
        _untrusted = new("Unknown Root", "Unknown Issuing CA", now);
        _kubernetes = new("kubernetes", "kubernetes-issuing", now);
        _inspection = new("Egress Inspection Root", "Egress Inspection CA", now);
        foreach (CertificateSpec spec in specs)
            _named.Add(spec.Name, Issue(spec));
    }

    /// <summary>The roots that the scenario's client trusts, as PEM.</summary>
    public string TrustedPem => Pem(_amazon.Root, _letsEncrypt.Root, _private.Root);

    /// <summary>The authority of the Kubernetes API, as PEM: another one than those of the services.</summary>
    public string KubernetesPem => Pem(_kubernetes.Root);

    /// <summary>The authority of inspecting proxies, as PEM: who installs it is fooled by them.</summary>
    public string InspectionPem => Pem(_inspection.Root);

    /// <summary>A certificate of the scenario with its chain, as a server sends it.</summary>
    /// <exception cref="KeyNotFoundException">The scenario has none of this name.</exception>
    public SslStreamCertificateContext Named(string name) =>
        _named.TryGetValue(name, out Issued? issued) ? issued.Context : throw new KeyNotFoundException($"The scenario has no certificate named '{name}'.");

    /// <summary>The certificate of the Kubernetes API for its address.</summary>
    public SslStreamCertificateContext ForKubernetes(IPAddress address) => Made($"kubernetes {address}", () => new Issued(
        _kubernetes.Leaf(["kubernetes", "kubernetes.default", "kubernetes.default.svc", "localhost"], [address], _now.AddDays(-30), _now.AddDays(335)), _kubernetes.Intermediate));

    /// <summary>A certificate for a name by an authority that nobody trusts: what an inspecting proxy shows.</summary>
    public SslStreamCertificateContext Inspecting(string hostName) => Made(hostName, () => new Issued(
        IPAddress.TryParse(hostName, out IPAddress? address)
            ? _inspection.Leaf([], [address], _now.AddDays(-1), _now.AddDays(7))
            : _inspection.Leaf([hostName], [], _now.AddDays(-1), _now.AddDays(7)),
        _inspection.Intermediate));

    /// <summary>A client's certificate that listeners with mutual authentication take. The caller disposes it.</summary>
    public X509Certificate2 IssueClient(string name) => _private.Leaf([name], [], _now.AddDays(-1), _now.AddDays(60), forClient: true);

    /// <summary>Whether a client's certificate is one of <see cref="IssueClient"/>: the trust store of listeners with mutual authentication.</summary>
    public bool VerifiesClient(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_private.Root);
        chain.ChainPolicy.ExtraStore.Add(_private.Intermediate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(certificate);
    }

    public void Dispose()
    {
        foreach (Issued issued in _named.Values.Concat(_made.Values))
            issued.Dispose();
        foreach (IssuingAuthority authority in (IssuingAuthority[])[_amazon, _letsEncrypt, _private, _untrusted, _kubernetes, _inspection])
            authority.Dispose();
    }

    private Issued Issue(CertificateSpec spec)
    {
        DateTimeOffset notBefore = _now.AddDays(spec.NotBeforeDays), notAfter = _now.AddDays(spec.NotAfterDays);
        if (spec.Issuer == "selfSigned")
            return new(IssuingAuthority.SelfSigned(spec.DnsNames, notBefore, notAfter));
        IssuingAuthority authority = spec.Issuer switch
        {
            "amazon" => _amazon,
            "letsEncrypt" => _letsEncrypt,
            "private" => _private,
            "untrusted" => _untrusted,
            _ => throw new ArgumentException($"'{spec.Issuer}' is no issuer: amazon, letsEncrypt, private, untrusted or selfSigned.", nameof(spec)),
        };
        X509Certificate2 leaf = authority.Leaf(spec.DnsNames, [], notBefore, notAfter);
        return spec.OmitsIntermediate ? new(leaf) : new(leaf, authority.Intermediate);
    }

    private SslStreamCertificateContext Made(string key, Func<Issued> issue)
    {
        lock (_made)
        {
            if (!_made.TryGetValue(key, out Issued? issued))
                _made.Add(key, issued = issue());
            return issued.Context;
        }
    }

    private static string Pem(params ReadOnlySpan<X509Certificate2> certificates)
    {
        var text = new System.Text.StringBuilder();
        foreach (X509Certificate2 certificate in certificates)
            text.Append(certificate.ExportCertificatePem()).Append('\n');
        return text.ToString();
    }

    /// <summary>A leaf with its key, and what is sent after it.</summary>
    private sealed class Issued(X509Certificate2 leaf, params X509Certificate2[] sentWith) : IDisposable
    {
        private readonly Lazy<SslStreamCertificateContext> _context = new(() => SslStreamCertificateContext.Create(leaf, [.. sentWith], offline: true));

        public SslStreamCertificateContext Context => _context.Value;

        public void Dispose() => leaf.Dispose();
    }
}
