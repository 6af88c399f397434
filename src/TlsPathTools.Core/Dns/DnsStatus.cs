namespace TlsPathTools.Dns;

/// <summary>How one question to one resolver ended.</summary>
public enum DnsStatus
{
    /// <summary>At least one address at the end of the CNAME chain.</summary>
    Ok,

    /// <summary>The name exists, but has no record of this type (rcode 0 without an answer).</summary>
    NoData,

    /// <summary>The name, or the target of its CNAME chain, does not exist (rcode 3).</summary>
    NxDomain,

    /// <summary>The resolver failed (rcode 2); an extended error often says why.</summary>
    ServFail,

    /// <summary>The resolver refuses to answer this client or name (rcode 5).</summary>
    Refused,

    /// <summary>The resolver could not read the question (rcode 1), also without EDNS.</summary>
    FormErr,

    /// <summary>The resolver does not implement the question (rcode 4).</summary>
    NotImp,

    /// <summary>Another response code; see <see cref="ResolverAnswer.Rcode"/>.</summary>
    OtherRcode,

    /// <summary>A referral: the server knows only who is responsible and does not recurse.</summary>
    Referral,

    /// <summary>No answer within the time limit.</summary>
    Timeout,

    /// <summary>The answer breaks the rules of the protocol.</summary>
    Malformed,

    /// <summary>The question could not be sent or was rejected on the way (ICMP, no route).</summary>
    NetworkError,
}
