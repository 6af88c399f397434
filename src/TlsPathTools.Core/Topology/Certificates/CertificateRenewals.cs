using System.Globalization;
using TlsPathTools.Probing;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Topology.Certificates;

/// <summary>Snapshot and what is served → a row per certificate of cert-manager: is its renewal stuck, where, and does that explain the symptom?</summary>
public static class CertificateRenewals
{
    private const int LongestBackOffHours = 32;

    /// <summary>The rows, stuck ones first.</summary>
    /// <param name="snapshot">What was read.</param>
    /// <param name="served">What probes saw, per address.</param>
    /// <param name="namespace">A namespace; null for all.</param>
    /// <param name="hostName">A name that the certificate covers; null for all.</param>
    public static IReadOnlyList<CertificateRenewal> Find(PathSnapshot snapshot, IReadOnlyList<TlsPathResult>? served = null, string? @namespace = null, string? hostName = null) =>
    [
        .. snapshot.Clusters.SelectMany(cluster => Find(cluster, snapshot.Gaps, served ?? [], @namespace, hostName))
            .OrderByDescending(row => row.StuckAt != CertificateStage.None).ThenBy(row => row.Namespace, StringComparer.Ordinal).ThenBy(row => row.CertificateName, StringComparer.Ordinal),
    ];

    private static IEnumerable<CertificateRenewal> Find(ClusterState cluster, SnapshotGap[] gaps, IReadOnlyList<TlsPathResult> served, string? @namespace, string? hostName)
    {
        var chains = new IssuanceChain.Reader(cluster);
        var secrets = new SecretList(cluster, gaps);
        foreach (CertificateResource certificate in cluster.Certificates)
        {
            if ((@namespace is null || certificate.Metadata?.Namespace == @namespace) && (hostName is null || ServedCertificates.Covers(NamesOf(certificate), hostName)))
                yield return Row(cluster, gaps, chains.Read(certificate), secrets, served, hostName);
        }
    }

    private static CertificateRenewal Row(ClusterState cluster, SnapshotGap[] gaps, IssuanceChain chain, SecretList secrets, IReadOnlyList<TlsPathResult> results, string? hostName)
    {
        CertificateStatus? status = chain.Certificate.Status;
        string[] names = NamesOf(chain.Certificate);
        bool? secretExists = chain.Certificate.Spec?.SecretName is { } secret ? secrets.Has(chain.Namespace, secret) : null;
        SnapshotGap? issuersGap = ClusterGaps.Of(cluster, gaps, chain.IsClusterIssuer ? "list clusterissuers" : "list issuers", chain.IsClusterIssuer ? null : chain.Namespace);
        StuckRenewal stuck = StuckRenewal.Find(chain, issuersGap is null, secretExists, cluster.EndedUtc);
        MissingSecret? missing = stuck.Stage is CertificateStage.None or CertificateStage.Secret ? null : MissingSecret.Find(chain, secrets);
        ServedCertificates served = ServedCertificates.Of(names, results.Where(result => hostName is null || string.Equals(result.HostName, hostName, StringComparison.OrdinalIgnoreCase)), cluster.EndedUtc);
        DateTime? next = NextAttempt(status);
        var row = new CertificateRenewal
        {
            Namespace = SafeText.Escape(chain.Namespace),
            CertificateName = SafeText.Escape(chain.Certificate.Metadata?.Name) ?? "",
            HostName = SafeText.Escape(hostName ?? names.FirstOrDefault()),
            DnsNames = [.. names.Take(100).Select(name => SafeText.Escape(name)!)],
            SecretName = SafeText.Escape(chain.Certificate.Spec?.SecretName),
            SecretExists = secretExists,
            IssuerKind = SafeText.Escape(chain.IssuerRef is null ? null : chain.IssuerRef.Kind ?? "Issuer"),
            IssuerName = SafeText.Escape(chain.IssuerRef?.Name),
            IssuerReady = chain.Issuer is null ? null : IssuanceChain.Holds(chain.Issuer.Status?.Conditions, "Ready"),
            Ready = IssuanceChain.ConditionOf(status?.Conditions, "Ready") is { } ready ? ready.Status == "True" : null,
            Issuing = status is null ? null : IssuanceChain.Holds(status.Conditions, "Issuing"),
            NotAfter = status?.NotAfter,
            RenewalTime = status?.RenewalTime,
            RequestName = SafeText.Escape(chain.Request?.Metadata?.Name),
            OrderName = SafeText.Escape(chain.Order?.Metadata?.Name),
            OrderState = SafeText.Escape(chain.Order?.Status?.State),
            ChallengeName = SafeText.Escape(chain.Challenge?.Metadata?.Name),
            ChallengeType = SafeText.Escape(chain.Challenge?.Spec?.Type),
            ChallengeState = SafeText.Escape(chain.Challenge?.Status?.State),
            StuckAt = stuck.Stage,
            StuckSinceUtc = stuck.Since,
            Reason = SafeText.Escape(stuck.Reason, 500),
            MissingObject = SafeText.Escape(missing?.Name),
            MissingBecause = SafeText.Escape(missing?.Because),
            FailedAttempts = status?.FailedIssuanceAttempts,
            LastFailureUtc = status?.LastFailureTime,
            NextAttemptUtc = next,
            Warnings = chain.Warnings.Sum(ClusterEvents.CountOf),
            LastWarningUtc = chain.Warnings is [var newest, ..] ? ClusterEvents.LastOf(newest) : null,
            ServedAddresses = [.. served.Addresses.Select(address => SafeText.Escape(address, 64)!)],
            ServedNotAfter = served.NotAfter,
            ServedStillValid = served.StillValid,
            ServedIsTheSecrets = served.IsTheOneUntil(status?.NotAfter),
            Notes = Notes(chain, secrets, issuersGap, served, next, cluster.EndedUtc),
            Detail = "",
        };
        (bool? explains, string symptom) = Symptom(row, served);
        return row with { ExplainsSymptom = explains, Detail = $"{Renewal(row)} {symptom}" };
    }

    private static string Renewal(CertificateRenewal row) => row.StuckAt switch
    {
        CertificateStage.None when row.Issuing == true => "A renewal is under way.",
        CertificateStage.None => $"Not stuck: valid until {Time(row.NotAfter)}, renewal due at {Time(row.RenewalTime)}.",
        var stage => $"The renewal is stuck at the {Word(stage)}{(row.StuckSinceUtc is null ? "" : $" since {Time(row.StuckSinceUtc)}")}"
            + $"{(row.Reason is null ? "" : $": {row.Reason.TrimEnd('.')}")}.{(row.MissingObject is null ? "" : $" Missing: {row.MissingObject}, {row.MissingBecause}.")}",
    };

    private static (bool? Explains, string Text) Symptom(CertificateRenewal row, ServedCertificates served)
    {
        if (served.Addresses.Length == 0)
            return (null, "Whether it matters now is open: no certificate was seen on the wire.");
        if (served.Wrong is { Length: > 0 } wrong)
        {
            string where = $"The certificate that is served is expired, not valid yet or another name's at {string.Join(", ", wrong)}";
            return served.WrongOnesAreOlderThan(row.NotAfter)
                ? (false, where + $", but the secret holds a newer one, valid until {Time(row.NotAfter)}: who serves it there has not loaded it. The renewal is not the cause.")
                : (true, where + ".");
        }

        string text = $"The served certificate is still valid {served.Until} at {string.Join(", ", served.Addresses)}"
            + (row.ServedIsTheSecrets == false ? ", and it is another one than the secret's" : "") + ".";
        return (false, text + (served.WithoutCertificate is { Length: > 0 } without
            ? $" At {string.Join(", ", without)} connections end before any certificate is shown, which an expired one does not do."
            : "") + (row.StuckAt == CertificateStage.None ? "" : " The renewal does not explain failures now; it will from then on."));
    }

    private static string[] Notes(IssuanceChain chain, SecretList secrets, SnapshotGap? issuersGap, ServedCertificates served, DateTime? next, DateTime now)
    {
        var notes = new List<string>();
        if (secrets.WhyNot(chain.Namespace) is { } why)
            notes.Add($"Which secrets exist could not be read, so a missing one is known only where a resource says so: {why}");
        if (issuersGap is not null)
            notes.Add($"The issuer could not be read: {issuersGap.Reason}");
        if (next > now)
            notes.Add($"The next attempt begins at {Time(next)} at the earliest (back-off), even where the cause is gone by then; 'cmctl renew' does not wait.");
        if (served.WithoutCertificate.Length > 0 && served.Addresses.Length == 0)
            notes.Add("No probed address showed a certificate.");
        return [.. notes];
    }

    private static string[] NamesOf(CertificateResource certificate) =>
        [.. (certificate.Spec?.DnsNames ?? []).Append(certificate.Spec?.CommonName ?? "").Where(name => name.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static DateTime? NextAttempt(CertificateStatus? status) =>
        status is { LastFailureTime: { Year: < 9999 } failed, FailedIssuanceAttempts: > 0 and var attempts }
            ? failed.AddHours(Math.Min(LongestBackOffHours, Math.Pow(2, Math.Min(attempts, 10) - 1)))
            : null;

    private static string Word(CertificateStage stage) => stage == CertificateStage.CertificateRequest ? "certificate request" : stage.ToString().ToLowerInvariant();

    private static string Time(DateTime? time) => time?.ToString("u", CultureInfo.InvariantCulture) ?? "an unknown time";
}
