namespace TlsPathTools.Probing;

/// <summary>Finds the end of a chunked body (RFC 9112 section 7.1) as its bytes come, keeping none of them.</summary>
internal sealed class ChunkedBodyReader
{
    private const int MaxSizeLine = 1024, MaxTrailer = 16 * 1024;

    private enum Part
    {
        Size,
        Extension,
        Data,
        DataEnd,
        Trailer,
    }

    private Part _part;
    private long _left;
    private int _digits, _lineBytes, _trailerLine;

    internal bool Complete { get; private set; }

    internal bool Malformed { get; private set; }

    internal void Feed(ReadOnlySpan<byte> data)
    {
        for (int i = 0; i < data.Length && !Complete && !Malformed; i++)
        {
            if (_part == Part.Data)
            {
                int taken = (int)Math.Min(_left, data.Length - i);
                _left -= taken;
                i += taken - 1;
                if (_left == 0)
                    _part = Part.DataEnd;
                continue;
            }

            Step(data[i]);
        }
    }

    private void Step(byte b)
    {
        Malformed = ++_lineBytes > (_part == Part.Trailer ? MaxTrailer : MaxSizeLine);
        switch (_part)
        {
            case Part.Size when char.IsAsciiHexDigit((char)b):
                _left = _left << 4 | (long)Convert.ToInt32(((char)b).ToString(), 16);
                Malformed |= ++_digits > 15;
                break;
            case Part.Size or Part.Extension when b == '\n':
                Malformed |= _digits == 0;
                _part = _left == 0 ? Part.Trailer : Part.Data;
                (_digits, _lineBytes) = (0, 0);
                break;
            case Part.Size when b is (byte)';' or (byte)' ' or (byte)'\t' or (byte)'\r':
                _part = Part.Extension;
                break;
            case Part.Size:
                Malformed = true;
                break;
            case Part.DataEnd when b == '\n':
                (_part, _lineBytes) = (Part.Size, 0);
                break;
            case Part.DataEnd when b != '\r':
                Malformed = true;
                break;
            case Part.Trailer when b == '\n':
                Complete = _trailerLine == 0;
                _trailerLine = 0;
                break;
            case Part.Trailer when b != '\r':
                _trailerLine++;
                break;
        }
    }
}
