using TlsPathTools.Probing.Wire;

namespace TlsPathTools.Core.Tests.Probing.Wire;

public class TlsRecordReaderTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_real_handshake_is_read_the_same_in_any_pieces(bool tls13)
    {
        (byte[] server, byte[] client) = await RecordedHandshake.OfAsync(tls13);
        var (whole, wholeOut) = Read(server, client, int.MaxValue);

        Assert.True(whole.Messages.ServerHelloSeen);
        Assert.Equal(tls13 ? 0x0304 : 0x0303, whole.Messages.Version);
        Assert.Equal(!tls13, whole.Messages.CertificateSeen && whole.Messages.ServerHelloDoneSeen);
        Assert.True(whole.EndsWithCloseNotify);
        Assert.Equal(RecordDefect.None, whole.Defect);
        Assert.Null(whole.PartialBody);
        Assert.StartsWith("ClientHello", wholeOut.Describe());
        foreach (int size in new[] { 1, 2, 3, 5, 7, 64, 1000 })
        {
            var (pieces, piecesOut) = Read(server, client, size);
            Assert.Equal(whole.Describe(), pieces.Describe());
            Assert.Equal(wholeOut.Describe(), piecesOut.Describe());
            Assert.Equal(whole.Records, pieces.Records);
            Assert.Equal(whole.Messages.CipherSuite, pieces.Messages.CipherSuite);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cut_at_every_byte_it_tells_exactly_where(bool tls13)
    {
        (byte[] server, _) = await RecordedHandshake.OfAsync(tls13);
        for (int length = 0; length <= server.Length; length++)
        {
            var reader = new TlsRecordReader();
            reader.Feed(server.AsSpan(0, length));

            (int records, int header, int? body) = Expected(server, length);
            Assert.Equal((records, header, body), (reader.Records, reader.PartialHeader, reader.PartialBody));
            Assert.Equal(RecordDefect.None, reader.Defect);
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request", RecordDefect.NotTls, 0)]
    [InlineData("\x16\x07\x07\x00\x05", RecordDefect.IllegalVersion, 0x0707)]
    [InlineData("\x16\x03\x03\xff\xff", RecordDefect.IllegalLength, 65535)]
    [InlineData("\x16\x03\x03\x48\x01", RecordDefect.IllegalLength, 18433)]
    [InlineData("\x17\x03\x03\x48\x00", RecordDefect.None, 0)]
    internal void What_cannot_be_a_record_is_a_defect(string bytes, RecordDefect defect, int value)
    {
        var reader = new TlsRecordReader();
        reader.Feed(System.Text.Encoding.Latin1.GetBytes(bytes));

        Assert.Equal((defect, value), (reader.Defect, reader.DefectValue));
    }

    [Fact]
    public async Task A_million_mutated_inputs_do_no_harm()
    {
        byte[][] seeds = [.. (await Task.WhenAll(RecordedHandshake.OfAsync(true), RecordedHandshake.OfAsync(false))).SelectMany(x => new[] { x.Server, x.Client })];
        const int PerWorker = 250_000;

        Parallel.For(0, 4, worker =>
        {
            var random = new Random(worker);
            byte[] input = new byte[8192];
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < PerWorker; i++)
            {
                byte[] seed = seeds[random.Next(seeds.Length)];
                // Mostly the front, where the structure is; whole recordings now and then.
                int length = Math.Min(random.Next(32) == 0 ? seed.Length : random.Next(300), seed.Length);
                seed.AsSpan(0, length).CopyTo(input);
                for (int mutations = random.Next(1, 6); mutations > 0 && length > 0; mutations--)
                    input[random.Next(length)] = (byte)random.Next(256);

                var reader = new TlsRecordReader();
                int cut = random.Next(length + 1);
                reader.Feed(input.AsSpan(0, cut));
                reader.Feed(input.AsSpan(cut, length - cut));
                Assert.Equal(length, reader.Bytes);
                if ((i & 1023) == 0)
                    Assert.NotNull(reader.Describe() + PlaintextGuess.Of(reader.First) + reader.EndsWithCloseNotify);
            }

            long perInput = (GC.GetAllocatedBytesForCurrentThread() - before) / PerWorker;
            Assert.True(perInput < 4096, $"{perInput} bytes an input");
        });
    }

    private static (TlsRecordReader In, TlsRecordReader Out) Read(byte[] server, byte[] client, int size)
    {
        var incoming = new TlsRecordReader();
        var outgoing = new TlsRecordReader(incoming);
        // The version is known from the ServerHello, which a client reads before it sends anything after its hello.
        foreach (byte[] piece in client.Chunk(Math.Min(size, client.Length)).Take(1))
            outgoing.Feed(piece);
        foreach (byte[] piece in server.Chunk(Math.Min(size, server.Length)))
            incoming.Feed(piece);
        foreach (byte[] piece in client.Chunk(Math.Min(size, client.Length)).Skip(1))
            outgoing.Feed(piece);
        return (incoming, outgoing);
    }

    // An independent walk over the record headers.
    private static (int Records, int Header, int? Body) Expected(byte[] stream, int length)
    {
        int position = 0, records = 0;
        while (position + 5 <= length)
        {
            int body = stream[position + 3] << 8 | stream[position + 4];
            if (position + 5 + body > length)
                return (records, 0, length - position - 5);
            position += 5 + body;
            records++;
        }

        return (records, length - position, null);
    }
}
