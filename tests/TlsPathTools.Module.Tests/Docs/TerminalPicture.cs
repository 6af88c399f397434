using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace TlsPathTools.Module.Tests.Docs;

/// <summary>What a terminal shows, colours included, as an SVG that reads the same on every screen.</summary>
internal static partial class TerminalPicture
{
    private const double Cell = 7.83;
    private const int Line = 18;
    private const int Margin = 14;
    private const string Plain = "#d8dee6";

    private static readonly string[] s_dark = ["#3b4252", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", Plain];
    private static readonly string[] s_bright = ["#7f8c98", "#ff7b85", "#b5e890", "#ffd980", "#82c4ff", "#dd9cf0", "#7fd5df", "#ffffff"];

    /// <summary>The picture.</summary>
    /// <param name="captured">Lines with escape sequences, as "tmux capture-pane -e" gives them.</param>
    /// <param name="columns">The terminal's width.</param>
    /// <param name="title">What it shows, for those who cannot see it.</param>
    public static string Of(string captured, int columns, string title)
    {
        string[] lines = captured.TrimEnd().Split('\n');
        var svg = new StringBuilder();
        int width = (int)Math.Ceiling(columns * Cell) + (2 * Margin), height = (lines.Length * Line) + (2 * Margin);
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\">\n<title>{WebUtility.HtmlEncode(title)}</title>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"#1b2028\"/>\n<g font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"13\">\n");
        var style = new Style(Plain, Bold: false);
        for (int row = 0; row < lines.Length; row++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text y=\"{Margin + (row * Line) + 13}\">");
            int column = 0;
            foreach (Match part in Parts().Matches(lines[row]))
            {
                if (part.Groups["codes"].Success)
                {
                    style = style.After(part.Groups["codes"].Value);
                    continue;
                }

                string text = part.Value;
                // Words are placed by their columns, whatever font is there; what has wide gaps is no single word, since browsers close gaps.
                foreach (Match words in Words().Matches(text))
                {
                    string place = string.Create(CultureInfo.InvariantCulture, $"x=\"{Margin + ((column + words.Index) * Cell):0.##}\" textLength=\"{words.Length * Cell:0.##}\"");
                    svg.Append(CultureInfo.InvariantCulture, $"<tspan {place} fill=\"{style.Colour}\"{(style.Bold ? " font-weight=\"bold\"" : "")}>{WebUtility.HtmlEncode(words.Value)}</tspan>");
                }

                column += text.Length;
            }

            svg.Append("</text>\n");
        }

        return svg.Append("</g>\n</svg>\n").ToString();
    }

    /// <summary>The words of a picture, a line each.</summary>
    public static string TextOf(string svg) => string.Join('\n', Texts().Matches(svg)
        .Select(line => string.Join(' ', Spans().Matches(line.Value).Select(span => WebUtility.HtmlDecode(span.Groups[1].Value)))));

    /// <summary>The words of a terminal, without escape sequences.</summary>
    public static string TextOfCapture(string captured) => Escapes().Replace(captured.TrimEnd(), "");

    [GeneratedRegex(@"\e\[(?<codes>[\d;]*)m|[^\e]+")]
    private static partial Regex Parts();

    [GeneratedRegex(@"\e\[[\d;]*m")]
    private static partial Regex Escapes();

    [GeneratedRegex(@"\S+(?: \S+)*")]
    private static partial Regex Words();

    [GeneratedRegex("<text .*?</text>")]
    private static partial Regex Texts();

    [GeneratedRegex("<tspan[^>]*>([^<]*)</tspan>")]
    private static partial Regex Spans();

    private readonly record struct Style(string Colour, bool Bold)
    {
        // ECMA-48, SGR: what PowerShell uses of it.
        public Style After(string codes) => codes.Split(';').Select(code => int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0)
            .Aggregate(this, (style, code) => code switch
            {
                0 => new Style(Plain, Bold: false),
                1 => style with { Bold = true },
                22 => style with { Bold = false },
                >= 30 and <= 37 => style with { Colour = s_dark[code - 30] },
                39 => style with { Colour = Plain },
                >= 90 and <= 97 => style with { Colour = s_bright[code - 90] },
                _ => style,
            });
    }
}
