using System.Diagnostics;
using System.Text;
using TlsPathTools.ClientErrors;

namespace TlsPathTools.Core.Tests.ClientErrors;

public class HostileLineTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("\"https://")]
    [InlineData("error:0A00")]
    [InlineData("error:")]
    [InlineData("TLSV1_")]
    [InlineData("host='")]
    [InlineData("curl: (28) Operation timed out")]
    [InlineData("timeout of 1")]
    [InlineData("://a:b@c?d ")]
    [InlineData("\\\"")]
    [InlineData("->")]
    [InlineData("\u001b[2J")]
    [InlineData("\ud800")]
    public void A_line_of_a_million_characters_costs_little(string unit)
    {
        string line = string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length));
        ClientErrorReader.Read("warm up");
        long start = Stopwatch.GetTimestamp();
        ClientErrorMeaning? meaning = ClientErrorReader.Read(line, behindProxy: true);
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        Assert.True(took < TimeSpan.FromSeconds(1), $"took {took}");
        if (meaning is not null)
            AssertSane(meaning);
    }

    [Fact]
    public void Hundred_thousand_mutations_of_real_lines_are_read_without_an_exception()
    {
        var random = new Random(99);
        string[] lines = ClientTexts.All.Select(cell => cell.Text).Distinct().ToArray();
        long start = Stopwatch.GetTimestamp();
        int read = 0;
        for (int i = 0; i < 100_000; i++)
        {
            ClientErrorMeaning? meaning = ClientErrorReader.Read(Mutate(random, lines), behindProxy: i % 3 == 0 ? null : i % 3 == 1);
            if (meaning is null)
                continue;
            read++;
            AssertSane(meaning);
        }

        Assert.InRange(read, 10_000, 99_999);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(60));
    }

    private static void AssertSane(ClientErrorMeaning meaning)
    {
        Assert.NotEmpty(meaning.PossibleEvents);
        Assert.True(meaning.Line.Length <= 2100 && (meaning.Matched?.Length ?? 0) <= 300 && (meaning.HostName?.Length ?? 0) <= 300);
        Assert.True(meaning.Port is null or (> 0 and <= 65535));
        Assert.DoesNotContain(meaning.Line, c => char.IsControl(c));
        Assert.DoesNotContain(meaning.HostName ?? "", c => char.IsControl(c));
    }

    private static string Mutate(Random random, string[] lines)
    {
        var text = new StringBuilder(lines[random.Next(lines.Length)]);
        for (int changes = random.Next(1, 6); changes > 0 && text.Length > 0; changes--)
        {
            int at = random.Next(text.Length);
            switch (random.Next(5))
            {
                case 0:
                    text[at] = (char)random.Next(0x10000);
                    break;
                case 1:
                    text.Remove(at, random.Next(Math.Min(20, text.Length - at)));
                    break;
                case 2:
                    text.Insert(at, lines[random.Next(lines.Length)]);
                    break;
                case 3:
                    text.Insert(at, "\"'()[]{}:/@?#*$\\%\n\0"[random.Next(19)].ToString(), random.Next(1, 4));
                    break;
                default:
                    text.Length = at;
                    break;
            }
        }

        return text.ToString();
    }
}
