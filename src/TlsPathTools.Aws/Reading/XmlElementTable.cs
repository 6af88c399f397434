using System.Xml;

namespace TlsPathTools.Aws.Reading;

/// <summary>
/// One item of an answer as a flat table: its elements in document order, their texts in one buffer. It is filled again for every item, so
/// that an answer is never in memory as a whole, and only texts that a record keeps become strings.
/// </summary>
internal sealed class XmlElementTable
{
    // A page of metrics has 100,800 points of two elements each; everything else is far smaller.
    private const int MaxElements = 1 << 20;
    private const int MaxChars = 1 << 24;

    private readonly TextCache _texts = new();
    private Node[] _nodes = new Node[64];
    private char[] _chars = new char[1024];
    private int _count;
    private int _length;

    /// <summary>Reads the element on which the reader stands; the reader ends on its end tag.</summary>
    public XmlElement Load(XmlReader reader)
    {
        _count = _length = 0;
        int open = Add(reader.LocalName, -1);
        if (reader.IsEmptyElement)
            return new(this, 0);
        while (open >= 0 && XmlAnswer.Advance(reader))
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    // What stood before a first child was layout.
                    if (_count == open + 1)
                        _length = _nodes[open].Start;
                    int child = Add(reader.LocalName, open);
                    if (!reader.IsEmptyElement)
                        open = child;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace when _count == open + 1:
                    Append(reader);
                    break;
                case XmlNodeType.EndElement:
                    _nodes[open].Length = _count == open + 1 ? _length - _nodes[open].Start : 0;
                    _nodes[open].End = _count;
                    open = _nodes[open].Parent;
                    break;
            }
        }

        return new(this, 0);
    }

    public ReadOnlySpan<char> Chars(int node) => _chars.AsSpan(_nodes[node].Start, _nodes[node].Length);

    public string Text(int node) => _texts.Get(Chars(node));

    /// <summary>The first child of that name.</summary>
    public int? Find(int node, string name)
    {
        for (int child = node + 1; child < _nodes[node].End; child = _nodes[child].End)
        {
            if (_nodes[child].Name == name)
                return child;
        }

        return null;
    }

    public int CountChildren(int node)
    {
        int count = 0;
        for (int child = node + 1; child < _nodes[node].End; child = _nodes[child].End)
            count++;
        return count;
    }

    public static int FirstChild(int node) => node + 1;

    /// <summary>The element after this one and everything in it.</summary>
    public int After(int node) => _nodes[node].End;

    private int Add(string name, int parent)
    {
        if (_count == MaxElements)
            throw new FormatException($"An item of the answer has more than {MaxElements} elements.");
        if (_count == _nodes.Length)
            Array.Resize(ref _nodes, _nodes.Length * 2);
        _nodes[_count] = new Node { Name = name, Parent = parent, Start = _length, End = _count + 1 };
        return _count++;
    }

    private void Append(XmlReader reader)
    {
        int read;
        do
        {
            if (_length == MaxChars)
                throw new FormatException($"An item of the answer has more than {MaxChars} characters.");
            if (_length == _chars.Length)
                Array.Resize(ref _chars, _chars.Length * 2);
            _length += read = reader.ReadValueChunk(_chars, _length, _chars.Length - _length);
        }
        while (read > 0);
    }

    private struct Node
    {
        public string Name;

        public int Parent;

        public int Start;

        public int Length;

        // The element after this one and everything in it.
        public int End;
    }
}
