using System.Text;
using TlsPathTools.Probing;

namespace TlsPathTools.Core.Tests.Probing;

public class HttpResponseReaderTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "Complete")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", 200, "Body")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", 204, "Complete")]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", 304, "Complete")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, "Complete")]
    [InlineData("HTTP/1.0 200 OK\n\nuntil the end", 200, "Body")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", 404, "Complete")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 200, "Complete")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA;x=y\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n", 200, "Complete")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab", 200, "Body")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 200, "Malformed")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", 200, "Malformed")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", 200, "Malformed")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n", null, "Malformed")]
    [InlineData("HTTP/2 200\r\n\r\n", null, "Malformed")]
    [InlineData("SSH-2.0-x\r\n", null, "Malformed")]
    [InlineData("HTTP/1.1 200", null, "Head")]
    [InlineData("", null, "Head")]
    public void A_response_is_read_the_same_in_any_pieces(string text, int? status, string state)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        foreach (int size in new[] { 1, 2, 3, 7, 10_000 })
        {
            var reader = new HttpResponseReader(headRequest: false);
            foreach (byte[] piece in bytes.Chunk(size))
                reader.Feed(piece);

            Assert.Equal((status, state), (reader.Status, reader.State.ToString()));
        }
    }

    [Fact]
    public void Cut_anywhere_a_response_with_a_length_is_never_complete()
    {
        byte[] bytes = "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 5\r\n\r\nhello"u8.ToArray();
        for (int length = 0; length < bytes.Length; length++)
        {
            var reader = new HttpResponseReader(headRequest: false);
            reader.Feed(bytes.AsSpan(0, length));
            reader.End();
            Assert.NotEqual(HttpResponseState.Complete, reader.State);
        }
    }

    [Fact]
    public void The_answer_to_HEAD_has_no_body_whatever_its_length_says()
    {
        var reader = new HttpResponseReader(headRequest: true);
        reader.Feed("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"u8);

        Assert.Equal(HttpResponseState.Complete, reader.State);
    }

    [Fact]
    public void A_head_ends_at_its_bound()
    {
        var reader = new HttpResponseReader(headRequest: false);
        reader.Feed("HTTP/1.1 200 OK\r\n"u8);
        byte[] line = "X-Filler: 0123456789\r\n"u8.ToArray();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100_000 && reader.State == HttpResponseState.Head; i++)
            reader.Feed(line);

        Assert.Equal(HttpResponseState.Malformed, reader.State);
        Assert.Contains("64 KiB", reader.Problem);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void Endless_interim_responses_end_at_the_same_bound()
    {
        var reader = new HttpResponseReader(headRequest: false);
        byte[] interim = "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray();
        for (int i = 0; i < 100_000 && reader.State == HttpResponseState.Head; i++)
            reader.Feed(interim);

        Assert.Equal(HttpResponseState.Malformed, reader.State);
    }

    [Fact]
    public void A_large_body_is_not_read_to_its_end()
    {
        var reader = new HttpResponseReader(headRequest: false);
        reader.Feed("HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n"u8);
        byte[] block = new byte[64 * 1024];
        int blocks = 0;
        for (; reader.State == HttpResponseState.Body; blocks++)
            reader.Feed(block);

        Assert.True(reader.BodyCapped);
        Assert.Equal(16, blocks);
    }

    [Fact]
    public void Header_values_are_escaped()
    {
        var reader = new HttpResponseReader(headRequest: true);
        reader.Feed("HTTP/1.1 200 OK\r\nServer: a\u001b[31mb\r\n\r\n"u8);

        Assert.Equal("a\\x1b[31mb", reader.Server);
    }

    [Fact]
    public void Mutated_responses_do_no_harm()
    {
        byte[] seed = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 10\r\n\r\n5;a=b\r\n01234\r\n0\r\nA: b\r\n\r\n"u8.ToArray();
        var random = new Random(7);
        byte[] input = new byte[seed.Length];
        for (int i = 0; i < 200_000; i++)
        {
            seed.CopyTo(input, 0);
            for (int mutations = random.Next(1, 8); mutations > 0; mutations--)
                input[random.Next(input.Length)] = (byte)random.Next(256);
            var reader = new HttpResponseReader(random.Next(2) == 0);
            int cut = random.Next(input.Length);
            reader.Feed(input.AsSpan(0, cut));
            reader.Feed(input.AsSpan(cut));
            reader.End();
        }
    }
}
