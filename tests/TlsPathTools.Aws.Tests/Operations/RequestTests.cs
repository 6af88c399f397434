using System.Globalization;
using System.Text.Json;
using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Tests.Models;

namespace TlsPathTools.Aws.Tests.Operations;

/// <summary>What is sent, against botocore's models.</summary>
public class RequestTests
{
    // What the botocore of Debian 12 (1.29) does not know yet.
    private static readonly string[] s_newer = ["Include.member.1"];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, OperationCases.All.Count)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_parameter_is_one_of_the_model_and_within_its_limits(int number)
    {
        OperationCase operation = OperationCases.All[number];
        foreach (BotocoreModel model in BotocoreModel.Of(operation.Model))
        {
            string[] faults = [.. Faults(model, operation)];

            Assert.True(faults.Length == 0, $"{operation.Operation} with botocore {model.Version}: {string.Join("; ", faults)}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_page_is_as_large_as_the_api_allows(int number)
    {
        OperationCase operation = OperationCases.All[number];
        foreach (BotocoreModel model in BotocoreModel.Of(operation.Model))
        {
            foreach (ModelMember member in (model.Input(operation.Operation)?.Members ?? []).Where(member => member.Name is "MaxResults" or "maxResults" or "PageSize" && member.Shape.Max is not null))
            {
                string? sent = operation.Request.Parameters.FirstOrDefault(pair => pair.Key == (model.IsEc2 ? member.Ec2Name : member.WireName)).Value ?? BodyMember(operation, member.Name);
                if (sent is not null)
                    Assert.Equal(member.Shape.Max, long.Parse(sent, CultureInfo.InvariantCulture));
                else
                    Assert.Contains(operation.Request.Parameters, pair => pair.Key.EndsWith(".1", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void The_services_are_those_of_the_models()
    {
        foreach ((AwsService service, string name) in OperationCases.All.Select(operation => (operation.Request.Service, operation.Model)).Distinct())
        {
            foreach (BotocoreModel model in BotocoreModel.Of(name))
            {
                JsonElement metadata = model.Metadata;
                string[] protocols = metadata.TryGetProperty("protocols", out JsonElement several) ? [.. several.EnumerateArray().Select(item => item.GetString()!)] : [metadata.GetProperty("protocol").GetString()!];

                Assert.Equal(metadata.GetProperty("apiVersion").GetString(), service.ApiVersion);
                Assert.Equal(metadata.GetProperty("endpointPrefix").GetString(), service.EndpointPrefix);
                Assert.Equal(metadata.GetProperty("serviceId").GetString(), service.ServiceId);
                Assert.Equal(metadata.TryGetProperty("signingName", out JsonElement signing) ? signing.GetString() : service.EndpointPrefix, service.SigningName);
                Assert.Contains(service.Protocol switch { AwsProtocol.RestJson => "rest-json", AwsProtocol.Json11 => "json", _ => name == "ec2" ? "ec2" : "query" }, protocols);
                if (service.JsonTarget is not null)
                    Assert.Equal(metadata.GetProperty("targetPrefix").GetString(), service.JsonTarget);
            }
        }
    }

    [Fact]
    public void A_name_in_a_path_is_escaped() =>
        Assert.Equal("/clusters/prod%2F1", OperationCases.All.Single(operation => operation.Operation == "DescribeCluster").Request.Path);

    private static IEnumerable<string> Faults(BotocoreModel model, OperationCase operation)
    {
        ModelShape? input = model.Input(operation.Operation);
        OperationRequest request = operation.Request;
        var top = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, string value) in request.Parameters.Select(pair => (pair.Key, pair.Value)))
        {
            top.Add(name.Split('.')[0]);
            string? fault = request.Service.Protocol == AwsProtocol.RestJson
                ? input!.Members.Any(member => member.Location == "querystring" && member.WireName == name) ? null : "is no parameter"
                : Fault(model, input!, name.Split('.'), value);
            if (fault is not null && !(model.IsOld && s_newer.Contains(name)))
                yield return $"{name}={value} {fault}";
        }

        using JsonDocument? body = request.Body is null ? null : JsonDocument.Parse(request.Body);
        if (body is not null)
        {
            foreach (string fault in JsonFaults(input!, body.RootElement, ""))
                yield return fault;
            top.UnionWith(body.RootElement.EnumerateObject().Select(property => property.Name));
        }

        foreach (string missing in (input?.Required ?? []).Where(required => request.Service.Protocol != AwsProtocol.RestJson && !top.Contains(required) && !top.Contains(required.TrimEnd('s'))))
            yield return $"{missing} is required";
        if (request.Service.Protocol == AwsProtocol.RestJson)
        {
            string pattern = model.Operation(operation.Operation).GetProperty("http").GetProperty("requestUri").GetString()!;
            if (pattern.Split('/').Length != request.Path.Split('/').Length || !pattern.Split('/').Zip(request.Path.Split('/')).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second))
                yield return $"{request.Path} is not {pattern}";
        }
    }

    private static string? Fault(BotocoreModel model, ModelShape shape, ReadOnlySpan<string> name, string value)
    {
        switch (shape.Type)
        {
            case "structure":
                foreach (ModelMember member in name.IsEmpty ? [] : shape.Members)
                {
                    if ((model.IsEc2 ? member.Ec2Name : member.WireName) == name[0])
                        return Fault(model, member.Shape, name[1..], value);
                }

                return "is no parameter";
            case "list":
                if (!model.IsEc2 && !shape.IsFlattened)
                {
                    if (name.IsEmpty || name[0] != "member")
                        return "is not written as a list";
                    name = name[1..];
                }

                if (name.IsEmpty || !int.TryParse(name[0], CultureInfo.InvariantCulture, out int number) || number < 1 || number > (shape.Max ?? int.MaxValue))
                    return "has no number in its list";
                return Fault(model, shape.Item.Shape, name[1..], value);
            case "integer" or "long":
                return name.IsEmpty && long.TryParse(value, CultureInfo.InvariantCulture, out long whole) && whole >= (shape.Min ?? long.MinValue) && whole <= (shape.Max ?? long.MaxValue) ? null : "is no such number";
            case "boolean":
                return name.IsEmpty && value is "true" or "false" ? null : "is no boolean";
            case "timestamp":
                return name.IsEmpty && DateTime.TryParseExact(value, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null : "is no time";
            default:
                return !name.IsEmpty ? "is more than a text" : shape.Enum.Count > 0 && !shape.Enum.Contains(value) ? "is no value of it" : null;
        }
    }

    private static IEnumerable<string> JsonFaults(ModelShape shape, JsonElement value, string path)
    {
        bool right = shape.Type switch
        {
            "structure" => value.ValueKind == JsonValueKind.Object,
            "list" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String && (shape.Enum.Count == 0 || shape.Enum.Contains(value.GetString()!)),
            _ => value.ValueKind == JsonValueKind.Number,
        };
        if (!right)
            return [$"{path} is no {shape.Type}"];
        return shape.Type switch
        {
            "structure" => value.EnumerateObject().SelectMany(property => shape.Members.FirstOrDefault(member => member.Name == property.Name) is { } member
                ? JsonFaults(member.Shape, property.Value, $"{path}.{property.Name}")
                : [$"{path}.{property.Name} is no parameter"]),
            "list" => value.EnumerateArray().SelectMany(item => JsonFaults(shape.Item.Shape, item, path + "[]")),
            _ => [],
        };
    }

    private static string? BodyMember(OperationCase operation, string name)
    {
        if (operation.Request.Body is null)
            return null;
        using JsonDocument body = JsonDocument.Parse(operation.Request.Body);
        return body.RootElement.TryGetProperty(name, out JsonElement value) ? value.ToString() : null;
    }
}
