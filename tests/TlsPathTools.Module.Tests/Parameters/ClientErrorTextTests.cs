using TlsPathTools.Parameters;

namespace TlsPathTools.Module.Tests.Parameters;

public class ClientErrorTextTests
{
    [Fact]
    public void A_text_of_several_lines_is_several_lines() =>
        Assert.Equal(["first", "second"], ClientErrorText.LinesOf("first\r\n\r\nsecond\n"));

    [Fact]
    public void Lines_that_continue_an_exception_stay_with_it() => Assert.Equal(
        ["javax.net.ssl.SSLHandshakeException: Remote host terminated the handshake at a.b.C(C.java:1) Caused by: java.io.EOFException: SSL peer shut down incorrectly", "next"],
        ClientErrorText.LinesOf(
            """
            javax.net.ssl.SSLHandshakeException: Remote host terminated the handshake
                at a.b.C(C.java:1)
            Caused by: java.io.EOFException: SSL peer shut down incorrectly
            next
            """));

    [Fact]
    public void The_arrow_of_a_NET_exception_continues_it() => Assert.Equal(
        ["System.Net.Http.HttpRequestException: see inner exception. ---> System.IO.IOException: unexpected EOF"],
        ClientErrorText.LinesOf("System.Net.Http.HttpRequestException: see inner exception.\n ---> System.IO.IOException: unexpected EOF"));

    [Fact]
    public void An_exception_is_read_with_its_inner_exceptions()
    {
        var exception = new HttpRequestException("outer\nline", new IOException("inner"));
        Assert.Equal(["System.Net.Http.HttpRequestException: outer line ---> System.IO.IOException: inner"], ClientErrorText.LinesOf(exception));
    }

    [Fact]
    public void Nothing_gives_no_line()
    {
        Assert.Empty(ClientErrorText.LinesOf(null));
        Assert.Empty(ClientErrorText.LinesOf(" \n\n"));
    }
}
