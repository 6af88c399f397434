using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TlsPathTools.Lab.AwsApi.Protocols;

namespace TlsPathTools.Lab.AwsApi;

/// <summary>One page of a list, and the token of the next; null with the last.</summary>
internal readonly record struct Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>How a service cuts its lists into pages.</summary>
/// <param name="Size">The member that asks for a size.</param>
/// <param name="Token">The member that carries the token.</param>
/// <param name="Minimum">The smallest size that may be asked for.</param>
/// <param name="Maximum">The largest.</param>
/// <param name="Default">The size when none is asked for.</param>
/// <param name="BadSize">What the service says of another size.</param>
/// <param name="BadToken">What it says of a token that it did not give.</param>
internal sealed record Paging(
    string Size, string Token, int Minimum, int Maximum, int Default, Func<int, AwsException> BadSize, Func<string, AwsException> BadToken)
{
    /// <summary>The page that a call asks for; the world may make pages smaller than AWS does.</summary>
    public Page<T> Of<T>(AwsCall call, IReadOnlyList<T> all)
    {
        int? asked = call.Input.Number(Size);
        if (asked is { } wrong && (wrong < Minimum || wrong > Maximum))
            throw BadSize(wrong);
        int size = Math.Max(1, Math.Min(asked ?? Default, call.World.Apis.Aws.PageSize ?? int.MaxValue));
        int start = call.Input.Text(Token) is { Length: > 0 } token ? Open(call, token) : 0;
        T[] items = [.. all.Skip(start).Take(size)];
        return new Page<T>(items, start + size < all.Count ? Seal(call, start + size) : null);
    }

    private static string Seal(AwsCall call, int start)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, start);
        return Convert.ToBase64String([.. bytes, .. Mac(call, bytes)]);
    }

    // A token belongs to its operation; of another one it is as good as made up.
    private int Open(AwsCall call, string token)
    {
        var bytes = new byte[token.Length];
        if (!Convert.TryFromBase64String(token, bytes, out int length) || length != 24
            || !CryptographicOperations.FixedTimeEquals(bytes.AsSpan(4, 20), Mac(call, bytes[..4])))
        {
            throw BadToken(token);
        }

        return BinaryPrimitives.ReadInt32BigEndian(bytes);
    }

    private static byte[] Mac(AwsCall call, byte[] bytes) => HMACSHA256.HashData(
        Encoding.UTF8.GetBytes(call.World.Credentials.SecretAccessKey), (byte[])[.. Encoding.UTF8.GetBytes(call.Operation.Service + call.Operation.Name), .. bytes])[..20];
}
