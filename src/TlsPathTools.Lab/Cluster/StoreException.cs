namespace TlsPathTools.Lab.Cluster;

/// <summary>Why the store did not take a change.</summary>
internal enum StoreRefusal
{
    /// <summary>An object of this name exists.</summary>
    AlreadyExists,

    /// <summary>There is none of this name.</summary>
    NotFound,

    /// <summary>It is not the version, or not the object (uid), that was expected.</summary>
    Conflict,
}

/// <summary>The store did not take a change.</summary>
internal sealed class StoreException(StoreRefusal refusal, string message) : Exception(message)
{
    public StoreRefusal Refusal { get; } = refusal;
}
