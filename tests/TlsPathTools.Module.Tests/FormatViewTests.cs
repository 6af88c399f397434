using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using TlsPathTools.Internal;

namespace TlsPathTools.Module.Tests;

public class FormatViewTests
{
    private static readonly XElement s_format = new("All", Directory.GetFiles(Repository.ModuleFolder, "*.Format.ps1xml").Select(file => XDocument.Load(file).Root));

    // Shown before there was a path: their text column may be cut short.
    private static readonly string[] s_early = ["EndpointAddress", "ResolverAnswer", "TlsAttempt", "TlsPathLabScenario"];

    private static IEnumerable<XElement> Views => s_format.Descendants("View");

    [Fact]
    public void Every_record_has_a_view() => Assert.Equal(
        Cmdlets.Records.Select(record => record.FullName).Order(StringComparer.Ordinal),
        Views.Select(view => TypesOf(view)[0]).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void A_view_also_shows_what_came_back_from_elsewhere() =>
        Assert.All(Views, view => Assert.Equal([TypesOf(view)[0], "Deserialized." + TypesOf(view)[0]], TypesOf(view)));

    [Fact]
    public void A_view_names_only_properties_that_its_record_has()
    {
        foreach (XElement view in Views)
        {
            Type record = Cmdlets.Records.Single(type => type.FullName == TypesOf(view)[0]);
            IEnumerable<string> named = view.Descendants("PropertyName").Select(x => x.Value)
                .Concat(view.Descendants("ScriptBlock").SelectMany(x => Regex.Matches(x.Value, @"\$_\.(\w+)").Select(match => match.Groups[1].Value)));
            Assert.All(named, name => Assert.True(record.GetProperty(name) is not null, $"{record.Name} has no {name}."));
        }
    }

    [Fact]
    public void A_view_calls_only_helpers_that_there_are()
    {
        HashSet<string> helpers = typeof(_Format).GetMethods(BindingFlags.Public | BindingFlags.Static).Select(method => method.Name).ToHashSet(StringComparer.Ordinal);
        string[] called = s_format.Descendants("ScriptBlock")
            .SelectMany(x => Regex.Matches(x.Value, @"\[([\w.]+)\]::(\w+)")).Select(match => $"{match.Groups[1].Value}::{match.Groups[2].Value}").Distinct().ToArray();
        Assert.Equal(helpers.Select(helper => $"{typeof(_Format).FullName}::{helper}").Except([$"{typeof(_Format).FullName}::ShortAddress"]).Order(StringComparer.Ordinal),
            called.Except([$"{typeof(_Format).FullName}::ShortAddress"]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_table_has_as_many_headers_as_columns() => Assert.All(
        s_format.Descendants("TableControl"), table => Assert.Equal(table.Descendants("TableColumnHeader").Count(), table.Descendants("TableColumnItem").Count()));

    // The columns of fixed width, with a blank between them, up to one that may be left out; what is wrapped is there whole.
    [Fact]
    public void A_table_has_something_to_show_within_80_columns()
    {
        foreach (XElement table in s_format.Descendants("TableControl"))
            Assert.InRange(Ends(table).Last(end => end <= 80), table.Descendants("Wrap").Any() ? 40 : 50, 80);
    }

    // PowerShell cuts the column that crosses the edge, however little is left of it: "De / ta / il" below each other. So one ends where a screen
    // of 80 or 120 does, or the one that is cut is text to the end of the line, with room for a few words.
    [Fact]
    public void A_table_of_the_path_is_whole_at_80_and_at_120_columns()
    {
        foreach (XElement table in Views.Where(view => !s_early.Contains(view.Element("Name")!.Value)).SelectMany(view => view.Descendants("TableControl")))
        {
            int[] ends = Ends(table);
            foreach (int screen in (int[])[80, 120])
                Assert.True(ends[^1] <= screen - 30 || ends.Contains(screen - 1), $"{table.Parent!.Element("Name")!.Value} at {screen}: {string.Join(", ", ends)}");
        }
    }

    private static int[] Ends(XElement table)
    {
        int[] widths = table.Descendants("TableColumnHeader").Select(x => x.Element("Width")?.Value)
            .TakeWhile(width => width is not null).Select(width => int.Parse(width!, CultureInfo.InvariantCulture)).ToArray();
        return [.. widths.Select((_, i) => widths.Take(i + 1).Sum() + i)];
    }

    private static string[] TypesOf(XElement view) => view.Element("ViewSelectedBy")!.Elements("TypeName").Select(x => x.Value).ToArray();
}
