namespace TlsPathTools.Topology.Collecting;

/// <summary>What a kube-proxy answered → an observation.</summary>
internal static class KubeProxyAnswers
{
    public static KubeProxyObservation Read(string nodeName, string podName, Reading<ProxiedAnswer> health, Reading<ProxiedAnswer> metrics, DateTime timeUtc) => new()
    {
        NodeName = nodeName,
        PodName = podName,
        TimeUtc = timeUtc,
    };
}
