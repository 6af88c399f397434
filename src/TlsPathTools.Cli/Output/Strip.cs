using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Output;

/// <summary>
/// The attempts at one address in the order in which they began, drawn a character each, or bundled where they are
/// many. Its memory is bounded: when it is full, neighbouring cells are joined.
/// </summary>
internal sealed class Strip
{
    // Wider than any terminal, so that joined cells still make columns of nearly equal size.
    private const int MaxCells = 1024;
    private readonly List<StripCell> _cells = [];

    /// <summary>How many attempts a cell stands for.</summary>
    public int AttemptsPerCell { get; private set; } = 1;

    public int Attempts { get; private set; }

    public int Failures { get; private set; }

    /// <summary>Attempts end out of order (a timeout takes seconds); its number says where one belongs.</summary>
    public void Add(TlsAttempt attempt)
    {
        if (!attempt.Untested)
            Attempts++;
        if (attempt is { Untested: false, Succeeded: false })
            Failures++;

        int index = CellOf(attempt.Number);
        while (index >= MaxCells)
        {
            JoinNeighbours();
            index = CellOf(attempt.Number);
        }

        while (_cells.Count <= index)
            _cells.Add(new StripCell());
        _cells[index].Add(attempt);
    }

    /// <summary>The strip in at most so many columns.</summary>
    public string Draw(int width)
    {
        int columns = Math.Min(Math.Max(width, 1), _cells.Count);
        return string.Create(columns, this, static (target, strip) =>
        {
            for (int i = 0; i < target.Length; i++)
                target[i] = strip.Column(i, target.Length).Letter();
        });
    }

    /// <summary>Whether <see cref="Draw"/> has to put several attempts into a column.</summary>
    public bool IsBundled(int width) => AttemptsPerCell > 1 || _cells.Count > width;

    /// <summary>How many attempts a column holds about.</summary>
    public double AttemptsPerColumn(int width) =>
        (double)AttemptsPerCell * _cells.Count / Math.Max(1, Math.Min(width, _cells.Count));

    private StripCell Column(int column, int columns)
    {
        int first = (int)((long)column * _cells.Count / columns);
        int end = (int)((long)(column + 1) * _cells.Count / columns);
        if (end - first == 1)
            return _cells[first];

        var joined = new StripCell();
        for (int i = first; i < end; i++)
            joined.Add(_cells[i]);
        return joined;
    }

    private int CellOf(int attemptNumber) => Math.Max(0, attemptNumber - 1) / AttemptsPerCell;

    private void JoinNeighbours()
    {
        for (int i = 0; i < _cells.Count; i += 2)
        {
            if (i + 1 < _cells.Count)
                _cells[i].Add(_cells[i + 1]);
            _cells[i / 2] = _cells[i];
        }

        _cells.RemoveRange((_cells.Count + 1) / 2, _cells.Count / 2);
        AttemptsPerCell *= 2;
    }
}
