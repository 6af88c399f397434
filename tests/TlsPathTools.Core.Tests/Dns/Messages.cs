namespace TlsPathTools.Core.Tests.Dns;

/// <summary>Answers of the kinds that the world sends, to cut and to mutate.</summary>
internal static class Messages
{
    internal static Dictionary<string, byte[]> Samples(Asked asked) => new(StringComparer.Ordinal)
    {
        ["two addresses"] = asked.Answer.Addresses("192.0.2.1", "192.0.2.2").Edns().Build(),
        ["a chain"] = asked.Answer.Cname(null, "middle.example").Cname("middle.example", "end.example").Address("end.example", "192.0.2.1").Edns().Build(),
        ["no such name"] = asked.Answer.Rcode(3).Soa("example", 900, 300).Edns().Build(),
        ["no data"] = asked.Answer.Soa("example", 900, 300).Build(),
        ["a failure"] = asked.Answer.Rcode(2).Edns(extendedError: 22, text: "At delegation example.").Build(),
        ["a delegation"] = asked.Answer.Set(x => x.Flags &= ~0x80).Ns("example", "ns1.example").Ns("example", "ns2.example").Edns().Build(),
        ["many addresses"] = asked.Answer.Addresses([.. Enumerable.Range(0, 40).Select(i => $"198.51.100.{i}")]).Edns().Build(),
    };
}
