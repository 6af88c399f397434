using System.Buffers.Binary;
using System.Text;

namespace TlsPathTools.TestServers;

/// <summary>What a client asked for, read off its ClientHello (RFC 8446, 4.1.2).</summary>
/// <param name="Length">Bytes on the wire, record headers included.</param>
/// <param name="ServerName">The SNI name, or null.</param>
/// <param name="OffersTls13">Whether supported_versions holds TLS 1.3.</param>
/// <param name="OffersResumption">Whether the client came with a session ticket or a pre-shared key.</param>
/// <param name="OffersKeyShare">Whether a key share came; without one a TLS 1.3 server answers with HelloRetryRequest.</param>
public sealed record ClientHello(int Length, string? ServerName, bool OffersTls13, bool OffersResumption, bool OffersKeyShare)
{
    private const int ServerNameExtension = 0;
    private const int SessionTicketExtension = 35;
    private const int PreSharedKeyExtension = 41;
    private const int SupportedVersionsExtension = 43;
    private const int KeyShareExtension = 51;

    /// <summary>Reads a whole handshake message (header included) that came in <paramref name="wireLength"/> bytes; null when it is no ClientHello.</summary>
    internal static ClientHello? Parse(ReadOnlySpan<byte> message, int wireLength)
    {
        if (message.Length < 4 || message[0] != 1)
            return null;

        string? name = null;
        bool tls13 = false, resumption = false, keyShare = false;
        try
        {
            ReadOnlySpan<byte> rest = message[(4 + 2 + 32)..];
            rest = rest[(1 + rest[0])..];
            rest = rest[(2 + BinaryPrimitives.ReadUInt16BigEndian(rest))..];
            rest = rest[(1 + rest[0])..];
            rest = rest.Length > 2 ? rest[2..] : [];
            while (rest.Length >= 4)
            {
                int type = BinaryPrimitives.ReadUInt16BigEndian(rest);
                ReadOnlySpan<byte> body = rest.Slice(4, BinaryPrimitives.ReadUInt16BigEndian(rest[2..]));
                rest = rest[(4 + body.Length)..];
                switch (type)
                {
                    case ServerNameExtension when body.Length > 5:
                        name = Encoding.Latin1.GetString(body.Slice(5, BinaryPrimitives.ReadUInt16BigEndian(body[3..])));
                        break;
                    case SupportedVersionsExtension:
                        tls13 = body[1..].IndexOf<byte>([3, 4]) >= 0;
                        break;
                    case SessionTicketExtension:
                        resumption |= body.Length > 0;
                        break;
                    case PreSharedKeyExtension:
                        resumption = true;
                        break;
                    case KeyShareExtension:
                        keyShare = body.Length > 2;
                        break;
                }
            }
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
        catch (IndexOutOfRangeException)
        {
            return null;
        }

        return new ClientHello(wireLength, name, tls13, resumption, keyShare);
    }
}
