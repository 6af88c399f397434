using System.Text;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Tests.Scenarios;

public class ScenarioSyntaxTests
{
    [Fact]
    public void A_scenario_with_comments_and_trailing_commas_is_read()
    {
        LabScenario scenario = Written.Parse(Written.Small);

        Assert.Equal("small", scenario.Name);
        Assert.Equal("n1", Assert.Single(scenario.Cluster!.Nodes).Name);
    }

    [Fact]
    public void What_is_left_out_has_the_default_of_the_records()
    {
        LabScenario scenario = Written.Parse(Written.Small);

        Assert.Equal(new ClientSpec(), scenario.Client);
        Assert.Equal(new LabTimings(), scenario.Timings);
        Assert.Equal(443, scenario.Endpoint.Port);
        Assert.Equal("iptables", scenario.Cluster!.KubeProxyMode);
        Assert.Equal(1, scenario.Faults[0].Flows.Share);
        Assert.Equal(FaultStage.AfterClientHello, scenario.Faults[0].Stage);
        Assert.True(scenario.Cluster.Nodes[0].Ready);
        Assert.Empty(scenario.LoadBalancers[0].Attributes);
    }

    [Theory]
    [InlineData("\"title\": \"A small world\",", "\"title\": \"A small world\"", 5)]
    [InlineData("\"name\": \"small\",", "\"name\": small,", 3)]
    [InlineData("\"port\": 443,", "\"port\": 0443,", 19)]
    public void A_slip_of_the_pen_is_told_with_its_line(string text, string replacement, int line)
    {
        ScenarioMistake mistake = Assert.Single(Written.Mistakes(Written.With(text, replacement)));

        Assert.Equal(line, mistake.Line);
        Assert.StartsWith("this is no JSON: ", mistake.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", mistake.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[1,")]
    [InlineData("{} {}")]
    [InlineData("\"\\ud800\"")]
    public void What_is_no_document_is_one_mistake(string json) => Assert.Single(Written.Mistakes(json));

    [Fact]
    public void A_document_that_is_no_object_is_told_so()
    {
        ScenarioMistake mistake = Assert.Single(Written.Mistakes("[]"));

        Assert.Equal("must be an object, not a list", mistake.Reason);
    }

    [Fact]
    public void A_property_that_stands_twice_is_refused_with_both_lines()
    {
        ScenarioMistake mistake = Assert.Single(Written.Mistakes(Written.With("\"type\": \"network\",", "\"type\": \"network\",\n      \"type\": \"network\",")));

        Assert.Equal(new ScenarioMistake(18, "loadBalancers[0].type", "'type' stands here twice; the first is in line 17"), mistake);
    }

    [Fact]
    public void A_file_that_is_too_large_is_refused()
    {
        ScenarioMistake mistake = Assert.Single(Written.Mistakes(Written.Small + new string(' ', 4 << 20)));

        Assert.Equal("the file is larger than 4 MB", mistake.Reason);
    }

    [Fact]
    public void A_document_that_is_too_deep_is_refused()
    {
        ScenarioMistake mistake = Assert.Single(Written.Mistakes(string.Concat(Enumerable.Repeat("[", 100_000))));

        Assert.Contains("depth", mistake.Reason, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_byte_order_mark_does_no_harm() =>
        Assert.Equal("small", ScenarioFile.Parse([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Written.Small)], "test").Name);

    [Fact]
    public void A_file_in_UTF_16_is_told_so()
    {
        byte[] bytes = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Written.Small)];

        ScenarioMistake mistake = Assert.Single(Assert.Throws<ScenarioException>(() => ScenarioFile.Parse(bytes, "test")).Mistakes);

        Assert.Equal("the file is UTF-16; save it as UTF-8", mistake.Reason);
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_told_with_their_line()
    {
        byte[] bytes = Encoding.Latin1.GetBytes(Written.With("A small world", "Eine h\u00fcbsche Welt"));

        ScenarioMistake mistake = Assert.Single(Assert.Throws<ScenarioException>(() => ScenarioFile.Parse(bytes, "test")).Mistakes);

        Assert.Equal(4, mistake.Line);
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_a_mistake_and_nothing_worse()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Written.Small);
        for (int length = 0; length < bytes.Length; length++)
        {
            byte[] cut = bytes[..length];
            Assert.Single(Assert.Throws<ScenarioException>(() => ScenarioFile.Parse(cut, "test")).Mistakes);
        }
    }
}
