using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Tests.Scenarios;

public class ScenarioSchemaMistakesTests
{
    [Theory]
    [InlineData("\"port\": 443,", "\"prot\": 443,", 19, "loadBalancers[0].listeners[0].prot", "'prot' is not a property here; did you mean 'port'? Known are ")]
    [InlineData("\"title\": \"A small world\",", "\"title\": \"A small world\", \"colour\": \"red\",", 4, "colour", "'colour' is not a property here; known are name, title, ")]
    [InlineData("\"port\": 443,", "\"port\": \"443\",", 19, "loadBalancers[0].listeners[0].port", "must be a whole number, not '443'")]
    [InlineData("\"port\": 443,", "\"port\": 443.5,", 19, "loadBalancers[0].listeners[0].port", "must be a whole number, not 443.5")]
    [InlineData("\"port\": 443,", "\"port\": 70000,", 19, "loadBalancers[0].listeners[0].port", "70000 is too large: at most 65535")]
    [InlineData("\"port\": 443,", "\"port\": 0,", 19, "loadBalancers[0].listeners[0].port", "0 is too small: at least 1")]
    [InlineData("\"type\": \"network\"", "\"type\": \"netwrok\"", 17, "loadBalancers[0].type", "'netwrok' is none of the values here; did you mean 'network'? Known are application, network")]
    [InlineData("\"effect\": \"drop\"", "\"effect\": \"Drop\"", 29, "faults[0].effect", "'Drop' is none of the values here; did you mean 'drop'? Known are ")]
    [InlineData("\"title\": \"A small world\",", "", 1, "title", "is missing: What it is about, in one line")]
    [InlineData("\"listeners\": [{ \"port\": 443, \"protocol\": \"TCP\", \"forward\": [{ \"targetGroup\": \"app-nodes\" }] }]", "\"listeners\": []", 19, "loadBalancers[0].listeners", "must not be empty")]
    [InlineData("\"id\": \"subnet-0a1b2c3e\"", "\"id\": \"subnet-zz\"", 9, "network.subnets[1].id", "'subnet-zz' is no id of this kind; write subnet- and 8 or 17 hexadecimal digits")]
    [InlineData("\"publicAddress\": \"203.0.113.10\"", "\"publicAddress\": \"203.0.113.300\"", 18, "loadBalancers[0].subnets[0].publicAddress", "'203.0.113.300' is no IPv4 address")]
    [InlineData("\"members\": [\"m1\"]", "\"members\": \"m1\"", 23, "proxies[0].members", "must be a list, not 'm1'")]
    [InlineData("\"members\": [\"m1\"]", "\"members\": null", 23, "proxies[0].members", "must be a list, not null")]
    [InlineData("\"type\": \"network\",", "\"type\": \"network\", \"attributes\": { \"load_balancing.crosszone.enabled\": \"true\" },", 17,
        "loadBalancers[0].attributes['load_balancing.crosszone.enabled']", "'load_balancing.crosszone.enabled' is not a property here; did you mean 'load_balancing.cross_zone.enabled'?")]
    [InlineData("\"type\": \"network\",", "\"type\": \"network\", \"attributes\": { \"load_balancing.cross_zone.enabled\": true },", 17,
        "loadBalancers[0].attributes['load_balancing.cross_zone.enabled']", "must be a text, not true")]
    [InlineData("\"deployments\": [", "\"objects\": [{ \"kind\": \"Event\", \"metadata\": { \"name\": \"e\" } }], \"deployments\": [", 26, "cluster.objects[0].apiVersion", "is missing: ")]
    public void A_mistake_is_told_with_line_path_and_reason(string text, string replacement, int line, string path, string reason)
    {
        ScenarioMistake mistake = Assert.Single(Written.Mistakes(Written.With(text, replacement)));

        Assert.Equal((line, path), (mistake.Line, mistake.Path));
        Assert.StartsWith(reason, mistake.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_told_at_once_in_the_order_of_the_file()
    {
        string json = Written.With("\"port\": 443,", "\"port\": 70000,")
            .Replace("\"values\": [\"app\"]", "\"values\": [\"ap\"]", StringComparison.Ordinal)
            .Replace("node:n1/ingress\", \"effect\"", "node:n2/ingress\", \"effect\"", StringComparison.Ordinal);

        IReadOnlyList<ScenarioMistake> mistakes = Written.Mistakes(json);

        Assert.Equal([12, 19, 29], mistakes.Select(mistake => mistake.Line));
    }

    [Fact]
    public void Null_is_as_good_as_nothing_where_nothing_is_allowed() =>
        Assert.Null(Written.Parse(Written.With("\"publicAddress\": \"203.0.113.10\"", "\"publicAddress\": null")).LoadBalancers[0].Subnets[0].PublicAddress);

    [Fact]
    public void A_file_that_is_something_else_does_not_drown_its_reader() =>
        Assert.Equal(500, Written.Mistakes("{" + string.Join(',', Enumerable.Range(0, 5000).Select(number => $"\"x{number}\": 1")) + "}").Count);

    [Fact]
    public void The_message_names_the_source_and_the_first_mistakes()
    {
        var exception = Assert.Throws<ScenarioException>(() => Written.Parse(Written.With("\"port\": 443,", "\"port\": 70000,")));

        Assert.Equal("test: line 19, loadBalancers[0].listeners[0].port: 70000 is too large: at most 65535", exception.Message);
    }
}
