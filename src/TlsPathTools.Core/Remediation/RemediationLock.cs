using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Remediation;

/// <summary>
/// The lock against a second remediation of the same cluster: a lease in kube-system. Whoever dies with it loses it after its time. Times are compared by this machine's
/// clock with those that the holder's wrote: it is a courtesy among careful people, and the preconditions of each change are the guard.
/// </summary>
internal sealed class RemediationLock(IClusterReader reader, IClusterActions actions, TimeProvider time, string holder)
{
    public const string Namespace = "kube-system";
    public const string Name = "tlspathtools-remediation";

    private bool _mayHold;

    /// <summary>When it ends by itself where it was taken, in UTC.</summary>
    public DateTime EndsUtc { get; private set; }

    /// <summary>Who has it; the check passes where nobody has.</summary>
    public async Task<RemediationCheck> LookAsync(CancellationToken cancellationToken)
    {
        Reading<Lease> reading = await reader.GetAsync(ClusterResources.Leases, Namespace, Name, cancellationToken).ConfigureAwait(false);
        return reading.Gap is { } gap ? new(CheckNames.NoOtherRemediation, Passed: null, $"Whether another remediation runs is not known: {Sentences.End(gap.Reason)}")
            : reading.Items is [var lease] && IsHeld(lease) ? new(CheckNames.NoOtherRemediation, Passed: false, $"Another remediation runs: {SafeText.Escape(lease.Spec?.HolderIdentity)} holds lease {Namespace}/{Name} since {lease.Spec?.AcquireTime:u}. Where nothing runs any more: delete that lease.")
            : new(CheckNames.NoOtherRemediation, Passed: true, "No other remediation runs.");
    }

    /// <summary>Takes it; null where it was taken, else why not.</summary>
    public async Task<string?> TakeAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        Reading<Lease> reading = await reader.GetAsync(ClusterResources.Leases, Namespace, Name, cancellationToken).ConfigureAwait(false);
        if (reading.Gap is { } gap)
            return $"the lock cannot be read: {gap.Reason}";
        DateTime now = time.GetUtcNow().UtcDateTime;
        var spec = new LeaseSpec { HolderIdentity = holder, LeaseDurationSeconds = (int)Math.Ceiling(duration.TotalSeconds), AcquireTime = now, RenewTime = now };
        (_mayHold, EndsUtc) = (true, now + duration);
        ActionOutcome outcome = reading.Items switch
        {
            [var lease] when IsHeld(lease) => new ActionOutcome(ActionState.Conflict),
            [{ Metadata.ResourceVersion: { } version }] => await actions.ReplaceLeaseAsync(Namespace, Name, version, spec, cancellationToken).ConfigureAwait(false),
            [_] => new ActionOutcome(ActionState.InDoubt),
            _ => await actions.CreateLeaseAsync(Namespace, Name, spec, cancellationToken).ConfigureAwait(false),
        };
        if (outcome.State is ActionState.InDoubt && await HoldsAsync(cancellationToken).ConfigureAwait(false) == true)
            return null;
        return outcome.State switch
        {
            ActionState.Done => null,
            ActionState.Conflict => "another remediation took the lock meanwhile",
            ActionState.NotFound => "the lock cannot be taken: its lease was deleted meanwhile; ask again",
            _ => $"the lock cannot be taken: {outcome.Gap?.Reason ?? "its lease has no version"}",
        };
    }

    /// <summary>Gives it back; null where that was done, else why not. It ends by itself then.</summary>
    public async Task<string?> ReleaseAsync(CancellationToken cancellationToken)
    {
        if (!_mayHold)
            return null;
        Reading<Lease> reading = await reader.GetAsync(ClusterResources.Leases, Namespace, Name, cancellationToken).ConfigureAwait(false);
        if (reading.Items is not [{ Metadata.ResourceVersion: { } version, Spec.HolderIdentity: var current } lease] || current != holder)
            return reading.Gap?.Reason;
        ActionOutcome outcome = await actions.ReplaceLeaseAsync(Namespace, Name, version, lease.Spec! with { HolderIdentity = null, LeaseDurationSeconds = 1 }, cancellationToken).ConfigureAwait(false);
        return outcome.State is ActionState.Done or ActionState.NotFound || await HoldsAsync(cancellationToken).ConfigureAwait(false) == false ? null : outcome.Gap?.Reason ?? $"{outcome.State}";
    }

    // Null where it cannot be read.
    private async Task<bool?> HoldsAsync(CancellationToken cancellationToken)
    {
        Reading<Lease> reading = await reader.GetAsync(ClusterResources.Leases, Namespace, Name, cancellationToken).ConfigureAwait(false);
        return reading.Gap is not null ? null : reading.Items is [{ Spec.HolderIdentity: { } current }] && current == holder;
    }

    private bool IsHeld(Lease lease) =>
        lease.Spec is { HolderIdentity: { Length: > 0 } current } spec && current != holder
        && time.GetUtcNow().UtcDateTime - (spec.RenewTime ?? spec.AcquireTime ?? DateTime.MinValue) < TimeSpan.FromSeconds(spec.LeaseDurationSeconds ?? 0);
}
