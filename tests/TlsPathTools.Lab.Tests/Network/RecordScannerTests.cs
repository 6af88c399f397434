using TlsPathTools.Lab.Network;

namespace TlsPathTools.Lab.Tests.Network;

public class RecordScannerTests
{
    // A ClientHello of 10 bytes in two records, a ChangeCipherSpec, an empty and a small application record.
    private static readonly byte[] s_stream =
    [
        22, 3, 1, 0, 6, 1, 0, 0, 10, 0xA, 0xB,
        22, 3, 1, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8,
        20, 3, 3, 0, 1, 1,
        23, 3, 3, 0, 0,
        23, 3, 3, 0, 3, 9, 9, 9,
    ];

    [Fact]
    public void Edges_are_the_same_however_the_bytes_are_cut()
    {
        List<(int At, RecordEdge Edge, byte Type)> whole = Edges(s_stream.Length);
        Assert.Equal(
            [
                (5, RecordEdge.Start, 22), (11, RecordEdge.End, 22), (16, RecordEdge.Start, 22), (24, RecordEdge.End, 22), (29, RecordEdge.Start, 20), (30, RecordEdge.End, 20),
                (35, RecordEdge.End, 23), (40, RecordEdge.Start, 23), (43, RecordEdge.End, 23),
            ],
            whole);
        for (int size = 1; size < s_stream.Length; size++)
            Assert.Equal(whole, Edges(size));
    }

    [Fact]
    public void The_first_message_is_whole_when_its_last_record_is()
    {
        var scanner = new RecordScanner();
        for (int at = 0; at < s_stream.Length; at++)
        {
            scanner.Advance(s_stream.AsSpan(at, 1), out _);
            Assert.Equal(at >= 23, scanner.FirstMessageIsWhole);
        }

        Assert.Equal(1, scanner.FirstMessage[0]);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("SSH-2.0-OpenSSH\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1 1\r\n")]
    public void What_is_no_record_is_foreign(string text)
    {
        var scanner = new RecordScanner();
        byte[] bytes = System.Text.Encoding.ASCII.GetBytes(text);

        Assert.Equal(bytes.Length, scanner.Advance(bytes, out RecordEdge edge));
        Assert.True(scanner.IsForeign);
        Assert.Equal(RecordEdge.None, edge);
    }

    private static List<(int At, RecordEdge Edge, byte Type)> Edges(int size)
    {
        var scanner = new RecordScanner();
        var edges = new List<(int, RecordEdge, byte)>();
        int at = 0;
        foreach (byte[] piece in s_stream.Chunk(size))
        {
            for (int taken = 0; taken < piece.Length;)
            {
                taken += scanner.Advance(piece.AsSpan(taken), out RecordEdge edge);
                if (edge is not RecordEdge.None)
                    edges.Add((at + taken, edge, scanner.Type));
            }

            at += piece.Length;
        }

        return edges;
    }
}
