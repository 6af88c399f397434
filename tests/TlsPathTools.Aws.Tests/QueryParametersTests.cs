using TlsPathTools.Aws.Pipeline;

namespace TlsPathTools.Aws.Tests;

public class QueryParametersTests
{
    [Fact]
    public void Lists_are_numbered_as_each_dialect_does()
    {
        QueryParameters parameters = new QueryParameters().Add("MaxResults", 1000).Add("NextToken", (string?)null).AddList("InstanceId", ["i-1", "i-2"]).AddMembers("Names", ["a"]);

        Assert.Equal(["MaxResults=1000", "InstanceId.1=i-1", "InstanceId.2=i-2", "Names.member.1=a"], parameters.Pairs.Select(pair => $"{pair.Key}={pair.Value}"));
    }
}
