using System.Text;

namespace TlsPathTools.Cli.Output;

/// <summary>Drops blanks before line ends: tables pad their cells, and a log or a ticket has no use for that.</summary>
internal sealed class TrimmingWriter(TextWriter inner) : TextWriter
{
    private int _held;

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value)
    {
        if (value == ' ')
        {
            _held++;
            return;
        }

        if (value is not ('\r' or '\n'))
            inner.Write(new string(' ', _held));
        _held = 0;
        inner.Write(value);
    }

    public override void Write(string? value)
    {
        ReadOnlySpan<char> rest = value;
        while (rest.Length > 0)
        {
            // Runs without a blank or a line end go through in one piece.
            int run = rest.IndexOfAny(" \r\n");
            run = run < 0 ? rest.Length : run;
            if (run > 0)
            {
                Write(rest[0]);
                inner.Write(rest[1..run]);
            }

            if (run < rest.Length)
                Write(rest[run++]);
            rest = rest[run..];
        }
    }

    public override void Flush() => inner.Flush();
}
