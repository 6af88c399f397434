namespace TlsPathTools.Module.Tests.House;

/// <summary>Rooms that stand beside each other use each other in one direction. A room and those within it are one house of their own.</summary>
public class HouseTests
{
    public static TheoryData<string> Assemblies =>
        [.. Directory.GetFiles(Path.Combine(Repository.ModuleFolder, "bin"), "TlsPathTools*.dll").Append(Path.Combine(Repository.Root, "artifacts", "bin", "TlsPathTools.Cli", "debug", "tlspath.dll"))];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Folders_side_by_side_do_not_use_each_other_in_a_circle(string assembly)
    {
        IReadOnlyDictionary<(string From, string To), SortedSet<string>> uses = FolderUse.Of(assembly);
        string[] houses = [.. uses.Keys.SelectMany(use => new[] { use.From, use.To }).SelectMany(Above).Distinct(StringComparer.Ordinal)];
        string[] circles = [.. houses.SelectMany(house => Circles(house, uses))];
        Assert.True(circles.Length == 0, string.Join('\n', circles));
    }

    [Fact]
    public void No_file_is_longer_than_500_lines()
    {
        string[] files = [.. new[] { "src", "tests", "tools" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".ps1" or ".psm1")];
        Assert.True(files.Length > 1000);
        Assert.DoesNotContain(files, file => File.ReadLines(file).Count() > 500);
    }

    [Fact]
    public void A_circle_is_seen()
    {
        SortedSet<string> types = ["One → Other"];
        var uses = new Dictionary<(string, string), SortedSet<string>> { [("T.A", "T.B.Inner")] = types, [("T.B", "T.C")] = types, [("T.C.Deep", "T.A")] = types, [("T.A", "T.D")] = types, [("T", "T.A")] = types, [("T.A", "T")] = types };
        Assert.Equal(["T.A → T.B (One → Other), T.B → T.C (One → Other), T.C → T.A (One → Other)"], Circles("T", uses));
        uses.Remove(("T.C.Deep", "T.A"));
        Assert.Empty(Circles("T", uses));
    }

    // What is left when rooms that use none of the others left, or are used by none, are taken away again and again.
    private static IEnumerable<string> Circles(string house, IReadOnlyDictionary<(string From, string To), SortedSet<string>> uses)
    {
        var arrows = uses.Select(use => (From: Room(house, use.Key.From), To: Room(house, use.Key.To), Types: use.Value)).Where(arrow => arrow.From is not null && arrow.To is not null && arrow.From != arrow.To).ToList();
        int before;
        do
        {
            before = arrows.Count;
            arrows.RemoveAll(arrow => !arrows.Exists(next => next.From == arrow.To) || !arrows.Exists(previous => previous.To == arrow.From));
        }
        while (arrows.Count < before);
        if (arrows.Count > 0)
            yield return string.Join(", ", arrows.Select(arrow => $"{arrow.From} → {arrow.To} ({string.Join("; ", arrow.Types.Take(5))})"));
    }

    private static string? Room(string house, string folder) => folder.StartsWith(house + ".", StringComparison.Ordinal) ? house + "." + folder[(house.Length + 1)..].Split('.')[0] : null;

    private static IEnumerable<string> Above(string folder)
    {
        for (int dot = folder.LastIndexOf('.'); dot > 0; dot = folder.LastIndexOf('.', dot - 1))
            yield return folder[..dot];
    }
}
