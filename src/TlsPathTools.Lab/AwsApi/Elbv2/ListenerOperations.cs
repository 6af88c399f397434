using System.Globalization;
using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi.Elbv2;

/// <summary>Listeners, their rules and certificates.</summary>
internal static class ListenerOperations
{
    public static IEnumerable<AwsOperation> All { get; } =
    [
        new("elasticloadbalancing", "DescribeListeners", Describe),
        new("elasticloadbalancing", "DescribeRules", DescribeRules),
        new("elasticloadbalancing", "DescribeListenerCertificates", DescribeCertificates),
        new("elasticloadbalancing", "CreateListener", Create, Changes: true),
    ];

    private static void Describe(AwsCall call)
    {
        Page<(LoadBalancer LoadBalancer, Listener Listener)> page;
        lock (call.Gate)
        {
            IReadOnlyList<string> arns = Elbv2Resource.AtMostTwenty(call, "ListenerArns");
            if (arns.Count == 0 && call.Input.Text("LoadBalancerArn") is null)
                throw Elbv2Resource.Invalid("You must specify either listener ARNs or a load balancer ARN");
            IReadOnlyList<(LoadBalancer, Listener)> chosen;
            if (arns.Count > 0)
            {
                chosen = [.. arns.Select(arn => Elbv2Resource.Listener(call, arn))];
            }
            else
            {
                LoadBalancer loadBalancer = Elbv2Resource.LoadBalancer(call, call.Required("LoadBalancerArn"));
                chosen = [.. loadBalancer.Listeners.Select(listener => (loadBalancer, listener))];
            }

            page = Elbv2Resource.PageOf(call, chosen, arns.Count > 0);
        }

        call.List("Listeners", page.Items, item => Write(call, item.LoadBalancer, item.Listener));
        call.Answer.Text("NextMarker", page.Next);
    }

    private static void DescribeRules(AwsCall call)
    {
        Page<ListenerRule> page;
        lock (call.Gate)
        {
            IReadOnlyList<string> arns = Elbv2Resource.AtMostTwenty(call, "RuleArns");
            string? listener = call.Input.Text("ListenerArn");
            if (arns.Count > 0 == listener is not null)
                throw Elbv2Resource.Invalid("You must specify either listener rule ARNs or a listener ARN");
            IReadOnlyList<ListenerRule> chosen = listener is null
                ? [.. arns.Select(arn => Elbv2Resource.Rule(call, arn))]
                : [.. Elbv2Resource.Listener(call, listener).Listener.Rules];
            page = Elbv2Resource.PageOf(call, chosen, arns.Count > 0);
        }

        call.List("Rules", page.Items, rule =>
        {
            AnswerWriter answer = call.Answer;
            answer.Text("RuleArn", rule.Arn).Text("Priority", rule.Priority);
            (string Field, string Config, List<string> Values)[] conditions =
                [("host-header", "HostHeaderConfig", rule.HostHeaders), ("path-pattern", "PathPatternConfig", rule.PathPatterns)];
            answer.List("Conditions", conditions.Where(condition => condition.Values.Count > 0), condition => answer
                .Text("Field", condition.Field).Texts("Values", condition.Values)
                .Object(condition.Config, () => answer.Texts("Values", condition.Values)));
            WriteActions(answer, "Actions", rule);
            answer.Flag("IsDefault", rule.IsDefault);
        });
        call.Answer.Text("NextMarker", page.Next);
    }

    private static void DescribeCertificates(AwsCall call)
    {
        lock (call.Gate)
        {
            Listener listener = Elbv2Resource.Listener(call, call.Required("ListenerArn")).Listener;
            string[] all = listener.CertificateArn is { } arn ? [arn] : [];
            Page<string> page = Elbv2Resource.Paging.Of(call, all);
            call.Answer.List("Certificates", page.Items, certificate => call.Answer.Text("CertificateArn", certificate).Flag("IsDefault", true));
            call.Answer.Text("NextMarker", page.Next);
        }
    }

    // The same listener once more is no error, another one at its port is: what two controllers that share a load balancer run into.
    private static void Create(AwsCall call)
    {
        lock (call.Gate)
        {
            LoadBalancer loadBalancer = Elbv2Resource.LoadBalancer(call, call.Required("LoadBalancerArn"));
            int port = call.Input.Number("Port") ?? throw Elbv2Resource.Invalid("A port must be specified");
            string protocol = call.Required("Protocol");
            IReadOnlyList<Input> actions = call.Input.Items("DefaultActions");
            if (actions.Count == 0)
                throw Elbv2Resource.Invalid("A default action must be specified");
            if (loadBalancer.Listeners.Find(listener => listener.Port == port) is not { } existing)
                throw new AwsException("OperationNotPermitted", "The load balancers of a lab have the listeners of their scenario, and no others.");
            string? target = actions[0].Text("TargetGroupArn") ?? actions[0].Object("ForwardConfig").Items("TargetGroups").Select(group => group.Text("TargetGroupArn")).FirstOrDefault();
            string? certificate = call.Input.Items("Certificates").Select(item => item.Text("CertificateArn")).FirstOrDefault();
            ListenerRule rule = existing.Rules.First(rule => rule.IsDefault);
            if (existing.Protocol != protocol || existing.CertificateArn != certificate || rule.Forward.FirstOrDefault()?.TargetGroupArn != target
                || (call.Input.Text("SslPolicy") is { } policy && policy != existing.SslPolicy))
            {
                throw new AwsException("DuplicateListener", $"A listener already exists on this port for this load balancer '{loadBalancer.Arn}'");
            }

            call.Answer.List("Listeners", [existing], listener => Write(call, loadBalancer, listener));
        }
    }

    private static void Write(AwsCall call, LoadBalancer loadBalancer, Listener listener)
    {
        AnswerWriter answer = call.Answer;
        answer.Text("ListenerArn", listener.Arn).Text("LoadBalancerArn", loadBalancer.Arn).Number("Port", listener.Port).Text("Protocol", listener.Protocol);
        if (listener.CertificateArn is { } certificate)
            answer.List("Certificates", [certificate], arn => answer.Text("CertificateArn", arn));
        answer.Text("SslPolicy", listener.SslPolicy);
        if (listener.Rules.Find(rule => rule.IsDefault) is { } rule)
            WriteActions(answer, "DefaultActions", rule);
        if (listener.AlpnPolicy.Count > 0)
            answer.Texts("AlpnPolicy", listener.AlpnPolicy);
        if (listener.MutualAuthenticationMode is { } mode)
            answer.Object("MutualAuthentication", () => answer.Text("Mode", mode));
    }

    private static void WriteActions(AnswerWriter answer, string name, ListenerRule rule) => answer.List(name, [rule], _ =>
    {
        if (rule.FixedResponse is { } response)
        {
            answer.Text("Type", "fixed-response").Number("Order", 1).Object("FixedResponseConfig", () => answer
                .Text("MessageBody", response.Body).Text("StatusCode", response.StatusCode.ToString(CultureInfo.InvariantCulture)).Text("ContentType", response.ContentType));
            return;
        }

        answer.Text("Type", "forward").Number("Order", 1);
        if (rule.Forward.Count == 1)
            answer.Text("TargetGroupArn", rule.Forward[0].TargetGroupArn);
        answer.Object("ForwardConfig", () => answer
            .List("TargetGroups", rule.Forward, group => answer.Text("TargetGroupArn", group.TargetGroupArn).Number("Weight", group.Weight))
            .Object("TargetGroupStickinessConfig", () => answer.Flag("Enabled", rule.GroupStickiness).Number("DurationSeconds", rule.GroupStickiness ? 3600 : null)));
    });
}
