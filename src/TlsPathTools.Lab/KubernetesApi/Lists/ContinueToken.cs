using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TlsPathTools.Lab.KubernetesApi.Lists;

/// <summary>Where a list goes on, in the form that Kubernetes gives it (apiserver, pkg/storage/continue.go); clients must not look into it.</summary>
/// <param name="Version">The version that all pages show; -1 for the present one, whatever it is (an inconsistent list).</param>
/// <param name="After">The key of the last object that was shown.</param>
internal sealed record ContinueToken(long Version, string After)
{
    private const string Form = "meta.k8s.io/v1";

    public override string ToString() => Convert
        .ToBase64String(Encoding.UTF8.GetBytes(new JsonObject { ["v"] = Form, ["rv"] = Version, ["start"] = After + "\0" }.ToJsonString()))
        .TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>Reads one.</summary>
    /// <exception cref="ApiException">400: it is none of ours.</exception>
    public static ContinueToken Parse(string text)
    {
        try
        {
            string padded = text.Replace('-', '+').Replace('_', '/');
            JsonNode? token = JsonNode.Parse(Convert.FromBase64String(padded.PadRight((padded.Length + 3) / 4 * 4, '=')));
            if (token?["v"]?.GetValue<string>() == Form && token["start"]?.GetValue<string>() is [.. var key, '\0'] && token["rv"]?.GetValue<long>() is { } version and not 0)
                return new(version, key);
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException)
        {
            // As any other that we did not write.
        }

        throw ApiException.BadRequest("continue key is not valid: the token is not one of this server");
    }
}
