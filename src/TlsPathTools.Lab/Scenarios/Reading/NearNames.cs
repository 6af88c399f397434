namespace TlsPathTools.Lab.Scenarios.Reading;

/// <summary>What somebody may have meant.</summary>
internal static class NearNames
{
    /// <summary>The known name that is nearest to a mistyped one; null when none is near.</summary>
    public static string? Of(string mistyped, IEnumerable<string> known) =>
        Ranked(mistyped, known).FirstOrDefault();

    /// <summary>Known names that are near, or hold what was typed; nearest first.</summary>
    public static IEnumerable<string> Ranked(string mistyped, IEnumerable<string> known)
    {
        if (mistyped.Length is 0 or > 100)
            return [];
        int limit = Math.Max(1, mistyped.Length / 3);
        return from name in known
               let distance = Distance(mistyped.ToUpperInvariant(), name.ToUpperInvariant())
               let holds = mistyped.Length >= 3 && name.Contains(mistyped, StringComparison.OrdinalIgnoreCase)
               where distance <= limit || holds
               orderby holds ? Math.Min(distance, limit) : distance, name.Length
               select name;
    }

    // Damerau and Levenshtein: two neighbours that changed places are one mistake, as fingers make it.
    private static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
            cost[i, 0] = i;
        for (int j = 0; j <= b.Length; j++)
            cost[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int replace = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(replace, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[a.Length, b.Length];
    }
}
