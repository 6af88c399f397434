namespace TlsPathTools.Dns;

/// <summary>One question, as it is sent and as its answer must repeat it.</summary>
/// <param name="Id">The message id.</param>
/// <param name="Name">The name as labels.</param>
/// <param name="Type">A or AAAA.</param>
internal readonly record struct DnsQuestion(ushort Id, byte[] Name, int Type);
