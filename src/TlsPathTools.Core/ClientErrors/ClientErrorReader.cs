namespace TlsPathTools.ClientErrors;

/// <summary>Reads a line of a TLS client's log.</summary>
public static class ClientErrorReader
{
    /// <summary>What the line can mean; null when it holds no error of a known client.</summary>
    /// <param name="line">The text: one line, or an exception with its inner exceptions.</param>
    /// <param name="behindProxy">Whether an explicit proxy stands between client and server; null when not known (both readings are given).</param>
    public static ClientErrorMeaning? Read(string line, bool? behindProxy = null) => throw new NotSupportedException("Follows.");
}
