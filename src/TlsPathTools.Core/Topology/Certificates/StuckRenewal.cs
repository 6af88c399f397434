using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Topology.Certificates;

/// <summary>Where an issuance is stuck: the deepest resource that has something to say.</summary>
/// <param name="Stage">Where.</param>
/// <param name="Reason">Why, in its words.</param>
/// <param name="Since">Since when.</param>
internal sealed record StuckRenewal(CertificateStage Stage, string? Reason, DateTime? Since)
{
    // An issuance takes a minute or two with DNS-01; what has gone on for so long is stuck.
    private static readonly TimeSpan s_underWay = TimeSpan.FromMinutes(15);

    private static readonly StuckRenewal s_nowhere = new(CertificateStage.None, null, null);

    public static StuckRenewal Find(IssuanceChain chain, bool issuersRead, bool? secretExists, DateTime now)
    {
        CertificateStatus? status = chain.Certificate.Status;
        Condition? ready = IssuanceChain.ConditionOf(status?.Conditions, "Ready");
        Condition? issuing = IssuanceChain.ConditionOf(status?.Conditions, "Issuing");
        bool isIssuing = issuing?.Status == "True";
        bool isReady = ready?.Status == "True";
        DateTime? dueSince = status?.RenewalTime <= now ? status.RenewalTime : null;

        if (!isIssuing && isReady && dueSince is null)
            return secretExists == false ? new StuckRenewal(CertificateStage.Secret, "The secret that holds the certificate is not there.", null) : s_nowhere;

        if (chain.Issuer is { } issuer && IssuanceChain.ConditionOf(issuer.Status?.Conditions, "Ready") is { Status: not "True" } notReady)
            return new StuckRenewal(CertificateStage.Issuer, notReady.Message, notReady.LastTransitionTime);
        if (chain.Issuer is null && issuersRead && chain.IssuerRef is { Group: null or "" or "cert-manager.io" } reference)
            return new StuckRenewal(CertificateStage.Issuer, RequestReady(chain)?.Message ?? $"There is no {reference.Kind ?? "Issuer"} {reference.Name}.", issuing?.LastTransitionTime ?? dueSince);

        if (!isIssuing && Failed(chain) is { } failed)
            return failed with { Since = status?.LastFailureTime ?? failed.Since };
        if (!isIssuing)
        {
            return new StuckRenewal(
                CertificateStage.Certificate,
                status?.FailedIssuanceAttempts > 0 ? issuing?.Message ?? "The last attempt failed; the next one waits for the end of the back-off."
                    : isReady ? "Renewal is due and has not begun: cert-manager may not be running." : ready?.Message,
                status?.LastFailureTime ?? dueSince ?? ready?.LastTransitionTime);
        }

        if (Failed(chain) is { } end)
            return end;
        DateTime? began = chain.Request?.Metadata?.CreationTimestamp ?? issuing!.LastTransitionTime;
        return now - began < s_underWay && chain.Warnings.Length == 0 && chain.Challenge?.Status?.Reason is null or "" ? s_nowhere : UnderWay(chain, issuing!, began);
    }

    // What ended, and will not go on by itself.
    private static StuckRenewal? Failed(IssuanceChain chain)
    {
        if (chain.Challenge is { Status.State: "invalid" or "expired" or "errored" } challenge)
            return new StuckRenewal(CertificateStage.Challenge, challenge.Status.Reason ?? Words(chain), challenge.Metadata?.CreationTimestamp);
        if (chain.Order is { Status.State: "invalid" or "expired" or "errored" } order)
            return new StuckRenewal(CertificateStage.Order, order.Status.Reason ?? Words(chain), order.Status.FailureTime ?? order.Metadata?.CreationTimestamp);
        Condition[]? conditions = chain.Request?.Status?.Conditions;
        Condition? over = IssuanceChain.Holds(conditions, "Denied") ? IssuanceChain.ConditionOf(conditions, "Denied")
            : IssuanceChain.Holds(conditions, "InvalidRequest") ? IssuanceChain.ConditionOf(conditions, "InvalidRequest")
            : RequestReady(chain) is { Status: "False", Reason: "Failed" or "Denied" } failed ? failed : null;
        return over is null ? null : new StuckRenewal(CertificateStage.CertificateRequest, over.Message, chain.Request!.Status!.FailureTime ?? over.LastTransitionTime);
    }

    private static StuckRenewal UnderWay(IssuanceChain chain, Condition issuing, DateTime? began)
    {
        if (chain.Challenge is { } challenge)
        {
            string? reason = challenge.Status?.Reason is { Length: > 0 } own ? own : Words(chain);
            return new StuckRenewal(CertificateStage.Challenge, reason ?? (challenge.Status?.Presented == true ? "Presented, and not passed yet." : "Not presented yet."), challenge.Metadata?.CreationTimestamp ?? began);
        }

        if (chain.Order is { } order)
            return new StuckRenewal(CertificateStage.Order, order.Status?.Reason is { Length: > 0 } own ? own : Words(chain) ?? $"The order is {order.Status?.State ?? "without a state"}.", order.Metadata?.CreationTimestamp ?? began);
        if (chain.Request is { } request)
        {
            bool approved = IssuanceChain.Holds(request.Status?.Conditions, "Approved");
            return new StuckRenewal(CertificateStage.CertificateRequest, approved ? RequestReady(chain)?.Message ?? Words(chain) : "The request is not approved.", began);
        }

        return new StuckRenewal(CertificateStage.Certificate, issuing.Message, began);
    }

    private static Condition? RequestReady(IssuanceChain chain) => IssuanceChain.ConditionOf(chain.Request?.Status?.Conditions, "Ready");

    private static string? Words(IssuanceChain chain) => chain.Warnings is [var newest, ..] ? newest.Message : null;
}
