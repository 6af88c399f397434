using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi.Ec2;

/// <summary>A kind of resource of EC2: how its ids look, and what EC2 says of one that does not exist.</summary>
/// <param name="Prefix">i-, subnet-, ….</param>
/// <param name="ErrorPrefix">InvalidInstanceID, ….</param>
/// <param name="Noun">instance ID, ….</param>
internal sealed record Ec2Resource(string Prefix, string ErrorPrefix, string Noun)
{
    public static Ec2Resource Instance { get; } = new("i-", "InvalidInstanceID", "instance ID");

    public static Ec2Resource Interface { get; } = new("eni-", "InvalidNetworkInterfaceID", "networkInterface ID");

    public static Ec2Resource Subnet { get; } = new("subnet-", "InvalidSubnetID", "subnet ID");

    public static Ec2Resource Vpc { get; } = new("vpc-", "InvalidVpcID", "vpc ID");

    public static Ec2Resource RouteTable { get; } = new("rtb-", "InvalidRouteTableID", "routeTable ID");

    public static Ec2Resource NetworkAcl { get; } = new("acl-", "InvalidNetworkAclID", "networkAcl ID");

    public static Ec2Resource SecurityGroup { get; } = new("sg-", "InvalidGroup", "security group");

    public static Ec2Resource PrefixList { get; } = new("pl-", "InvalidPrefixListID", "prefix list ID");

    /// <summary>The pages of EC2's lists.</summary>
    public static Paging Paging { get; } = new("MaxResults", "NextToken", 5, 1000, 1000,
        size => new AwsException("InvalidParameterValue", size < 5
            ? $"Value ( {size} ) for parameter maxResults is invalid. Expecting a value greater than 5."
            : $"Value ( {size} ) for parameter maxResults is invalid. Expecting a value smaller than 1000."),
        token => new AwsException("InvalidParameterValue", $"Value ( {token} ) for parameter nextToken is invalid. The token is not valid for this request."));

    /// <summary>The resource with this id.</summary>
    public T Get<T>(IReadOnlyDictionary<string, T> all, string id) => all.TryGetValue(id, out T? found) ? found : throw NotFound([id]);

    /// <summary>The resources with the ids that a call names, in its order, or all when it names none.</summary>
    public IEnumerable<T> Select<T>(AwsCall call, string member, IReadOnlyDictionary<string, T> all)
    {
        IReadOnlyList<string> ids = call.Input.Texts(member);
        string[] unknown = [.. ids.Where(id => !all.ContainsKey(id))];
        if (unknown.Length > 0)
            throw NotFound(unknown);
        return ids.Count == 0 ? all.Values : ids.Distinct(StringComparer.Ordinal).Select(id => all[id]);
    }

    /// <summary>The page that a call asks for. One that names ids gets them all, and may not ask for a size.</summary>
    public static Page<T> PageOf<T>(AwsCall call, IReadOnlyList<T> all, string idsMember, string setName)
    {
        if (call.Input.Texts(idsMember).Count == 0)
            return Paging.Of(call, all);
        if (call.Input.Has("MaxResults"))
            throw new AwsException("InvalidParameterCombination", $"The parameter {setName} cannot be used with the parameter maxResults");
        return new Page<T>(all, null);
    }

    private AwsException NotFound(string[] ids)
    {
        string? malformed = Array.Find(ids, id => !IsWellFormed(id));
        if (malformed is not null)
            return new AwsException(ErrorPrefix == "InvalidGroup" ? "InvalidGroupId.Malformed" : ErrorPrefix + ".Malformed", $"Invalid id: \"{malformed}\"");
        return new AwsException(ErrorPrefix + ".NotFound", ids.Length == 1 ? $"The {Noun} '{ids[0]}' does not exist" : $"The {Noun}s '{string.Join(", ", ids)}' do not exist");
    }

    private bool IsWellFormed(string id) =>
        id.StartsWith(Prefix, StringComparison.Ordinal) && id.Length - Prefix.Length is 8 or 17 && id[Prefix.Length..].All(char.IsAsciiHexDigitLower);
}
