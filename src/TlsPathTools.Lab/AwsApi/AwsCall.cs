using System.Text.Json.Nodes;
using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.AwsApi.Signing;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.AwsApi;

/// <summary>One call of an operation.</summary>
internal sealed class AwsCall
{
    public required LabWorld World { get; init; }

    public required AwsOperation Operation { get; init; }

    public required Input Input { get; init; }

    public required CallerIdentity Caller { get; init; }

    public required AnswerWriter Answer { get; init; }

    /// <summary>What reads still show of things that were changed a moment ago.</summary>
    public required ReadDelay Reads { get; init; }

    /// <summary>Does something under the gate after a while, unless the lab ends before.</summary>
    public required Action<TimeSpan, Action> Later { get; init; }

    public CloudState Cloud => World.Cloud;

    public object Gate => World.Gate;

    public DateTimeOffset Now => World.Now;

    /// <summary>arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE.</summary>
    public string Arn(string service, string resource) => $"arn:aws:{service}:{Cloud.Region}:{Cloud.AccountId}:{resource}";

    /// <summary>A member that has to be there.</summary>
    public string Required(string name) => Input.Text(name) is { Length: > 0 } text ? text : throw (Operation.Service switch
    {
        "ec2" => Input.Missing(name),
        "eks" => new AwsException("InvalidParameterException", $"{name} is required"),
        _ => new AwsException("ValidationError", $"1 validation error detected: Value null at '{char.ToLowerInvariant(name[0]) + name[1..]}' failed to satisfy constraint: Member must not be null"),
    });

    /// <summary>Everything is in order: ends the call here when only that was the question (EC2's DryRun).</summary>
    public void Proceed()
    {
        if (Operation.Service == "ec2" && Input.Flag("DryRun") == true)
            throw new AwsException("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412);
    }

    /// <summary>Writes a list, taking the gate for one item at a time: a list is no snapshot, and AWS's is none either.</summary>
    public void List<T>(string name, IEnumerable<T> items, Action<T> content) => Answer.List(name, items, item =>
    {
        lock (Gate)
            content(item);
    });

    /// <summary>Notes a change for CloudTrail and for people who watch. Called under the gate.</summary>
    public void Changed(string words, params (string Type, string Name)[] resources)
    {
        string id = Guid.NewGuid().ToString();
        string source = Operation.Service + ".amazonaws.com";
        var identity = new JsonObject
        {
            ["type"] = Caller.IsRole ? "AssumedRole" : "IAMUser",
            ["principalId"] = Caller.UserId,
            ["arn"] = Caller.Arn,
            ["accountId"] = Cloud.AccountId,
            ["accessKeyId"] = Caller.AccessKeyId,
        };
        if (!Caller.IsRole)
            identity["userName"] = Caller.UserName;
        var record = new JsonObject
        {
            ["eventVersion"] = "1.10",
            ["userIdentity"] = identity,
            ["eventTime"] = Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
            ["eventSource"] = source,
            ["eventName"] = Operation.Name,
            ["awsRegion"] = Cloud.Region,
            ["readOnly"] = false,
            ["eventID"] = id,
            ["eventType"] = "AwsApiCall",
            ["managementEvent"] = true,
            ["recipientAccountId"] = Cloud.AccountId,
            ["eventCategory"] = "Management",
        };
        Cloud.Trail.Add(new TrailEvent(id, Operation.Name, source, Now, Caller.UserName, ReadOnly: false, resources, record.ToJsonString()));
        World.Log.Tell(Now, "aws", $"{Operation.Name}: {words}");
    }
}
