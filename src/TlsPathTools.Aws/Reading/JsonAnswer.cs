using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace TlsPathTools.Aws.Reading;

/// <summary>Reads answers of the JSON protocols: small ones, within a limit.</summary>
internal static class JsonAnswer
{
    // 50 events of CloudTrail, 256 KiB each at most.
    private const int MaxBytes = 16 << 20;

    public static T Read<T>(Stream body, JsonTypeInfo<T> type)
    {
        using var whole = new MemoryStream();
        byte[] buffer = new byte[16 << 10];
        for (int read; (read = body.Read(buffer)) > 0;)
        {
            if (whole.Length + read > MaxBytes)
                throw new FormatException($"The answer has more than {MaxBytes} bytes.");
            whole.Write(buffer, 0, read);
        }

        return JsonSerializer.Deserialize(whole.GetBuffer().AsSpan(0, (int)whole.Length), type) ?? throw new FormatException("The answer is empty.");
    }
}
