using System.Net;

namespace TlsPathTools.Dns;

/// <summary>What hosts(5) says of a name. It wins over DNS for every program that asks the system.</summary>
internal static class HostsFile
{
    private const int MaxAddresses = 256;

    /// <summary>The addresses of a name, in the order of the lines.</summary>
    internal static IReadOnlyList<IPAddress> Find(IEnumerable<string> lines, string hostName)
    {
        var found = new List<IPAddress>();
        foreach (string line in lines)
        {
            // Most lines of a long file (block lists) are ruled out without an allocation.
            if (!line.Contains(hostName, StringComparison.OrdinalIgnoreCase))
                continue;

            int comment = line.IndexOf('#', StringComparison.Ordinal);
            string[] words = (comment < 0 ? line : line[..comment]).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 1 && words.Skip(1).Any(x => Names(x, hostName))
                && IPAddress.TryParse(words[0], out IPAddress? address) && !found.Contains(address))
            {
                found.Add(address);
            }

            if (found.Count == MaxAddresses)
                break;
        }

        return found;
    }

    private static bool Names(string word, string hostName) =>
        string.Equals(word.EndsWith('.') ? word[..^1] : word, hostName, StringComparison.OrdinalIgnoreCase);
}
