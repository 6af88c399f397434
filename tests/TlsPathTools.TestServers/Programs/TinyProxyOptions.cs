namespace TlsPathTools.TestServers;

/// <summary>What a <see cref="TinyProxyServer"/> is to be.</summary>
public sealed record TinyProxyOptions
{
    /// <summary>"user password" of Basic authentication, without odd characters; null asks for none.</summary>
    public string? BasicLogin { get; init; }

    /// <summary>The only ports that CONNECT may name, others get 403; none allows all.</summary>
    public IReadOnlyList<int> ConnectPorts { get; init; } = [];

    /// <summary>How long a silent connection lives, in whole seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);
}
