using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using TlsPathTools.Lab;

namespace TlsPathTools.Cli.Lab;

/// <summary>The lab for programs: a line that says how to reach it, then one for everything that happens, and one when it has stopped.</summary>
internal static class LabJson
{
    public static async Task RunAsync(TlsPathLab lab, ChannelReader<LabEvent> events, TextWriter writer, CancellationToken end)
    {
        await WriteAsync(writer, Started(lab));
        try
        {
            await foreach (LabEvent happened in events.ReadAllAsync(end))
            {
                await WriteAsync(writer, new JsonObject
                {
                    ["kind"] = "labEvent",
                    ["time"] = happened.When.ToString("O", CultureInfo.InvariantCulture),
                    ["component"] = happened.Component,
                    ["text"] = happened.Text,
                });
            }
        }
        catch (OperationCanceledException)
        {
            // The end that was asked for.
        }
    }

    private static JsonObject Started(TlsPathLab lab) => new()
    {
        ["kind"] = "lab",
        ["scenario"] = lab.Scenario.Name,
        ["hostName"] = lab.EndpointName,
        ["port"] = lab.EndpointPort,
        ["path"] = lab.Scenario.Endpoint.Path,
        ["dnsServer"] = lab.ClientResolver.ToString(),
        ["resolvers"] = new JsonObject(lab.Resolvers.Select(resolver => new KeyValuePair<string, JsonNode?>(resolver.Name, resolver.EndPoint.ToString()))),
        ["proxy"] = lab.ClientProxy?.AbsoluteUri.TrimEnd('/'),
        ["caFile"] = lab.TrustedPemPath,
        ["awsEndpoint"] = lab.AwsEndpoint.AbsoluteUri.TrimEnd('/'),
        ["accessKeyId"] = lab.AccessKeyId,
        ["secretAccessKey"] = lab.SecretAccessKey,
        ["region"] = lab.Region,
        ["kubernetesEndpoint"] = lab.KubernetesEndpoint?.AbsoluteUri.TrimEnd('/'),
        ["kubeConfig"] = lab.KubeConfigPath,
        ["auditLog"] = lab.AuditLogPath,
    };

    // A reader that waits for the line must get it now.
    private static async Task WriteAsync(TextWriter writer, JsonObject line)
    {
        await writer.WriteLineAsync(line.ToJsonString());
        await writer.FlushAsync();
    }
}
