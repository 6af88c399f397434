using System.Text;

namespace TlsPathTools.Connections.Tests.Labs;

/// <summary>Secrets that are planted, and looked for in everything that is told.</summary>
internal sealed class Canaries
{
    private readonly Dictionary<string, string> _secrets = new(StringComparer.Ordinal);

    /// <summary>A new one.</summary>
    public string Plant(string where) => Watch(where, $"CANARY{Guid.NewGuid():N}");

    /// <summary>One that somebody else made.</summary>
    public string Watch(string where, string secret) => _secrets[where] = secret;

    /// <summary>Looks for each, plain and as it may be written elsewhere.</summary>
    public void AssertNoneIn(string text, string what)
    {
        foreach ((string where, string secret) in _secrets)
        {
            foreach (string form in (string[])[secret, Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), Uri.EscapeDataString(secret), secret[..Math.Min(secret.Length, 16)]])
                Assert.False(text.Contains(form, StringComparison.Ordinal), $"{what} tells the secret of {where}: …{Around(text, form)}…");
        }
    }

    private static string Around(string text, string secret)
    {
        int at = text.IndexOf(secret, StringComparison.Ordinal);
        return text[Math.Max(0, at - 120)..Math.Min(text.Length, at + 20)];
    }
}
