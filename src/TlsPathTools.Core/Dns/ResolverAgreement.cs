namespace TlsPathTools.Dns;

/// <summary>What the resolvers that were asked say of one address.</summary>
public enum ResolverAgreement
{
    /// <summary>One source only: nothing to compare with.</summary>
    NotCompared,

    /// <summary>Every resolver that answered for this family returned the address.</summary>
    Unanimous,

    /// <summary>Some returned it and some did not. Normal for rotating or geographic answers; not a fault by itself.</summary>
    Partial,

    /// <summary>
    /// A resolver serves the address although an authoritative server that was asked does not, or says itself
    /// that its answer is stale (RFC 8914 codes 3 and 19). Not where another resolver vouches for the address with a fresh
    /// answer, where the zone's own answers rotate, or where one side is internal and the other public (split horizon).
    /// </summary>
    Stale,
}
