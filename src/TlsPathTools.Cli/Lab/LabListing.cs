using Spectre.Console;
using TlsPathTools.Cli.Output;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Cli.Lab;

/// <summary>The shipped scenarios, one a line, without what is true about them.</summary>
internal static class LabListing
{
    public static void Write(Screen screen)
    {
        var grid = new Grid { Expand = false };
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        grid.AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
        foreach (LabScenario scenario in ScenarioFile.ShippedNames.Select(ScenarioFile.Load))
            grid.AddRow(new Text(scenario.Name), new Text(Screen.Safe(scenario.Title)));
        screen.Write(grid);
        screen.Line();
        screen.Line("'tlspath lab NAME' runs one; 'tlspath lab NAME --truth' tells what is broken in it.", screen.Palette.Dim);
    }
}
