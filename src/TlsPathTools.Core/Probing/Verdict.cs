namespace TlsPathTools.Probing;

/// <summary>What the attempts at one address say, always together with its bound.</summary>
public enum Verdict
{
    /// <summary>Fewer than 5 attempts without a failure, or none possible: nothing can be said.</summary>
    Untested,

    /// <summary>None of at least 5 attempts failed. The bound says which failure rate that still allows.</summary>
    Healthy,

    /// <summary>Some attempts failed and some did not.</summary>
    Intermittent,

    /// <summary>All of at least 5 attempts failed.</summary>
    Failing,
}
