using System.Globalization;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.KubernetesApi.Tables;

/// <summary>The table of pods (printPod).</summary>
internal static class PodTable
{
    public static void Fill(Table table) => table
        .Text("Ready", pod => $"{Containers(pod).Count(IsReady)}/{KubeObject.Items(pod, "spec", "containers").Count()}")
        .Text("Status", Status)
        .Timed("Restarts", Restarts)
        .Age()
        .Text("IP", pod => Cells.OrNone(KubeObject.Text(pod, "status", "podIP")), wide: true)
        .Text("Node", pod => Cells.OrNone(KubeObject.Text(pod, "spec", "nodeName")), wide: true)
        .Text("Nominated Node", pod => Cells.OrNone(KubeObject.Text(pod, "status", "nominatedNodeName")), wide: true)
        .Text("Readiness Gates", Gates, wide: true);

    /// <summary>What kubectl shows as a pod's status: its phase, or what is more telling.</summary>
    public static string Status(JsonObject pod)
    {
        string phase = KubeObject.Text(pod, "status", "phase") ?? "";
        string? why = KubeObject.Text(pod, "status", "reason");
        if (KubeObject.IsTerminating(pod))
        {
            if (why == "NodeLost")
                return "Unknown";
            if (phase is not ("Succeeded" or "Failed"))
                return "Terminating";
        }

        string reason = string.IsNullOrEmpty(why) ? phase : why;
        if (!KubeObject.Holds(pod, "Initialized") && Initializing(pod) is { } initializing)
            return initializing;
        bool anyRunning = false;
        foreach (JsonObject container in Containers(pod).Reverse())
        {
            if (KubeObject.Text(container, "state", "waiting", "reason") is { Length: > 0 } waiting)
                reason = waiting;
            else if (KubeObject.At(container, "state", "terminated") is { } terminated)
                reason = Ended(terminated);
            else if (IsReady(container))
                anyRunning = true;
        }

        return reason != "Completed" || !anyRunning ? reason : KubeObject.Holds(pod, "Ready") ? "Running" : "NotReady";
    }

    private static IEnumerable<JsonObject> Containers(JsonObject pod) => KubeObject.Items(pod, "status", "containerStatuses");

    private static bool IsReady(JsonObject container) => KubeObject.IsTrue(container, "ready") && KubeObject.At(container, "state", "running") is not null;

    private static string Ended(JsonNode terminated) =>
        KubeObject.Text(terminated, "reason") is { Length: > 0 } reason ? reason
        : KubeObject.Number(terminated, "signal") is { } signal and not 0 ? $"Signal:{signal}"
        : $"ExitCode:{KubeObject.Number(terminated, "exitCode") ?? 0}";

    private static string? Initializing(JsonObject pod)
    {
        int index = 0;
        foreach (JsonObject container in KubeObject.Items(pod, "status", "initContainerStatuses"))
        {
            JsonNode? terminated = KubeObject.At(container, "state", "terminated");
            if (terminated is not null && KubeObject.Number(terminated, "exitCode") is 0 or null)
            {
                index++;
                continue;
            }

            if (terminated is not null)
                return "Init:" + Ended(terminated);
            string? waiting = KubeObject.Text(container, "state", "waiting", "reason");
            return string.IsNullOrEmpty(waiting) || waiting == "PodInitializing" ? $"Init:{index}/{KubeObject.Items(pod, "spec", "initContainers").Count()}" : "Init:" + waiting;
        }

        return null;
    }

    private static string Restarts(JsonObject pod, DateTimeOffset now)
    {
        int restarts = Containers(pod).Sum(container => KubeObject.Number(container, "restartCount") ?? 0);
        string? last = Containers(pod).Select(container => KubeObject.Text(container, "lastState", "terminated", "finishedAt")).Max(StringComparer.Ordinal);
        return restarts == 0 || last is null ? restarts.ToString(CultureInfo.InvariantCulture) : $"{restarts} ({HumanDuration.Since(last, now)} ago)";
    }

    private static string Gates(JsonObject pod)
    {
        string?[] gates = [.. KubeObject.Items(pod, "spec", "readinessGates").Select(gate => KubeObject.Text(gate, "conditionType"))];
        return gates.Length == 0 ? Cells.None : $"{gates.Count(gate => gate is not null && KubeObject.Holds(pod, gate))}/{gates.Length}";
    }
}
