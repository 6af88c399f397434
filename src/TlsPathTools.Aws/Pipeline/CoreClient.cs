using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;
using Amazon.Util.Internal;

namespace TlsPathTools.Aws.Pipeline;

// Every use of Amazon.*.Internal types is in this file. Each generated service package of the 4.x line binds to the same ones, which is
// why they can hardly change below version 5 (the range in Directory.Packages.props).

/// <summary>One service's client on the SDK's runtime pipeline.</summary>
internal sealed class CoreClient(AWSCredentials credentials, CoreConfig config) : AmazonServiceClient(credentials, config)
{
    /// <inheritdoc/>
    protected override IServiceMetadata ServiceMetadata => new Metadata(Config.ServiceId);

    /// <summary>Makes a request; the answer's stream goes to the call's reader.</summary>
    public async Task<T> InvokeAsync<T>(AwsCall<T> call, CancellationToken cancellationToken)
    {
        var options = new InvokeOptions
        {
            RequestMarshaller = new Marshaller<T>(call),
            ResponseUnmarshaller = call.Service.Protocol == AwsProtocol.Query ? new XmlAnswer<T>(call) : new JsonAnswer<T>(call),
        };
        return (await InvokeAsync<Answer<T>>(new Request(call.Operation), options, cancellationToken).ConfigureAwait(false)).Value;
    }

    // The base constructor calls this before a field of this class has its value: nothing here may use one.
    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new Endpoints());
        pipeline.AddHandlerAfter<Marshaller>(new Authorization());
    }

    private sealed class Metadata(string serviceId) : IServiceMetadata
    {
        public string ServiceId => serviceId;

        public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
    }

    private sealed class Authorization : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
    }

    private sealed class Endpoints : BaseEndpointResolver
    {
        protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) => new();
    }

    // The pipeline names the operation, in its traces and the user agent, after the request's type; this is the only one.
    private sealed class Request(string operation) : AmazonWebServiceRequest
    {
        public override string ToString() => operation;
    }

    private sealed class Answer<T> : AmazonWebServiceResponse
    {
        public T Value { get; init; } = default!;
    }

    private sealed class Marshaller<T>(AwsCall<T> call) : IMarshaller<IRequest, AmazonWebServiceRequest>
    {
        public IRequest Marshall(AmazonWebServiceRequest input)
        {
            var request = new DefaultRequest(input, call.Service.ServiceId) { HttpMethod = call.Service.Protocol == AwsProtocol.RestJson ? "GET" : "POST" };
            switch (call.Service.Protocol)
            {
                case AwsProtocol.Query:
                    request.Parameters["Action"] = call.Operation;
                    request.Parameters["Version"] = call.Service.ApiVersion;
                    break;
                case AwsProtocol.RestJson:
                    AddPath(request, call.Path);
                    request.UseQueryString = true;
                    break;
                default:
                    request.Headers["X-Amz-Target"] = $"{call.Service.JsonTarget}.{call.Operation}";
                    request.Headers["Content-Type"] = "application/x-amz-json-1.1";
                    request.Content = call.Body ?? "{}"u8.ToArray();
                    break;
            }

            foreach (var values in call.Parameters.Pairs.GroupBy(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal))
            {
                if (values.Skip(1).Any())
                    request.ParameterCollection.Add(values.Key, values.ToList());
                else
                    request.ParameterCollection.Add(values.Key, values.Single());
            }

            return request;
        }

        // The pipeline escapes a path's segments itself, and for the signature once more: it wants them plain.
        private static void AddPath(DefaultRequest request, string path)
        {
            string[] segments = path.Trim('/').Split('/');
            request.ResourcePath = "/" + string.Join('/', segments.Select((_, index) => $"{{segment{index}}}"));
            for (int index = 0; index < segments.Length; index++)
                request.AddPathResource($"{{segment{index}}}", Uri.UnescapeDataString(segments[index]));
        }
    }

    private sealed class XmlAnswer<T>(AwsCall<T> call) : XmlResponseUnmarshaller
    {
        public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext input) =>
            new Answer<T> { Value = call.Read(input.Stream), ResponseMetadata = new ResponseMetadata() };

        // Reads <Error> of both query dialects: below <Errors> (EC2) and below <ErrorResponse> (the others).
        public override AmazonServiceException UnmarshallException(XmlUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
        {
            ErrorResponse error = XmlErrorResponseUnmarshaller.GetInstance().Unmarshall(input);
            return Failure(error, input, innerException, statusCode);
        }
    }

    private sealed class JsonAnswer<T>(AwsCall<T> call) : JsonResponseUnmarshaller
    {
        public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input) =>
            new Answer<T> { Value = call.Read(input.Stream), ResponseMetadata = new ResponseMetadata() };

        public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
        {
            var reader = new StreamingUtf8JsonReader(input.Stream);
            ErrorResponse error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
            return Failure(error, input, innerException, statusCode);
        }
    }

    private static AmazonServiceException Failure(ErrorResponse error, UnmarshallerContext context, Exception inner, HttpStatusCode status) =>
        new(ServiceFailure.WithoutSecrets(error.Message), inner, error.Type, error.Code, error.RequestId ?? context.ResponseData.GetHeaderValue("x-amzn-RequestId"), status);
}

/// <summary>The settings of one service's client. Nothing is left for the SDK to look up in the process's environment.</summary>
internal sealed class CoreConfig : ClientConfig
{
    private readonly AwsService _service;

    public CoreConfig(AwsService service, AwsSettings settings, HttpClientFactory http)
        : base(new DefaultConfigurationProvider([new DefaultConfiguration { Name = DefaultConfigurationMode.Standard, RetryMode = RequestRetryMode.Standard }]))
    {
        _service = service;
        ServiceId = service.ServiceId;
        AuthenticationServiceName = service.SigningName;
        AuthenticationRegion = settings.Region;
        ServiceURL = Url(settings, service);
        EndpointProvider = new Fixed(ServiceURL);
        settings.Apply(this, http);
    }

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => _service.EndpointPrefix;

    /// <inheritdoc/>
    public override string ServiceVersion => _service.ApiVersion;

    /// <inheritdoc/>
    public override string UserAgent => InternalSDKUtils.BuildUserAgentString(ServiceId, typeof(CoreConfig).Assembly.GetName().Version?.ToString(3) ?? "0");

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => EndpointProvider.ResolveEndpoint(parameters: null);

    /// <summary>A service's endpoint, as the SDK knows it by.</summary>
    public static string Url(AwsSettings settings, AwsService service) => settings.EndpointOf(service).AbsoluteUri.TrimEnd('/');

    private sealed class Fixed(string url) : IEndpointProvider
    {
        public Endpoint ResolveEndpoint(EndpointParameters? parameters) => new(url);
    }
}

/// <summary>A partition of AWS: a family of regions with domains of its own.</summary>
internal sealed record AwsPartition(string Name, string DnsSuffix, string? DualStackDnsSuffix)
{
    /// <summary>The partition of a region, known or guessed from its name.</summary>
    public static AwsPartition Of(string region)
    {
        Partition found = Fn.Partition(region);
        return new AwsPartition(found.name, found.dnsSuffix, found.supportsDualStack ? found.dualStackDnsSuffix : null);
    }
}
