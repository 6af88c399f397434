using TlsPathTools.ClientErrors;
using TlsPathTools.Probing;

namespace TlsPathTools.Core.Tests.ClientErrors;

public class MeasuredTextTests
{
    [Fact]
    public void The_fixture_holds_every_event_of_every_client()
    {
        Assert.Equal(28, ClientTexts.All.Select(cell => cell.Event).Distinct().Count());
        Assert.Equal(12, ClientTexts.All.Select(cell => cell.Client).Distinct().Count());
        Assert.InRange(ClientTexts.All.Count(cell => !cell.IsSilent), 250, 400);
    }

    [Fact]
    public void The_true_event_is_among_the_possible_ones_and_never_ruled_out()
    {
        foreach (ClientTexts.Cell cell in ClientTexts.All.Where(cell => !cell.IsSilent))
        {
            ClientErrorMeaning? meaning = ClientErrorReader.Read(cell.Text, behindProxy: false);
            Assert.True(meaning is not null, $"{cell.Client}, {cell.Event}: not recognized: {cell.Text}");
            Assert.True(
                meaning.PossibleEvents.Intersect(cell.Truth).Any(),
                $"{cell.Client}, {cell.Event}: {string.Join(' ', meaning.PossibleEvents)} lacks the truth: {cell.Text}");
            foreach (string truth in cell.Truth)
            {
                string ruledOut = Wording.RuledOut(Enum.Parse<WireEvent>(truth.Split('/')[1]));
                Assert.False(meaning.RulesOut.Contains(ruledOut), $"{cell.Client}, {cell.Event}: the truth is ruled out: {cell.Text}");
            }
        }
    }

    [Fact]
    public void Behind_a_proxy_the_truth_stays_in_the_wider_reading()
    {
        foreach (ClientTexts.Cell cell in ClientTexts.All.Where(cell => !cell.IsSilent))
        {
            ClientErrorMeaning direct = ClientErrorReader.Read(cell.Text, behindProxy: false)!;
            ClientErrorMeaning proxied = ClientErrorReader.Read(cell.Text, behindProxy: true)!;
            Assert.Superset(direct.PossibleEvents.ToHashSet(), proxied.PossibleEvents.ToHashSet());
            Assert.Subset(direct.RulesOut.ToHashSet(), proxied.RulesOut.ToHashSet());
        }
    }

    [Fact]
    public void Where_a_client_saw_no_error_nothing_is_read()
    {
        foreach (ClientTexts.Cell cell in ClientTexts.All.Where(cell => cell.IsSilent))
            Assert.Null(ClientErrorReader.Read(cell.Text));
    }

    [Theory]
    [InlineData("py3.11", Clients.Python)]
    [InlineData("py3.9", Clients.Python)]
    [InlineData("requests", Clients.Python)]
    [InlineData("curl", Clients.Curl)]
    [InlineData("s_client", Clients.OpenSsl)]
    [InlineData("go", Clients.Go)]
    [InlineData("SslStream", Clients.DotNet)]
    [InlineData("HttpClient", Clients.DotNet)]
    [InlineData("node", Clients.Node)]
    [InlineData("java", Clients.Java)]
    [InlineData("gnutls", Clients.GnuTls)]
    public void The_client_is_named(string client, string name)
    {
        foreach (ClientTexts.Cell cell in ClientTexts.All.Where(cell => cell.Client == client && !cell.IsSilent))
            Assert.Equal((cell.Text, name), (cell.Text, ClientErrorReader.Read(cell.Text)!.Client));
    }

    // Where the text decides between a FIN and a reset in the handshake. Node and GnuTLS word some resets as they word a FIN.
    [Theory]
    [InlineData("curl")]
    [InlineData("go")]
    [InlineData("SslStream")]
    [InlineData("HttpClient")]
    [InlineData("java")]
    [InlineData("py3.9")]
    [InlineData("py3.11")]
    [InlineData("requests")]
    [InlineData("s_client")]
    public void A_fin_excludes_a_reset_and_a_reset_excludes_a_fin(string client)
    {
        foreach (string wireEvent in new[] { "fin_on_accept", "fin_after_CH", "fin_after_ServerHello" })
        {
            ClientErrorMeaning fin = ClientErrorReader.Read(ClientTexts.Get(client, wireEvent).Text)!;
            Assert.DoesNotContain(fin.PossibleEvents, e => e.EndsWith("/Rst", StringComparison.Ordinal));
            Assert.Contains(Wording.RuledOut(WireEvent.Rst), fin.RulesOut);
        }

        foreach (string wireEvent in new[] { "close_unread_CH(kernel RST)", "rst_after_CH", "rst_after_ServerHello" })
        {
            ClientErrorMeaning rst = ClientErrorReader.Read(ClientTexts.Get(client, wireEvent).Text)!;
            Assert.DoesNotContain(rst.PossibleEvents, e => e.EndsWith("/Fin", StringComparison.Ordinal));
            Assert.Contains(Wording.RuledOut(WireEvent.Fin), rst.RulesOut);
        }
    }

    [Theory]
    [InlineData("alert40_handshake_failure", "handshake_failure (40)")]
    [InlineData("alert70_protocol_version", "protocol_version (70)")]
    [InlineData("alert80_internal_error", "internal_error (80)")]
    [InlineData("alert112_unrecognized_name", "unrecognized_name (112)")]
    public void Every_client_names_the_alert(string wireEvent, string alert)
    {
        foreach (ClientTexts.Cell cell in ClientTexts.All.Where(cell => cell.Event == wireEvent && !cell.IsSilent))
        {
            ClientErrorMeaning meaning = ClientErrorReader.Read(cell.Text)!;
            Assert.Contains(alert, meaning.Meaning, StringComparison.Ordinal);
            Assert.All(meaning.PossibleEvents, e => Assert.EndsWith("/Alert", e, StringComparison.Ordinal));
            Assert.Contains(Wording.RuledOut(WireEvent.Fin), meaning.RulesOut);
        }
    }

    [Theory]
    [InlineData("curl")]
    [InlineData("SslStream")]
    [InlineData("java")]
    [InlineData("gnutls")]
    public void Clients_that_tell_a_close_notify_from_a_fin_are_believed(string client)
    {
        ClientErrorMeaning meaning = ClientErrorReader.Read(ClientTexts.Get(client, "close_notify_after_CH").Text)!;
        Assert.All(meaning.PossibleEvents, e => Assert.EndsWith("/CloseNotify", e, StringComparison.Ordinal));
    }

    [Fact]
    public void Go_says_EOF_of_a_fin_in_the_handshake_and_after_it()
    {
        ClientErrorMeaning meaning = ClientErrorReader.Read(ClientTexts.Get("go", "fin_after_CH").Text)!;
        Assert.Contains("ClientHelloSent/Fin", meaning.PossibleEvents);
        Assert.Contains("Request/Fin", meaning.PossibleEvents);
        Assert.Contains("Request/CloseNotify", meaning.PossibleEvents);
    }
}
