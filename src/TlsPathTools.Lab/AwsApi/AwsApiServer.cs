using System.Collections.Frozen;
using System.IO.Enumeration;
using System.Net;
using System.Net.Sockets;
using TlsPathTools.Lab.AwsApi.AutoScaling;
using TlsPathTools.Lab.AwsApi.Ec2;
using TlsPathTools.Lab.AwsApi.Elbv2;
using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.AwsApi.Signing;
using TlsPathTools.Lab.Http;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.AwsApi;

/// <summary>The AWS API of a world: EC2, Elastic Load Balancing v2, Auto Scaling, EKS, STS, CloudWatch and CloudTrail at one endpoint.</summary>
internal sealed class AwsApiServer : IAsyncDisposable
{
    /// <summary>Where other imitations of AWS listen, and people's scripts look.</summary>
    private const int UsualPort = 4566;

    private static readonly FrozenDictionary<(string Service, string Name), AwsOperation> s_operations = All.ToFrozenDictionary(operation => (operation.Service, operation.Name));

    private readonly LabWorld _world;
    private readonly SignatureVerifier _verifier;
    private readonly ReadDelay _reads;
    private readonly HttpServer _server;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Running _running = new();
    private long _requests;

    private AwsApiServer(LabWorld world)
    {
        _world = world;
        _verifier = new SignatureVerifier(world.Credentials, world.Cloud.AccountId, world.Cloud.Region);
        _reads = new ReadDelay(world);
        try
        {
            _server = HttpServer.Start(new IPEndPoint(world.Addresses.AwsApi, UsualPort), tls: null, HandleAsync);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            // Something listens at that port of every address.
            _server = HttpServer.Start(new IPEndPoint(world.Addresses.AwsApi, 0), tls: null, HandleAsync);
        }
    }

    /// <summary>Every operation that is answered.</summary>
    public static IEnumerable<AwsOperation> All =>
    [
        .. InstanceOperations.All, .. InterfaceOperations.All, .. NetworkOperations.All, .. RouteOperations.All, .. NetworkAclOperations.All,
        .. SecurityGroupOperations.All, .. PrefixListOperations.All,
        .. LoadBalancerOperations.All, .. ListenerOperations.All, .. TargetGroupOperations.All, .. TargetOperations.All, .. AttributeOperations.All, .. TagOperations.All,
        .. GroupOperations.All, .. StandbyOperations.All, .. GroupSettingOperations.All,
        .. EksOperations.All, .. StsOperations.All, .. CloudWatchOperations.All, .. CloudTrailOperations.All,
    ];

    /// <summary>http://127.x.254.1:PORT.</summary>
    public Uri Endpoint => new($"http://{_server.EndPoint}");

    /// <summary>Starts it at the plan's address.</summary>
    public static AwsApiServer Start(LabWorld world) => new(world);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
        await _running.WhenAllAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task HandleAsync(HttpRequest http, HttpResponder responder, CancellationToken cancellationToken)
    {
        string requestId = Guid.NewGuid().ToString();
        responder.Fields.Add(new("x-amzn-RequestId", requestId));
        SignatureVerdict verdict = _verifier.Verify(SignedMessage.From(http), _world.Now);
        var request = new AwsRequest(AwsService.Named(verdict.Service), AwsProtocol.Query, "", Input.FromForm([]), "text/xml");
        try
        {
            request = AwsRequest.Read(http, verdict.Service);
            using AnswerWriter answer = Answer(request, verdict, requestId);
            if (request.Protocol == AwsProtocol.Cbor)
                responder.Fields.Add(new("smithy-protocol", "rpc-v2-cbor"));
            await responder.SendAsync(200, answer.ContentType, answer.End(), cancellationToken).ConfigureAwait(false);
        }
        catch (AwsException error)
        {
            await ErrorAnswer.SendAsync(responder, request, error, requestId, cancellationToken).ConfigureAwait(false);
        }
        catch (FormatException exception)
        {
            await ErrorAnswer.SendAsync(responder, request, new AwsException("SerializationException", exception.Message), requestId, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or IOException) && !responder.Started)
        {
            _world.Log.Tell(_world.Now, "aws", $"{request.Operation} failed: {exception}");
            await ErrorAnswer.SendAsync(responder, request, CommonErrors.Internal(request.Protocol, exception), requestId, cancellationToken).ConfigureAwait(false);
        }
    }

    private AnswerWriter Answer(AwsRequest request, SignatureVerdict verdict, string requestId)
    {
        AwsOperation? operation = request.Service is null ? null : s_operations.GetValueOrDefault((request.Service.SigningName, request.Operation));
        CallerIdentity caller = verdict.Caller
            // The one call that needs no key: it is how one gets one.
            ?? (verdict.Failure == SignatureFailure.Missing && operation?.Name == "AssumeRoleWithWebIdentity"
                ? new CallerIdentity("anonymous", "anonymous", "")
                : throw CommonErrors.Signature(request.Protocol, verdict));
        if (IsThrottled())
            throw CommonErrors.Throttled(request.Protocol);
        if (operation is null)
            throw CommonErrors.UnknownOperation(request.Protocol, request.Service, request.Operation);
        string action = $"{request.Service!.ActionPrefix}:{operation.Name}";
        // IAM's guide: GetCallerIdentity needs no permission, and none can be taken away.
        if (operation.Name != "GetCallerIdentity" && _world.Apis.Aws.Deny.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, action)))
            throw CommonErrors.Denied(request.Protocol, caller, action, operation.Changes);

        AnswerWriter answer = request.Protocol switch
        {
            AwsProtocol.Ec2 => XmlAnswerWriter.Ec2(operation.Name, requestId),
            AwsProtocol.Query => XmlAnswerWriter.Query(operation.Name, request.Service.XmlNamespace, requestId, operation.HasResult),
            AwsProtocol.Cbor => new CborAnswerWriter(),
            _ => new JsonAnswerWriter(request.ContentType),
        };
        var call = new AwsCall { World = _world, Operation = operation, Input = request.Input, Caller = caller, Answer = answer, Reads = _reads, Later = Later };
        operation.Run(call);
        if (!operation.Changes)
            call.Proceed();
        return answer;
    }

    // Evenly spread: of a share of 0.25 every fourth request, so that retries do what they do in life.
    private bool IsThrottled()
    {
        double share = Math.Clamp(_world.Apis.Aws.ThrottleShare, 0, 1);
        long number = Interlocked.Increment(ref _requests);
        return Math.Floor(number * share) > Math.Floor((number - 1) * share);
    }

    private void Later(TimeSpan delay, Action change) => _running.Add(LaterAsync(delay, change));

    private async Task LaterAsync(TimeSpan delay, Action change)
    {
        try
        {
            await Task.Delay(delay, _world.Time, _stopping.Token).ConfigureAwait(false);
            lock (_world.Gate)
                change();
        }
        catch (OperationCanceledException)
        {
            // The lab ends before.
        }
    }
}
