namespace TlsPathTools.Topology;

/// <summary>Why something could not be read.</summary>
public enum GapKind
{
    /// <summary>Something else; the reason says it.</summary>
    Other,

    /// <summary>The caller may not.</summary>
    Denied,

    /// <summary>Nobody said who asks: there are no credentials.</summary>
    NoCredentials,

    /// <summary>The credentials are no longer valid, or never were.</summary>
    BadCredentials,

    /// <summary>This machine's clock is too far off for the request to be taken.</summary>
    ClockSkew,

    /// <summary>The service asked for fewer requests, and retries did not help.</summary>
    Throttled,

    /// <summary>What was asked about does not exist, or no longer.</summary>
    NotFound,

    /// <summary>No answer within the limit.</summary>
    TimedOut,

    /// <summary>The service cannot be reached, or the connection broke.</summary>
    Unreachable,

    /// <summary>The certificate of the service does not prove that it is the right one.</summary>
    Untrusted,

    /// <summary>The service failed (5xx).</summary>
    ServiceFailed,

    /// <summary>The answer cannot be understood.</summary>
    Malformed,

    /// <summary>The service does not know the request: an API that is not installed, another version.</summary>
    NotSupported,

    /// <summary>More than this tool is willing to read.</summary>
    TooLarge,
}
