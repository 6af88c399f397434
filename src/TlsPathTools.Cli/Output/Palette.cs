using Spectre.Console;
using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Output;

/// <summary>The colours, or none of them: then no style at all is written.</summary>
internal sealed class Palette(bool inColor)
{
    public Style Good { get; } = inColor ? new Style(Color.Green) : Style.Plain;

    public Style Warning { get; } = inColor ? new Style(Color.Yellow) : Style.Plain;

    public Style Bad { get; } = inColor ? new Style(Color.Red) : Style.Plain;

    public Style Dim { get; } = inColor ? new Style(Color.Grey) : Style.Plain;

    public Style Strong { get; } = inColor ? new Style(decoration: Decoration.Bold) : Style.Plain;

    public bool InColor => inColor;

    public Style Of(Verdict verdict) => verdict switch
    {
        Verdict.Healthy => Good,
        Verdict.Intermittent => Warning,
        Verdict.Failing => Bad,
        _ => Dim,
    };

    public Style OfLetter(char letter) => letter switch
    {
        '.' => Good,
        '?' or ' ' => Dim,
        _ => char.IsLower(letter) ? Warning : Bad,
    };
}
