namespace TlsPathTools.TestServers;

/// <summary>What a kubelet does with a new pod.</summary>
public enum PodStart
{
    /// <summary>It runs, and is Ready.</summary>
    Runs,

    /// <summary>Nothing happens: the kubelet is away.</summary>
    Nothing,

    /// <summary>Its image cannot be pulled.</summary>
    ImagePullBackOff,
}
