using TlsPathTools.Aws.Pipeline;

namespace TlsPathTools.Aws.Tests.Operations;

/// <summary>A call of an operation with every parameter that it can have, and where in the model's answer its items are.</summary>
/// <param name="Model">botocore's name of the service.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Items">The place of the items; "" where the answer is the record, null where it says nothing.</param>
/// <param name="Request">The parameters.</param>
/// <param name="Read">Reads an answer.</param>
internal sealed record OperationCase(string Model, string Operation, string? Items, OperationRequest Request, Func<Stream, object?> Read)
{
    public static OperationCase Of<T>(AwsCall<T> call, string? items) => new(ModelOf(call.Service), call.Operation, items,
        new OperationRequest(call.Service, call.Parameters.Pairs, call.Path, call.Body), body => call.Read(body));

    private static string ModelOf(AwsService service) => service.SigningName switch { "elasticloadbalancing" => "elbv2", "monitoring" => "cloudwatch", var name => name };
}

/// <summary>What is sent.</summary>
internal sealed record OperationRequest(AwsService Service, IReadOnlyList<KeyValuePair<string, string>> Parameters, string Path, byte[]? Body);
