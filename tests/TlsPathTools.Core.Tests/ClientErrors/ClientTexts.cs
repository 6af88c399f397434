using System.Reflection;

namespace TlsPathTools.Core.Tests.ClientErrors;

/// <summary>The measured texts of client-texts.txt.</summary>
internal static class ClientTexts
{
    internal sealed record Cell(string Event, string[] Truth, string Client, string Text, bool IsSilent);

    internal static List<Cell> All { get; } = Load();

    internal static Cell Get(string client, string wireEvent) =>
        All.Single(cell => cell.Client == client && cell.Event == wireEvent);

    private static List<Cell> Load()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(
            "TlsPathTools.Core.Tests.ClientErrors.client-texts.txt")!;
        using var reader = new StreamReader(stream);
        var cells = new List<Cell>();
        string wireEvent = "";
        string[] truth = [];
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("### ", StringComparison.Ordinal))
            {
                string[] sides = line[4..].Split(" =", 2);
                wireEvent = sides[0];
                truth = sides[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            }
            else if (!line.StartsWith('#') && line.Contains(" | ", StringComparison.Ordinal))
            {
                string[] sides = line.Split(" | ", 2);
                cells.Add(new Cell(wireEvent, truth, sides[0].TrimStart('-', ' '), sides[1], line.StartsWith("- ", StringComparison.Ordinal)));
            }
        }

        return cells;
    }
}
