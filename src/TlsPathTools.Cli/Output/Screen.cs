using Spectre.Console;
using Spectre.Console.Rendering;

namespace TlsPathTools.Cli.Output;

/// <summary>A stream that text is shown on: a terminal, or a file that gets the same words without any control sequence.</summary>
internal sealed class Screen : IComplaints
{
    private readonly IAnsiConsole _console;

    private Screen(IAnsiConsole console, Palette palette, bool isTerminal)
    {
        _console = console;
        Palette = palette;
        IsTerminal = isTerminal;
    }

    public Palette Palette { get; }

    public bool IsTerminal { get; }

    public int Width => _console.Profile.Width;

    public int Height => _console.Profile.Height;

    public static Screen Create(TextWriter writer, bool isTerminal, bool noColor, Surroundings surroundings)
    {
        bool inColor = isTerminal && !noColor && string.IsNullOrEmpty(surroundings.Variable("NO_COLOR"));
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = inColor ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new SizedOutput(isTerminal ? writer : new TrimmingWriter(writer), isTerminal, surroundings.Size),
            // The enrichers turn colours on for build servers that they recognize, redirected or not.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        return new Screen(console, new Palette(inColor), isTerminal);
    }

    /// <summary>Text that is safe to show: records are escaped where they are made; this holds for whatever else gets here.</summary>
    public static string Safe(string text) => SafeText.Escape(text, 4096)!;

    /// <summary>The same for text that the program itself broke into lines.</summary>
    public static string SafeLines(string text) => string.Join('\n', text.Split('\n').Select(Safe));

    /// <summary>A line, wrapped at the width, indented as a whole.</summary>
    public void Line(string text, Style? style = null, int indent = 0) =>
        _console.Write(new Padder(new Text(Safe(text), style ?? Style.Plain), new Padding(indent, 0, 0, 0)));

    /// <summary>A line to be copied: as long as it is.</summary>
    public void Unwrapped(string text) => _console.Profile.Out.Writer.WriteLine(Safe(text));

    public void Warn(string text) => Line($"warning: {text}", Palette.Warning);

    public void Fail(string text) => Line($"tlspath: {text}", Palette.Bad);

    public void Line() => _console.WriteLine();

    public void Write(IRenderable renderable) => _console.Write(renderable);

    /// <summary>A view that is redrawn in place until the task in it ends, and then gone.</summary>
    public Task LiveAsync(IRenderable first, Func<LiveDisplayContext, Task> update) =>
        _console.Live(first).AutoClear(true).Overflow(VerticalOverflow.Ellipsis).StartAsync(update);

    private sealed class SizedOutput(TextWriter writer, bool isTerminal, Func<(int Columns, int Lines)> size) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => isTerminal;

        public int Width => size().Columns;

        public int Height => size().Lines;

        public void SetEncoding(System.Text.Encoding encoding)
        {
            // The writer has its encoding already.
        }
    }
}
