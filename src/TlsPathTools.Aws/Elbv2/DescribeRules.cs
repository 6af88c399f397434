using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Elbv2;

internal static partial class Elbv2Operations
{
    /// <summary>The rules of a listener.</summary>
    public static AwsCall<AwsPage<Rule>> DescribeRules(string listenerArn, string? marker = null, int pageSize = 400) =>
        Page("DescribeRules", Paged(marker, pageSize).Add("ListenerArn", listenerArn), "Rules", ReadRule)
            with { About = listenerArn };

    private static Rule ReadRule(XmlElement element) => new()
    {
        RuleArn = element.Text("RuleArn"),
        Priority = element.Text("Priority"),
        IsDefault = element.Flag("IsDefault"),
        Conditions = element.List("Conditions", ReadRuleCondition),
        Actions = element.List("Actions", ReadListenerAction),
    };

    private static RuleCondition ReadRuleCondition(XmlElement element) => new()
    {
        Field = element.Text("Field"),
        Values = element.Texts("Values"),
        HostHeaderConfig = element.Object("HostHeaderConfig", ReadHostHeaderConditionConfig),
        PathPatternConfig = element.Object("PathPatternConfig", ReadPathPatternConditionConfig),
        HttpHeaderConfig = element.Object("HttpHeaderConfig", ReadHttpHeaderConditionConfig),
        QueryStringConfig = element.Object("QueryStringConfig", ReadQueryStringConditionConfig),
        HttpRequestMethodConfig = element.Object("HttpRequestMethodConfig", ReadHttpRequestMethodConditionConfig),
        SourceIpConfig = element.Object("SourceIpConfig", ReadSourceIpConditionConfig),
    };

    private static HostHeaderConditionConfig ReadHostHeaderConditionConfig(XmlElement element) => new()
    {
        Values = element.Texts("Values"),
        RegexValues = element.Texts("RegexValues"),
    };

    private static PathPatternConditionConfig ReadPathPatternConditionConfig(XmlElement element) => new()
    {
        Values = element.Texts("Values"),
        RegexValues = element.Texts("RegexValues"),
    };

    private static HttpHeaderConditionConfig ReadHttpHeaderConditionConfig(XmlElement element) => new()
    {
        HttpHeaderName = element.Text("HttpHeaderName"),
        Values = element.Texts("Values"),
        RegexValues = element.Texts("RegexValues"),
    };

    private static QueryStringConditionConfig ReadQueryStringConditionConfig(XmlElement element) => new()
    {
        Values = element.List("Values", ReadQueryStringKeyValuePair),
    };

    private static QueryStringKeyValuePair ReadQueryStringKeyValuePair(XmlElement element) => new()
    {
        Key = element.Text("Key"),
        Value = element.Text("Value"),
    };

    private static HttpRequestMethodConditionConfig ReadHttpRequestMethodConditionConfig(XmlElement element) => new()
    {
        Values = element.Texts("Values"),
    };

    private static SourceIpConditionConfig ReadSourceIpConditionConfig(XmlElement element) => new()
    {
        Values = element.Texts("Values"),
    };
}
