using System.Globalization;
using System.Text;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Kubernetes.Client;

/// <summary>What of a log is wanted.</summary>
internal sealed record LogWish(string Namespace, string Pod, string? Container, int TailLines, TimeSpan? Since, int LimitBytes);

/// <summary>Reads the last lines of a container's log.</summary>
internal sealed class LogReading(KubeClient client, Action<string> note)
{
    private const string DefaultContainer = "kubectl.kubernetes.io/default-container";

    /// <summary>The lines, and whether there were more than the bytes that were asked for.</summary>
    public async Task<(IReadOnlyList<string> Lines, bool Cut)> ReadAsync(LogWish wish, Func<Task<Pod?>> findPod, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(wish, cancellationToken).ConfigureAwait(false);
        }
        catch (KubeAnswerException refused) when (refused.StatusCode == 400 && wish.Container is null)
        {
            // Several containers: as kubectl, the pod's own choice, or else the first.
            Pod? pod = await findPod().ConfigureAwait(false);
            string?[] containers = [.. (pod?.Spec?.Containers ?? []).Select(container => container.Name)];
            string? chosen = pod?.Metadata?.Annotations.GetValueOrDefault(DefaultContainer) is { } wanted && containers.Contains(wanted, StringComparer.Ordinal) ? wanted : containers.FirstOrDefault();
            if (containers.Length < 2 || chosen is null)
                throw;
            note($"The log of pod {SafeText.Escape(wish.Namespace)}/{SafeText.Escape(wish.Pod)} is that of its container {SafeText.Escape(chosen)}: it has {containers.Length}.");
            return await ReadAsync(wish with { Container = chosen }, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The request for a log.</summary>
    public static KubeRequest Request(LogWish wish) => new("get pods/log", KubePaths.Of("", "v1", "pods", wish.Namespace, wish.Pod) + "/log" + KubePaths.Query(
        ("container", wish.Container), ("timestamps", "true"), ("tailLines", Number(wish.TailLines)), ("limitBytes", Number(wish.LimitBytes)),
        ("sinceSeconds", wish.Since is { } since ? Number((long)Math.Max(1, Math.Ceiling(since.TotalSeconds))) : null)))
    {
        About = $"{wish.Namespace}/{wish.Pod}",
        Accept = "*/*",
    };

    private async Task<(IReadOnlyList<string> Lines, bool Cut)> ReadAsync(LogWish wish, CancellationToken cancellationToken)
    {
        byte[] text = await client.SendAsync(Request(wish), (body, ending) => ReadAtMostAsync(body, wish.LimitBytes, ending), cancellationToken).ConfigureAwait(false);
        bool cut = text.Length >= wish.LimitBytes && text[^1] != (byte)'\n';
        int end = cut ? Array.LastIndexOf(text, (byte)'\n') + 1 : text.Length;
        string[] lines = Encoding.UTF8.GetString(text, 0, end).Split('\n');
        int count = lines[^1].Length == 0 ? lines.Length - 1 : lines.Length;
        return ([.. lines.Take(count).Select(line => line.TrimEnd('\r'))], cut);
    }

    private static async ValueTask<byte[]> ReadAtMostAsync(Stream body, int most, CancellationToken cancellationToken)
    {
        var text = new MemoryStream();
        byte[] buffer = new byte[16 << 10];
        while (text.Length < most && await body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, most - text.Length)), cancellationToken).ConfigureAwait(false) is > 0 and int count)
            text.Write(buffer, 0, count);
        return text.ToArray();
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
