namespace TlsPathTools.Probing;

/// <summary>Where a <see cref="HttpResponseReader"/> is.</summary>
internal enum HttpResponseState
{
    /// <summary>Reading the head.</summary>
    Head,

    /// <summary>The head is whole; reading the body.</summary>
    Body,

    /// <summary>The response is whole, or as much of it as is read.</summary>
    Complete,

    /// <summary>The response breaks the rules.</summary>
    Malformed,
}
