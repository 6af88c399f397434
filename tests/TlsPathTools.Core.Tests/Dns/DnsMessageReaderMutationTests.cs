using TlsPathTools.Dns;

namespace TlsPathTools.Core.Tests.Dns;

public class DnsMessageReaderMutationTests
{
    private const int Workers = 8;
    private const int PerWorker = 130_000;

    [Fact]
    public void A_million_mutated_messages_neither_break_nor_bloat_the_reader()
    {
        long total = 0, read = 0, good = 0;
        Parallel.For(0, Workers, worker =>
        {
            var asked = new Asked();
            byte[][] samples = [.. Messages.Samples(asked).Values];
            var random = new Random(20260901 + worker);
            byte[] buffer = new byte[4096];
            for (int i = 0; i < PerWorker; i++)
            {
                int length = Mutate(samples[random.Next(samples.Length)], buffer, random);
                long before = GC.GetAllocatedBytesForCurrentThread();
                DnsReply? reply = DnsMessageReader.Read(buffer.AsSpan(0, length), asked.Question);
                long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                // At most 17 names of 1020 characters (StringBuilder and string), the lists, and the records.
                Assert.InRange(allocated, 0, 120_000 + (64 * length));
                Assert.True(reply is null || reply.Addresses.Count <= length / 14);
                Interlocked.Increment(ref total);
                Interlocked.Add(ref read, reply is null ? 0 : 1);
                Interlocked.Add(ref good, reply is { Status: DnsStatus.Ok } ? 1 : 0);
            }
        });

        Assert.Equal(Workers * PerWorker, total);
        // The mutations must reach the depth of the reader, or this test would prove nothing.
        Assert.InRange(read, total / 4, total);
        Assert.InRange(good, total / 50, total / 2);
    }

    [Fact]
    public void The_largest_hostile_message_costs_little()
    {
        // 64 kB of addresses whose owner is a long name, at the end of a chain of long names, by pointer.
        var asked = new Asked();
        string label = new('\u0001', 63);
        string target = $"{label}.{label}.{label}.{new string('\u0001', 61)}";
        TlsPathTools.TestServers.Dns.DnsAnswerBuilder answer = asked.Answer.Cname(null, target);
        int at = 12 + asked.Received.Question.Length + 12;
        for (int i = 0; i < 4000; i++)
            answer.Raw(0, [(byte)(0xC0 | (at >> 8)), (byte)at, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 192, 0, (byte)(i >> 8), (byte)i]);
        byte[] message = answer.Build();
        Assert.InRange(message.Length, 60_000, 65_535);

        long before = GC.GetAllocatedBytesForCurrentThread();
        DnsReply reply = asked.Read(message)!;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(4000, reply.Addresses.Count);
        Assert.InRange(allocated, 1, 2_000_000);
    }

    private static int Mutate(byte[] sample, byte[] buffer, Random random)
    {
        sample.CopyTo(buffer, 0);
        int length = sample.Length;
        for (int changes = random.Next(1, 6); changes > 0; changes--)
        {
            // Mostly behind the question: in front of it, nearly every change makes it somebody else's answer.
            int at = random.Next(10) == 0 ? random.Next(length) : random.Next(Math.Min(29, length - 1), length);
            switch (random.Next(6))
            {
                case 0:
                    buffer[at] = (byte)random.Next(256);
                    break;
                case 1:
                    buffer[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2 when at + 1 < length: // a pointer to anywhere
                    buffer[at] = (byte)(0xC0 | random.Next(2));
                    buffer[at + 1] = (byte)random.Next(256);
                    break;
                case 3:
                    length = Math.Max(1, random.Next(4) == 0 ? at : length);
                    break;
                case 4: // a piece of it again
                    int count = Math.Min(random.Next(1, 60), Math.Min(length - at, buffer.Length - length));
                    Buffer.BlockCopy(buffer, at, buffer, length, count);
                    length += count;
                    break;
                default: // counts, flags
                    buffer[random.Next(2, 12)] = (byte)random.Next(random.Next(2) == 0 ? 4 : 256);
                    break;
            }
        }

        return length;
    }
}
