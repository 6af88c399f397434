namespace TlsPathTools.Lab.Http;

/// <summary>The peer sent something that is not HTTP/1.x, or more than is taken from it.</summary>
internal sealed class HttpProtocolException(int status, string message) : IOException(message)
{
    /// <summary>The status that a server answers this with.</summary>
    public int Status { get; } = status;
}
