using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace TlsPathTools.Topology.Logs;

/// <summary>A request as a line of an access log tells it, in whatever of the common formats.</summary>
/// <param name="Status">The status that it was answered with.</param>
/// <param name="Path">The path; null where the line does not say.</param>
/// <param name="Client">The client's address; null where the line does not say.</param>
/// <param name="IsHealthCheck">Whether a machine asked whether the pod is well.</param>
internal sealed record AccessLine(int Status, string? Path, string? Client, bool IsHealthCheck)
{
    private static readonly string[] s_methods = ["GET ", "POST ", "HEAD ", "PUT ", "DELETE ", "PATCH ", "OPTIONS ", "CONNECT ", "TRACE ", "- "];
    private static readonly string[] s_healthPaths = ["/healthz", "/livez", "/readyz", "/health", "/healthcheck", "/ready", "/live", "/-/healthy", "/-/ready", "/health/live", "/health/ready", "/actuator/health"];
    private static readonly string[] s_healthAgents = ["kube-probe/", "ELB-HealthChecker/"];
    private static readonly string[] s_statusKeys = ["status", "status_code", "response_code", "statusCode", "responseCode", "http_status", "http.status_code", "code"];
    private static readonly string[] s_pathKeys = ["path", "uri", "request_uri", "url", "request_path", "requestPath", "http.path", "request"];
    private static readonly string[] s_agentKeys = ["user_agent", "userAgent", "http_user_agent", "user-agent", "agent"];
    private static readonly string[] s_clientKeys = ["remote_addr", "client_ip", "clientIp", "remote_ip", "remoteAddr", "downstream_remote_address", "client", "remote", "ip"];
    private static readonly SearchValues<char> s_blanks = SearchValues.Create(" \t|,");

    /// <summary>The request; null where the line tells of none.</summary>
    public static AccessLine? Parse(string line)
    {
        if (line.Length > 1 && line[0] == '{' && line.TrimEnd().EndsWith('}') && FromJson(line) is { } json)
            return json;
        return FromQuotedRequest(line) ?? FromPairs(line) ?? FromColumns(line);
    }

    // nginx, Apache, Envoy, gunicorn, uvicorn: … "GET /path HTTP/1.1" 200 …
    private static AccessLine? FromQuotedRequest(string line)
    {
        for (int quote = line.IndexOf('"', StringComparison.Ordinal); quote >= 0 && quote + 1 < line.Length; quote = line.IndexOf('"', quote + 1))
        {
            ReadOnlySpan<char> after = line.AsSpan(quote + 1);
            if (!StartsWithMethod(after))
                continue;
            int close = after.IndexOf('"');
            if (close < 0 || StatusAt(after[(close + 1)..].TrimStart()) is not { } status)
                continue;
            string[] words = after[..close].ToString().Split(' ');
            return Of(status, words.Length > 1 ? words[1] : null, FirstAddress(line[..quote], ' ', '\t', '|', ',') ?? FirstAddress(after[(close + 1)..].ToString(), '"'), line);
        }

        return null;
    }

    // logfmt: method=GET path=/ status=200 remote=10.0.0.1:5000
    private static AccessLine? FromPairs(string line)
    {
        if (!line.Contains('=', StringComparison.Ordinal))
            return null;
        foreach (string key in s_statusKeys)
        {
            if (Pair(line, key) is { } text && StatusAt(text) is { } status)
                return Of(status, First(s_pathKeys, line), Address(First(s_clientKeys, line)), First(s_agentKeys, line) ?? line);
        }

        return null;
    }

    // gin: [GIN] 2026/11/22 - 19:31:59 | 200 |  1.2ms |  10.0.0.1 | GET  "/path"
    private static AccessLine? FromColumns(string line)
    {
        string[] columns = line.Split('|');
        if (columns.Length < 4)
            return null;
        int at = Array.FindIndex(columns, column => column.Trim().Length == 3 && StatusAt(column.Trim()) is not null);
        if (at < 0)
            return null;
        string? request = Array.Find(columns, column => StartsWithMethod(column.AsSpan().TrimStart()));
        string? path = request?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var second, ..] ? second.Trim('"') : null;
        return request is null ? null : Of(StatusAt(columns[at].Trim())!.Value, path, columns.Select(column => Address(column.Trim())).FirstOrDefault(address => address is not null), line);
    }

    private static AccessLine? FromJson(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            if (s_statusKeys.Select(key => StatusAt(Text(root, key))).FirstOrDefault(found => found is not null) is not { } status)
                return null;
            string? path = s_pathKeys.Select(key => Text(root, key)).FirstOrDefault(found => found is not null);
            if (path is not null && StartsWithMethod(path) && path.Split(' ') is [_, var asked, ..])
                path = asked;
            string? client = s_clientKeys.Select(key => Address(Text(root, key))).FirstOrDefault(found => found is not null);
            return Of(status, path, client, s_agentKeys.Select(key => Text(root, key)).FirstOrDefault(found => found is not null) ?? "");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static AccessLine Of(int status, string? path, string? client, string agentOrLine)
    {
        int query = path?.IndexOf('?', StringComparison.Ordinal) ?? -1;
        string? plain = query >= 0 ? path![..query] : path;
        bool health = Array.Exists(s_healthAgents, agent => agentOrLine.Contains(agent, StringComparison.Ordinal)) || s_healthPaths.Contains(plain?.TrimEnd('/'), StringComparer.OrdinalIgnoreCase);
        return new AccessLine(status, plain, client, health);
    }

    private static bool StartsWithMethod(ReadOnlySpan<char> text)
    {
        foreach (string method in s_methods)
        {
            if (text.StartsWith(method, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    // Three digits of a status and then no further one.
    private static int? StatusAt(ReadOnlySpan<char> text) =>
        text.Length >= 3 && (text.Length == 3 || !char.IsAsciiLetterOrDigit(text[3]))
            && int.TryParse(text[..3], NumberStyles.None, CultureInfo.InvariantCulture, out int status) && status is >= 100 and < 600 ? status : null;

    private static string? Text(JsonElement root, string key) => root.ValueKind == JsonValueKind.Object && root.TryGetProperty(key, out JsonElement value)
        ? value.ValueKind switch { JsonValueKind.String => value.GetString(), JsonValueKind.Number => value.GetRawText(), _ => null }
        : null;

    private static string? First(string[] keys, string line) => keys.Select(key => Pair(line, key)).FirstOrDefault(found => found is not null);

    private static string? Pair(string line, string key)
    {
        for (int at = line.IndexOf(key, StringComparison.Ordinal); at >= 0; at = line.IndexOf(key, at + 1, StringComparison.Ordinal))
        {
            int equals = at + key.Length;
            if ((at > 0 && !s_blanks.Contains(line[at - 1])) || equals >= line.Length || line[equals] != '=')
                continue;
            ReadOnlySpan<char> value = line.AsSpan(equals + 1);
            bool quoted = value.Length > 0 && value[0] == '"';
            value = quoted ? value[1..] : value;
            int end = quoted ? value.IndexOf('"') : value.IndexOfAny(s_blanks);
            return (end < 0 ? value : value[..end]).ToString();
        }

        return null;
    }

    // Before the request in most formats; Envoy names the client in one of the quoted fields behind it.
    private static string? FirstAddress(string text, params char[] separators) => text.Split(separators).Select(Address).FirstOrDefault(address => address is not null);

    private static string? Address(string? text)
    {
        if (text is null || text.Length is < 3 or > 64 || !(text.Contains('.', StringComparison.Ordinal) || text.Contains(':', StringComparison.Ordinal)))
            return null;
        int comma = text.IndexOf(',', StringComparison.Ordinal);
        if (comma > 0)
            text = text[..comma];
        return IPEndPoint.TryParse(text.Trim(), out IPEndPoint? point) && (point.Address.GetAddressBytes().Length > 4 || text.Count(c => c == '.') == 3) ? point.Address.ToString() : null;
    }
}
