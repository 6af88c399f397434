using System.Net;
using TlsPathTools.Kubernetes.Client;
using TlsPathTools.Kubernetes.Tests.Lab;

namespace TlsPathTools.Kubernetes.Tests.Client;

public class ProxyChoiceTests
{
    [Theory]
    [InlineData("https://k8s.example.org:6443", "", true)]
    [InlineData("https://k8s.example.org:6443", "*", false)]
    [InlineData("https://k8s.example.org:6443", "example.org", false)]
    [InlineData("https://k8s.example.org:6443", ".example.org", false)]
    [InlineData("https://example.org", ".example.org", true)]
    [InlineData("https://example.org", "*.example.org", true)]
    [InlineData("https://notexample.org", "example.org", true)]
    [InlineData("https://k8s.example.org:6443", "a, k8s.example.org:6443", false)]
    [InlineData("https://k8s.example.org:6443", "k8s.example.org:443", true)]
    [InlineData("https://10.1.2.3:6443", "10.0.0.0/8", false)]
    [InlineData("https://10.1.2.3:6443", "10.1.2.3:6443", false)]
    [InlineData("https://10.1.2.3:6443", "10.1.2.4,192.168.0.0/16,example.org", true)]
    [InlineData("https://[fd00::1]:6443", "fd00::/8", false)]
    [InlineData("https://127.0.0.1:6443", "", false)]
    [InlineData("https://localhost:6443", "", false)]
    [InlineData("http://k8s.example.org", "", false)]
    public void The_environment_is_read_as_Go_reads_it(string server, string exceptions, bool proxied)
    {
        var machine = ApiLab.NoMachine with { Variable = name => name switch { "HTTPS_PROXY" => "proxy.example:3128", "no_proxy" => exceptions, _ => null } };
        IWebProxy? proxy = ProxyChoice.For(new Uri(server), null, "file", machine);

        Assert.Equal(proxied ? new Uri("http://proxy.example:3128") : null, proxy?.GetProxy(new Uri(server)));
    }

    [Theory]
    [InlineData("http://p:1", "http://p:1/", null)]
    [InlineData("https://p", "https://p/", null)]
    [InlineData("socks5://p:1080", "socks5://p:1080/", null)]
    [InlineData("http://u:p%40ss@p:8080", "http://p:8080/", "p@ss")]
    public void Proxy_url_wins_and_its_login_is_kept_apart(string url, string expected, string? password)
    {
        IWebProxy proxy = ProxyChoice.For(new Uri("https://127.0.0.1"), url, "file", ApiLab.NoMachine)!;

        Assert.Equal(expected, proxy.GetProxy(new Uri("https://127.0.0.1"))!.AbsoluteUri);
        Assert.Equal(password, proxy.Credentials?.GetCredential(new Uri(expected), "Basic")?.Password);
    }

    [Theory]
    [InlineData("canary")]
    [InlineData("ftp://canary")]
    public void What_is_no_proxy_is_refused_without_repeating_it(string url)
    {
        KubernetesException refusal = Assert.Throws<KubernetesException>(() => ProxyChoice.For(new Uri("https://x"), url, "the file", ApiLab.NoMachine));
        Assert.Contains("the file", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", refusal.Message, StringComparison.Ordinal);
    }
}
