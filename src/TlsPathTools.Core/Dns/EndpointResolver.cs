namespace TlsPathTools.Dns;

/// <summary>Name → addresses: each resolver is asked by itself, A and AAAA apart, and the answers are compared.</summary>
public sealed class EndpointResolver(ResolverOptions options, TimeProvider? time = null)
{
    /// <summary>Resolves a name. Failures are part of the result; only cancellation is thrown.</summary>
    public Task<Resolution> ResolveAsync(EndpointName name, CancellationToken cancellationToken = default)
    {
        _ = (options, time);
        throw new NotSupportedException("Follows.");
    }
}
