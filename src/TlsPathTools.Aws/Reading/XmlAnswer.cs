using System.Xml;

namespace TlsPathTools.Aws.Reading;

/// <summary>
/// Reads answers of the query protocol, item by item. An answer of another operation, or of something that is no AWS service, is a
/// <see cref="FormatException"/> or <see cref="XmlException"/>, never an empty list.
/// </summary>
internal static class XmlAnswer
{
    // The largest page that can be expected, 1,000 instances with 240 addresses each, has some 80 million characters.
    private const long MaxChars = 1L << 28;
    private const int MaxItems = 100_000;
    private const int MaxDepth = 32;

    private static readonly XmlReaderSettings s_settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaxChars,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = false,
    };

    /// <summary>A page of a list.</summary>
    /// <param name="body">The answer.</param>
    /// <param name="root">Its root element.</param>
    /// <param name="path">From there to each item: <c>DescribeTagsResult/TagDescriptions/member</c>.</param>
    /// <param name="token">The name of the next page's token, which stands beside the list; null where there are no pages.</param>
    /// <param name="read">Makes an item.</param>
    public static AwsPage<T> ReadPage<T>(Stream body, string root, string path, string? token, Func<XmlElement, T> read)
    {
        using XmlReader reader = Open(body, root);
        var page = new PageReader<T>(reader, path.Split('/'), token, read);
        return page.Read();
    }

    /// <summary>One record.</summary>
    /// <param name="body">The answer.</param>
    /// <param name="root">Its root element.</param>
    /// <param name="child">The child that has the record; null where the root has it.</param>
    /// <param name="read">Makes the record.</param>
    public static T ReadOne<T>(Stream body, string root, string? child, Func<XmlElement, T> read)
    {
        using XmlReader reader = Open(body, root);
        int depth = reader.Depth;
        if (child is null)
            return read(LoadWhole(reader));
        bool empty = reader.IsEmptyElement;
        while (!empty && NextChild(reader, depth))
        {
            if (reader.LocalName == child)
                return read(LoadWhole(reader));
            Skip(reader);
        }

        throw new FormatException($"The answer has no {child}.");
    }

    /// <summary>Nothing but that the change was taken.</summary>
    public static Acknowledgement ReadNothing(Stream body, string root) => ReadOne(body, root, child: null, static _ => new Acknowledgement());

    /// <summary>The next node; too deep is an error, because every level costs memory, those that are skipped too.</summary>
    internal static bool Advance(XmlReader reader)
    {
        if (!reader.Read())
            throw new FormatException("The answer ends too early.");
        return reader.Depth <= MaxDepth ? true : throw new FormatException($"The answer is nested more than {MaxDepth} deep.");
    }

    private static XmlElement LoadWhole(XmlReader reader) => new XmlElementTable().Load(reader);

    private static XmlReader Open(Stream body, string root)
    {
        XmlReader reader = XmlReader.Create(body, s_settings);
        try
        {
            reader.MoveToContent();
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == root)
                return reader;
            throw new FormatException($"The answer is no {root}.");
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private static bool NextChild(XmlReader reader, int depth)
    {
        while (Advance(reader))
        {
            if (reader.NodeType == XmlNodeType.Element)
                return true;
            if (reader.NodeType == XmlNodeType.EndElement && reader.Depth == depth)
                return false;
        }

        return false;
    }

    private static void Skip(XmlReader reader)
    {
        int depth = reader.Depth;
        bool inside = !reader.IsEmptyElement;
        while (inside && Advance(reader))
            inside = reader.NodeType != XmlNodeType.EndElement || reader.Depth != depth;
    }

    private sealed class PageReader<T>(XmlReader reader, string[] path, string? tokenName, Func<XmlElement, T> read)
    {
        private readonly XmlElementTable _table = new();
        private readonly List<T> _items = [];
        private string? _token;
        private bool _entered;

        // EC2 has the list below the root; the others wrap it in a result.
        private readonly int _tokenLevel = path[0].EndsWith("Result", StringComparison.Ordinal) ? 1 : 0;

        public AwsPage<T> Read()
        {
            Descend(0);
            if (_tokenLevel == 1 && !_entered)
                throw new FormatException($"The answer has no {path[0]}.");
            return new(_items, _token is { Length: > 0 } ? _token : null);
        }

        private void Descend(int level)
        {
            int depth = reader.Depth;
            bool empty = reader.IsEmptyElement;
            while (!empty && NextChild(reader, depth))
            {
                if (reader.LocalName == path[level])
                    Enter(level);
                else if (level == _tokenLevel && reader.LocalName == tokenName)
                    _token = _table.Load(reader).Value;
                else
                    Skip(reader);
            }
        }

        private void Enter(int level)
        {
            _entered = true;
            if (level < path.Length - 1)
            {
                Descend(level + 1);
                return;
            }

            if (_items.Count == MaxItems)
                throw new FormatException($"A page of the answer has more than {MaxItems} items.");
            _items.Add(read(_table.Load(reader)));
        }
    }
}
