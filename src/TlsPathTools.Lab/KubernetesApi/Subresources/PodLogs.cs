using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Http;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.KubernetesApi.Subresources;

/// <summary>Answers pods/log.</summary>
internal sealed class PodLogs(LabWorld world)
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Sends the lines that were asked for, and with follow those that come, until the pod is gone.</summary>
    /// <exception cref="ApiException">404, 400 or 422: there is no such log.</exception>
    public async Task AnswerAsync(string @namespace, string name, HttpRequest request, HttpResponder responder, CancellationToken cancellationToken)
    {
        JsonObject pod = world.Cluster.Find(ResourceKinds.Pods, @namespace, name) ?? throw ApiException.NotFound(ResourceKinds.Pods, name);
        string container = Container(pod, request.QueryValue("container"));
        LogQuery query = LogQuery.Read(request, name, world.Now);
        Demand(pod, container, query.Previous);

        string uid = KubeObject.Uid(pod);
        IReadOnlyList<LogLine> all = Lines(uid);
        byte[] text = query.Text(query.Choose(all));
        if (!query.Follow)
        {
            await responder.SendAsync(200, "text/plain", text, cancellationToken).ConfigureAwait(false);
            return;
        }

        await responder.BeginChunksAsync(200, "text/plain", cancellationToken).ConfigureAwait(false);
        await responder.WriteChunkAsync(text, cancellationToken).ConfigureAwait(false);
        await FollowAsync(@namespace, name, uid, all, query, responder, cancellationToken).ConfigureAwait(false);
        await responder.EndChunksAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task FollowAsync(
        string @namespace, string name, string uid, IReadOnlyList<LogLine> seen, LogQuery query, HttpResponder responder, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Read the pod first: what it wrote until it went is still told.
            bool there = world.Cluster.Find(ResourceKinds.Pods, @namespace, name) is { } pod && KubeObject.Uid(pod) == uid;
            IReadOnlyList<LogLine> all = Lines(uid);
            await responder.WriteChunkAsync(query.Text(New(seen, all)), cancellationToken).ConfigureAwait(false);
            if (all.Count > 0)
                seen = all;
            if (!there)
                return;
            await Task.Delay(s_poll, world.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The lines behind the last that was seen; a log may lose its oldest lines meanwhile.</summary>
    private static IEnumerable<LogLine> New(IReadOnlyList<LogLine> seen, IReadOnlyList<LogLine> all)
    {
        if (seen.Count == 0)
            return all;
        DateTimeOffset last = seen[^1].Time;
        int told = seen.Count(line => line.Time == last);
        return all.SkipWhile(line => line.Time < last).Where(line => line.Time > last || told-- <= 0);
    }

    private IReadOnlyList<LogLine> Lines(string uid) => world.DataPlane?.PodLog(uid) ?? [];

    private static string Container(JsonObject pod, string? asked)
    {
        string name = KubeObject.Name(pod);
        string[] containers = [.. KubeObject.Items(pod, "spec", "containers").Select(container => KubeObject.Text(container, "name") ?? "")];
        if (!string.IsNullOrEmpty(asked))
        {
            return containers.Contains(asked, StringComparer.Ordinal) || KubeObject.Items(pod, "spec", "initContainers").Any(container => KubeObject.Text(container, "name") == asked)
                ? asked
                : throw ApiException.BadRequest($"container {asked} is not valid for pod {name}");
        }

        if (containers is not [var only])
            throw ApiException.BadRequest($"a container name must be specified for pod {name}, choose one of: [{string.Join(' ', containers)}]");
        return only;
    }

    private static void Demand(JsonObject pod, string container, bool previous)
    {
        string name = KubeObject.Name(pod);
        JsonObject? status = KubeObject.Items(pod, "status", "containerStatuses").FirstOrDefault(status => KubeObject.Text(status, "name") == container);
        // The lab keeps the log of the present container alone; without a restart there is no other in life either.
        if (previous)
            throw ApiException.BadRequest($"previous terminated container \"{container}\" in pod \"{name}\" not found");
        if (KubeObject.Text(status, "state", "waiting", "reason") is { } reason)
            throw ApiException.BadRequest($"container \"{container}\" in pod \"{name}\" is waiting to start: {reason}");
    }

    /// <summary>Which lines, and how.</summary>
    private sealed record LogQuery(bool Follow, bool Previous, bool Timestamps, int? Tail, DateTimeOffset? Since, int? Limit)
    {
        public static LogQuery Read(HttpRequest request, string pod, DateTimeOffset now)
        {
            int? since = Number(request, pod, "sinceSeconds", least: 1);
            DateTimeOffset? sinceTime = null;
            if (request.QueryValue("sinceTime") is { Length: > 0 } text)
            {
                sinceTime = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
                    ? time : throw ApiException.BadRequest($"parsing time \"{text}\" as \"2006-01-02T15:04:05Z07:00\": cannot parse it");
            }

            if (since is not null && sinceTime is not null)
                throw Wrong(pod, "", "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified");
            return new(Flag(request, "follow"), Flag(request, "previous"), Flag(request, "timestamps"), Number(request, pod, "tailLines", least: 0),
                sinceTime ?? (since is { } seconds ? now.AddSeconds(-seconds) : null), Number(request, pod, "limitBytes", least: 1));
        }

        public IEnumerable<LogLine> Choose(IReadOnlyList<LogLine> all)
        {
            IEnumerable<LogLine> lines = all.Where(line => Since is null || line.Time >= Since);
            return Tail is { } tail ? lines.TakeLast(tail) : lines;
        }

        public byte[] Text(IEnumerable<LogLine> lines)
        {
            var text = new StringBuilder();
            foreach (LogLine line in lines)
            {
                if (Timestamps)
                    text.Append(line.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z '", CultureInfo.InvariantCulture));
                text.Append(line.Text).Append('\n');
            }

            byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
            return Limit is { } limit && bytes.Length > limit ? bytes[..limit] : bytes;
        }

        private static bool Flag(HttpRequest request, string name) => request.QueryValue(name) is "true" or "1";

        private static int? Number(HttpRequest request, string pod, string name, int least)
        {
            if (request.QueryValue(name) is not { Length: > 0 } text)
                return null;
            if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
                throw ApiException.BadRequest($"strconv.ParseInt: parsing \"{text}\": invalid syntax");
            return number >= least ? (int)Math.Min(number, int.MaxValue) : throw Wrong(pod, name, $"Invalid value: {number}: must be greater than or equal to {least}");
        }

        private static ApiException Wrong(string pod, string field, string what) => ApiException.Invalid("", "PodLogOptions", pod, field, what);
    }
}
