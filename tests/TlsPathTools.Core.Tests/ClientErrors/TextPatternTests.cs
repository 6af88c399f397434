using TlsPathTools.ClientErrors;

namespace TlsPathTools.Core.Tests.ClientErrors;

public class TextPatternTests
{
    [Theory]
    [InlineData("abc", "xxabcxx", 2, 5)]
    [InlineData("a*c", "xaxxcx", 1, 5)]
    [InlineData("a*a", "a", -1, -1)]
    [InlineData("status #", "status x status 503", 9, 19)]
    [InlineData("EOF$", "EOFError: EOF", 10, 13)]
    [InlineData("EOF$", "EOF while", -1, -1)]
    [InlineData("EOF$", "x: EOF\"}", 3, 6)]
    [InlineData("host='@', port=#", "host='a.test', port=443)", 0, 23)]
    [InlineData("port=#", "port=4430000", -1, -1)]
    [InlineData("Abc", "abc", -1, -1)]
    public void Parts_are_found_in_order(string pattern, string text, int start, int end)
    {
        TextMatch? match = new TextPattern(pattern).Find(text);
        Assert.Equal((start, end), match is { } found ? (found.Start, found.End) : (-1, -1));
    }

    [Theory]
    [InlineData("https://[2001:db8::1]:8443/x", "2001:db8::1", 8443)]
    [InlineData("https://h.test.:8443/x", "h.test", 8443)]
    public void Marks_hold_what_stood_there(string text, string host, int port)
    {
        TextMatch match = new TextPattern("https://@:#").Find(text)!.Value;
        Assert.Equal(host, match.Host);
        Assert.Equal(port, match.Number);
    }
}
