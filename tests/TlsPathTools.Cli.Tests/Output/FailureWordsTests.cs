using TlsPathTools.Cli.Output;
using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Tests.Output;

public class FailureWordsTests
{
    [Theory]
    [InlineData("6 x ClientHelloSent/Fin", "6 x closed (FIN) after ClientHello")]
    [InlineData("1 x TcpConnect/Timeout", "1 x no answer to SYN")]
    [InlineData("20 x TcpConnect/Refused", "20 x connection refused")]
    [InlineData("3 x ResponseHead/HttpStatus", "3 x HTTP error status")]
    [InlineData("2 x ServerHello/Rst", "2 x reset (RST) after ServerHello")]
    [InlineData("2 x ResponseHead/HttpStatus 503", "2 x HTTP status 503")]
    [InlineData("4 x ClientHelloSent/Alert 40 handshake_failure", "4 x alert 40 handshake_failure after ClientHello")]
    [InlineData("4 x Handshake/CertificateProblem NameMismatch, Expired", "4 x certificate NameMismatch, Expired")]
    [InlineData("1 x ProxyConnect/ProxyForbidden 403", "1 x proxy forbids it (403)")]
    public void Kinds_are_put_into_words(string kind, string words) => Assert.Equal(words, FailureWords.OfKind(kind));

    [Theory]
    [InlineData("something else")]
    [InlineData("6 x NoStage/Fin")]
    [InlineData("6 x ClientHelloSent")]
    [InlineData("")]
    public void What_is_not_known_stays_as_it_is(string kind) => Assert.Equal(kind, FailureWords.OfKind(kind));

    [Fact]
    public void No_event_is_left_with_its_name_in_code()
    {
        foreach (WireEvent wireEvent in Enum.GetValues<WireEvent>().Where(e => e != WireEvent.None))
            Assert.DoesNotContain(wireEvent.ToString(), FailureWords.Of(TlsStage.ServerHello, wireEvent), StringComparison.Ordinal);
        foreach (TlsStage stage in Enum.GetValues<TlsStage>())
            Assert.Matches(@"^closed \(FIN\) (in|at|after) ", FailureWords.Of(stage, WireEvent.Fin));
    }
}
