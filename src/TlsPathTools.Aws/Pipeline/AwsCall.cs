namespace TlsPathTools.Aws.Pipeline;

/// <summary>One request: the operation, what is asked, and how the answer is read.</summary>
/// <typeparam name="T">The answer.</typeparam>
/// <param name="Service">The service.</param>
/// <param name="Operation">The operation's name, as the API and IAM write it.</param>
/// <param name="Read">Reads the answer's body, streaming. It may throw <see cref="FormatException"/>, <see cref="System.Xml.XmlException"/> or <see cref="System.Text.Json.JsonException"/>.</param>
internal sealed record AwsCall<T>(AwsService Service, string Operation, Func<Stream, T> Read)
{
    /// <summary>For the query protocol: parameters beside Action and Version. For REST-JSON: the query string.</summary>
    public QueryParameters Parameters { get; init; } = QueryParameters.None;

    /// <summary>For REST-JSON: the path, every segment escaped.</summary>
    public string Path { get; init; } = "/";

    /// <summary>For JSON 1.1: the body.</summary>
    public byte[]? Body { get; init; }

    /// <summary>What is asked about, for messages: an ARN, an id; null for everything.</summary>
    public string? About { get; init; }

    /// <summary>The permission that it needs.</summary>
    public string Permission => $"{(Service == AwsService.CloudWatch ? "cloudwatch" : Service.SigningName)}:{Operation}";
}
