using TlsPathTools.Parameters;

namespace TlsPathTools.Module.Tests.Parameters;

public class ProxyEnvironmentTests
{
    private static Func<string, string?> Only(string name, string value) => asked => asked == name ? value : null;

    [Theory]
    [InlineData("HTTPS_PROXY")]
    [InlineData("https_proxy")]
    [InlineData("ALL_PROXY")]
    public void A_proxy_that_is_not_used_is_worth_a_warning_without_its_password(string name)
    {
        string? warning = ProxyEnvironment.UnusedProxyWarning(Only(name, "http://user:secret@proxy.test:3128"));
        Assert.StartsWith($"{name} (http://proxy.test:3128) is set", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_cannot_be_read_is_not_shown()
    {
        string? warning = ProxyEnvironment.UnusedProxyWarning(Only("HTTPS_PROXY", "socks5://user:secret@proxy.test:1080"));
        Assert.StartsWith("HTTPS_PROXY is set", warning, StringComparison.Ordinal);
        Assert.Empty(ProxyEnvironment.Proxies(Only("HTTPS_PROXY", "socks5://user:secret@proxy.test:1080")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void No_proxy_is_no_warning(string value) => Assert.Null(ProxyEnvironment.UnusedProxyWarning(Only("HTTPS_PROXY", value)));

    [Fact]
    public void A_proxy_that_two_variables_name_is_offered_once() =>
        Assert.Equal(["http://proxy.test:3128"], ProxyEnvironment.Proxies(name => name.EndsWith("proxy", StringComparison.OrdinalIgnoreCase) ? "proxy.test:3128" : null));
}
