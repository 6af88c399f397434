using TlsPathTools.HelpBuilder;

namespace TlsPathTools.Module.Tests.HelpBuilder;

public class HelpPageReaderTests
{
    private static readonly string s_page = File.ReadAllText(Path.Combine(Repository.Help, "Test-TlsPerIP.md"));

    [Theory]
    [InlineData("## SYNOPSIS")]
    [InlineData("## SYNTAX")]
    [InlineData("## DESCRIPTION")]
    [InlineData("## EXAMPLES")]
    [InlineData("## PARAMETERS")]
    [InlineData("## INPUTS")]
    [InlineData("## OUTPUTS")]
    [InlineData("## NOTES")]
    [InlineData("## RELATED LINKS")]
    public void A_part_that_is_missing_is_named(string heading)
    {
        var problem = Assert.Throws<FormatException>(() => HelpPageReader.Read(s_page.Replace(heading + "\n", "\n", StringComparison.Ordinal), "Page.md"));
        Assert.Equal($"Page.md: the part '{heading}' is missing.", problem.Message);
    }

    [Fact]
    public void What_an_example_puts_out_stays_in_its_lines()
    {
        string text = s_page.Replace("## PARAMETERS\n", "### Example 9: Look\n\n```powershell\nGet-X\n```\n\nBefore.\n\n```Output\nA   B\n-   -\n\n1   2\n```\n\nAfter.\n\n## PARAMETERS\n", StringComparison.Ordinal);
        HelpExample example = HelpPageReader.Read(text, "Page.md").Examples[^1];
        Assert.Equal("Get-X", example.Code);
        Assert.Equal(["Before.", "A   B\n-   -\n\n1   2", "After."], example.Remarks);
    }

    [Fact]
    public void A_topic_is_wrapped_and_keeps_its_code()
    {
        string text = TopicWriter.Write("# about_X\n\n## Short description\n\n" + string.Concat(Enumerable.Repeat("word ", 40)) + "\n\n```\nGet-X   -Y\n```\n\n- one `two`\n");
        Assert.Equal("TOPIC", text.Split('\n')[0]);
        Assert.Contains("\nSHORT DESCRIPTION\n    word ", text, StringComparison.Ordinal);
        Assert.Contains("\n        Get-X   -Y\n", text, StringComparison.Ordinal);
        Assert.Contains("\n    - one two\n", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }
}
