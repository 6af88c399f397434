namespace TlsPathTools.Reachability.Rules;

/// <summary>Whether rules let packets pass.</summary>
public enum ReachabilityVerdict
{
    /// <summary>It cannot be told: something was not read, or is decided outside of what can be.</summary>
    Unknown,

    /// <summary>Every packet passes, and so do the answers.</summary>
    Allowed,

    /// <summary>Some do: it depends on the client's address or port, or on the pod. A reason to fail now and then.</summary>
    Partial,

    /// <summary>None passes, or no answer does.</summary>
    Denied,
}
