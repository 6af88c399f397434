using TlsPathTools.Topology.Map;

namespace TlsPathTools.Topology.Conflicts;

/// <summary>Has a conflict anything to do with the addresses that fail? Only where its load balancer has one of them.</summary>
/// <param name="addresses">The failing addresses.</param>
/// <param name="owners">Whose addresses they are.</param>
/// <param name="balancers">The load balancers that were read.</param>
internal sealed class FailingAddressOwners(IReadOnlyList<string> addresses, IReadOnlyList<EndpointLoadBalancer> owners, KnownLoadBalancers balancers)
{
    private enum Answer { No, Yes, Unknown }

    /// <summary>Completes a conflict.</summary>
    /// <param name="conflict">The conflict.</param>
    /// <param name="inConflict">The load balancers in conflict, as far as they are known.</param>
    /// <param name="complete">Whether those are all that can be meant.</param>
    public LoadBalancerConflict Complete(LoadBalancerConflict conflict, IReadOnlyCollection<KnownLoadBalancer> inConflict, bool complete)
    {
        if (addresses.Count == 0)
            return conflict;
        (Answer Answer, string Text)[] answers = [.. addresses.Select(address => Of(address, inConflict, complete))];
        return conflict with
        {
            FailingAddresses = [.. addresses.Select(address => SafeText.Escape(address, 64)!)],
            OwnsFailingAddress = Array.Exists(answers, one => one.Answer == Answer.Yes) ? true : Array.TrueForAll(answers, one => one.Answer == Answer.No) ? false : null,
            Ownership = string.Join(" ", answers.Select(one => one.Text)),
        };
    }

    private (Answer, string) Of(string address, IReadOnlyCollection<KnownLoadBalancer> inConflict, bool complete)
    {
        string shown = SafeText.Escape(address, 64)!;
        EndpointLoadBalancer? owner = owners.FirstOrDefault(one => one.IPAddress == address);
        if (owner is null or { Owner: AddressOwner.Unknown })
            return (Answer.Unknown, $"Whose address the failing {shown} is, is not known{(owner is null ? "" : $": {owner.Detail.TrimEnd('.')}")}.");

        string? name = owner.LoadBalancerName ?? owner.LoadBalancerArn;
        if (owner is not { Owner: AddressOwner.LoadBalancer, LoadBalancerArn: { } arn })
        {
            return complete && inConflict.Count > 0 || owner.Owner is not AddressOwner.NotFound
                ? (Answer.No, $"Does not own the failing address {shown}: {owner.Detail.TrimEnd('.')}.")
                : (Answer.Unknown, $"Whether the load balancer in conflict has the failing address {shown} cannot be told: {owner.Detail.TrimEnd('.')}.");
        }

        if (inConflict.Any(one => one.Arn == arn))
            return (Answer.Yes, $"{name} is in conflict and owns the failing address {shown}.");
        string no = $"Does not own the failing address {shown}: that belongs to {name}";
        if (complete)
            return (Answer.No, no + ".");

        // Controllers find their load balancers by tags: one that has none of theirs is claimed by neither.
        return balancers.ByArn(arn)?.IsNobodys == true
            ? (Answer.No, no + ", whose tags are those of no controller.")
            : (Answer.Unknown, $"The failing address {shown} belongs to {name}; whether that is what the claimants fight over cannot be told{(balancers.ByArn(arn)?.IsNobodys is null ? ", as its tags could not be read" : "")}.");
    }
}
