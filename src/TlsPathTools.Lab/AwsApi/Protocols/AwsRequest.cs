using System.Text.Json;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Http;

namespace TlsPathTools.Lab.AwsApi.Protocols;

/// <summary>A request as a service reads it.</summary>
/// <param name="Service">The service; null when the request names none that answers here.</param>
/// <param name="Protocol">How it is written, and how it is answered.</param>
/// <param name="Operation">DescribeInstances, ….</param>
/// <param name="Input">Its members.</param>
/// <param name="ContentType">The media type of a JSON request, which its answer has as well.</param>
internal sealed record AwsRequest(AwsService? Service, AwsProtocol Protocol, string Operation, Input Input, string ContentType)
{
    /// <summary>Reads a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="signingName">The service in its signature, or null when it has none that can be read.</param>
    /// <exception cref="FormatException">The body is not what the protocol says.</exception>
    public static AwsRequest Read(HttpRequest request, string? signingName)
    {
        string contentType = request.Head["Content-Type"] ?? "";
        if (request.Head["X-Amz-Target"] is { } target)
        {
            AwsService? service = AwsService.Named(signingName) ?? (target.Contains("CloudTrail", StringComparison.Ordinal) ? AwsService.Named("cloudtrail") : null);
            return new(service, AwsProtocol.Json, target[(target.LastIndexOf('.') + 1)..], new Input(Json(request.Body)), contentType);
        }

        string[] segments = request.Segments;
        if (segments is ["service", _, "operation", var operation])
        {
            var members = request.Body.Length == 0 ? [] : CborReader.Parse(request.Body) as JsonObject ?? [];
            return new(AwsService.Named(signingName ?? "monitoring"), AwsProtocol.Cbor, operation, new Input(members), "application/cbor");
        }

        if (signingName == "eks" || (signingName is null && segments is ["clusters", ..]))
            return Rest(request, segments);
        Input form = Input.FromForm(request.Method == "POST" ? [.. request.Query, .. request.Form] : request.Query);
        AwsService? query = AwsService.Named(signingName) ?? AwsService.All.FirstOrDefault(service => service.Version == form.Text("Version"));
        return new(query, query is { Protocol: AwsProtocol.Ec2 } ? AwsProtocol.Ec2 : AwsProtocol.Query, form.Text("Action") ?? "", form, "text/xml");
    }

    private static AwsRequest Rest(HttpRequest request, string[] segments)
    {
        var members = new JsonObject();
        foreach ((string name, string value) in request.Query)
            members[name] = value;
        string operation = (request.Method, segments) switch
        {
            ("GET", ["clusters"]) => "ListClusters",
            ("GET", ["clusters", _]) => "DescribeCluster",
            _ => "",
        };
        if (segments.Length > 1)
            members["name"] = segments[1];
        return new(AwsService.Named("eks"), AwsProtocol.RestJson, operation, new Input(members), "application/json");
    }

    private static JsonObject Json(byte[] body)
    {
        try
        {
            return body.Length == 0 ? [] : JsonNode.Parse(body) as JsonObject ?? [];
        }
        catch (JsonException exception)
        {
            throw new FormatException(exception.Message, exception);
        }
    }
}
