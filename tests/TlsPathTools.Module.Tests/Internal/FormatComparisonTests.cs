using TlsPathTools.Internal;

namespace TlsPathTools.Module.Tests.Internal;

public class FormatComparisonTests
{
    private static readonly string[] s_nobody = [];

    [Fact]
    public void A_difference_that_goes_along_with_the_fault_says_what_it_would_mean()
    {
        Assert.Equal("a: 1; b: 2. It stops flows.", _Format.Difference("a: 1; b: 2.", false, true, s_nobody, "It stops flows.", null));
        Assert.Equal("a: 1; b: 2. It stops flows.", _Format.Difference("a: 1; b: 2.", false, false, new[] { "a" }, "It stops flows.", "Some have it."));
        Assert.Equal("a: 1; b: 2.", _Format.Difference("a: 1; b: 2.", false, false, s_nobody, "It stops flows.", "Half of it."));
        Assert.Equal("a: 1; b: 2.", _Format.Difference("a: 1; b: 2.", false, null, null, "It stops flows.", null));
    }

    [Fact]
    public void What_is_equal_says_what_that_does_not_prove()
    {
        Assert.Equal("The same: sg-1. It proves nothing.", _Format.Difference("The same: sg-1.", true, false, s_nobody, "It stops flows.", "It proves nothing."));
        Assert.Equal("The same: on.", _Format.Difference("The same: on.", true, null, s_nobody, "It stops flows.", null));
    }

    [Fact]
    public void Of_many_names_the_first_ten_are_shown_and_how_many_more()
    {
        Assert.Equal("", _Format.Few(null));
        Assert.Equal("a, b", _Format.Few(new[] { "a", "b" }));
        Assert.EndsWith("n10 and 4990 more", _Format.Few(Enumerable.Range(1, 5000).Select(i => $"n{i}").ToArray()), StringComparison.Ordinal);
    }
}
