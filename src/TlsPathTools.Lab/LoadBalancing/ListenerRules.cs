using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.LoadBalancing;

/// <summary>Finds the rule of an application load balancer's listener that a request meets.</summary>
internal static class ListenerRules
{
    /// <summary>The first rule whose conditions hold; the default one always does. Null for a listener without rules.</summary>
    public static ListenerRule? Find(IEnumerable<ListenerRule> rules, string host, string path) => rules.FirstOrDefault(rule =>
        (rule.HostHeaders.Count == 0 || rule.HostHeaders.Exists(pattern => Matches(host, pattern, StringComparison.OrdinalIgnoreCase)))
        && (rule.PathPatterns.Count == 0 || rule.PathPatterns.Exists(pattern => Matches(path, pattern, StringComparison.Ordinal))));

    /// <summary>Whether a text matches a pattern in which * is any text and ? any letter.</summary>
    public static bool Matches(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern, StringComparison comparison)
    {
        // The last star can take more: that is the only choice to come back to.
        int at = 0, next = 0, star = -1, starAt = 0;
        while (at < text.Length)
        {
            if (next < pattern.Length && pattern[next] == '*')
            {
                star = next++;
                starAt = at;
            }
            else if (next < pattern.Length && (pattern[next] == '?' || text.Slice(at, 1).Equals(pattern.Slice(next, 1), comparison)))
            {
                at++;
                next++;
            }
            else if (star >= 0)
            {
                next = star + 1;
                at = ++starAt;
            }
            else
            {
                return false;
            }
        }

        return pattern[next..].Trim('*').IsEmpty;
    }
}
