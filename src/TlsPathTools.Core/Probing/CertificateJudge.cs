using System.Collections.Concurrent;
using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TlsPathTools.Probing;

/// <summary>
/// Judges certificate chains against a trust. Building a chain costs more than the rest of a handshake on our side, so
/// it is done once per distinct (name, leaf, chain) and minute.
/// </summary>
internal sealed class CertificateJudge(CertificateTrust trust, TimeProvider time)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const int MaxCached = 1000, MaxNames = 20;
    private static readonly TimeSpan s_validFor = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (CertificateFacts Facts, DateTimeOffset At)> _cache = new(StringComparer.Ordinal);

    /// <summary>The facts of a chain as the server sent it, leaf first (DER).</summary>
    internal CertificateFacts Judge(string name, IReadOnlyList<byte[]> chain)
    {
        if (chain.Count == 0)
        {
            return trust.Mode == TrustMode.NotChecked
                ? new CertificateFacts()
                : new CertificateFacts { Problems = CertificateProblems.NoCertificate, ProblemText = "the server sent no certificate" };
        }

        string key = KeyOf(name, chain);
        DateTimeOffset now = time.GetUtcNow();
        if (_cache.TryGetValue(key, out var cached) && now - cached.At < s_validFor)
            return cached.Facts;

        CertificateFacts facts = Examine(name, chain, now);
        if (_cache.Count < MaxCached || _cache.ContainsKey(key))
            _cache[key] = (facts, now);
        return facts;
    }

    private static string KeyOf(string name, IReadOnlyList<byte[]> chain)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (byte[] certificate in chain)
        {
            hash.AppendData(BitConverter.GetBytes(certificate.Length));
            hash.AppendData(certificate);
        }

        return Convert.ToHexString(hash.GetHashAndReset()) + name;
    }

    private CertificateFacts Examine(string name, IReadOnlyList<byte[]> chain, DateTimeOffset now)
    {
        using var leaf = new X509Certificate2(chain[0]);
        var problems = CertificateProblems.None;
        var words = new List<string>();
        if (trust.Mode != TrustMode.NotChecked)
        {
            if (!leaf.MatchesHostname(name))
            {
                problems |= CertificateProblems.NameMismatch;
                words.Add($"no name in it covers {SafeText.Escape(name)}");
            }

            problems |= BuildChain(leaf, chain, now, words);
        }

        return new CertificateFacts
        {
            Subject = SafeText.Escape(leaf.Subject),
            Issuer = SafeText.Escape(leaf.Issuer),
            Names = NamesOf(leaf),
            Sha256 = Convert.ToHexString(SHA256.HashData(chain[0])),
            Serial = leaf.SerialNumber,
            NotBefore = leaf.NotBefore.ToUniversalTime(),
            NotAfter = leaf.NotAfter.ToUniversalTime(),
            Problems = problems,
            ProblemText = words.Count == 0 ? null : string.Join("; ", words),
        };
    }

    private CertificateProblems BuildChain(X509Certificate2 leaf, IReadOnlyList<byte[]> sent, DateTimeOffset now, List<string> words)
    {
        // Few and short-lived (the verdict is cached): their handles are left to the finalizer, as those of the chain are.
        var intermediates = new X509Certificate2Collection();
        foreach (byte[] raw in sent.Skip(1).Take(16))
            intermediates.Add(new X509Certificate2(raw));
        intermediates.AddRange(trust.ExtraRoots);

        // The given roots first: loading the machine's store costs more than all the rest of a short run.
        const CertificateProblems Untrusted = CertificateProblems.UntrustedRoot | CertificateProblems.PartialChain;
        List<string> found = [];
        CertificateProblems problems = trust.Mode == TrustMode.SystemAndFile
            ? Build(leaf, intermediates, X509ChainTrustMode.CustomRootTrust, now, out found)
            : Untrusted;
        if ((problems & Untrusted) != 0)
            problems = Build(leaf, intermediates, X509ChainTrustMode.System, now, out found);

        words.AddRange(found);
        return problems;
    }

    private CertificateProblems Build(
        X509Certificate2 leaf, X509Certificate2Collection extra, X509ChainTrustMode mode, DateTimeOffset now, out List<string> words)
    {
        using var chain = new X509Chain();
        // No network: an OCSP, CRL or AIA fetch would be timed as if the server were slow.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        chain.ChainPolicy.ExtraStore.AddRange(extra);
        chain.ChainPolicy.TrustMode = mode;
        if (mode == X509ChainTrustMode.CustomRootTrust)
            chain.ChainPolicy.CustomTrustStore.AddRange(trust.ExtraRoots);

        chain.Build(leaf);
        var problems = CertificateProblems.None;
        words = [];
        foreach (X509ChainElement element in chain.ChainElements)
        {
            foreach (X509ChainStatus status in element.ChainElementStatus)
            {
                (CertificateProblems problem, string? word) = Translate(status, element.Certificate, now);
                if (problem != CertificateProblems.None && !words.Contains(word!))
                    words.Add(word!);
                problems |= problem;
            }
        }

        // Some platforms give a status of the whole chain that no element carries.
        foreach (X509ChainStatus status in chain.ChainStatus)
        {
            (CertificateProblems problem, string? word) = Translate(status, leaf, now);
            if (problem != CertificateProblems.None && (problems & problem) == 0 && !(IsTime(problem) && IsTime(problems)))
            {
                problems |= problem;
                words.Add(word!);
            }
        }

        return problems;

        static bool IsTime(CertificateProblems p) => (p & (CertificateProblems.Expired | CertificateProblems.NotYetValid)) != 0;
    }

    private static (CertificateProblems, string?) Translate(X509ChainStatus status, X509Certificate2 certificate, DateTimeOffset now) => status.Status switch
    {
        X509ChainStatusFlags.NoError or X509ChainStatusFlags.RevocationStatusUnknown or X509ChainStatusFlags.OfflineRevocation => (CertificateProblems.None, null),
        X509ChainStatusFlags.NotTimeValid when certificate.NotBefore > now.LocalDateTime =>
            (CertificateProblems.NotYetValid, string.Create(CultureInfo.InvariantCulture, $"not valid before {certificate.NotBefore.ToUniversalTime():u}")),
        X509ChainStatusFlags.NotTimeValid =>
            (CertificateProblems.Expired, string.Create(CultureInfo.InvariantCulture, $"expired at {certificate.NotAfter.ToUniversalTime():u}")),
        X509ChainStatusFlags.UntrustedRoot => (CertificateProblems.UntrustedRoot, "its root is not trusted here"),
        X509ChainStatusFlags.PartialChain => (CertificateProblems.PartialChain, "an issuer is missing (the server does not send its intermediate certificate, or the root is unknown)"),
        X509ChainStatusFlags.NotValidForUsage => (CertificateProblems.WrongUsage, "it is not meant for TLS servers"),
        X509ChainStatusFlags.NotSignatureValid => (CertificateProblems.BadSignature, "a signature is invalid or uses a rejected algorithm"),
        X509ChainStatusFlags.Revoked => (CertificateProblems.Revoked, "it is revoked"),
        _ => (CertificateProblems.Other, $"{status.Status}: {SafeText.Escape(status.StatusInformation.Trim(), 100)}"),
    };

    private static string[] NamesOf(X509Certificate2 leaf)
    {
        try
        {
            X509SubjectAlternativeNameExtension? extension = leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
            return extension is null
                ? []
                : [.. extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(a => a.ToString()))
                    .Take(MaxNames).Select(n => SafeText.Escape(n)!)];
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException)
        {
            return [];
        }
    }
}
