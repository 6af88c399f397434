using System.Globalization;

namespace TlsPathTools.Lab.AwsApi.Signing;

/// <summary>A version 4 signature as a request carries it: in its Authorization header, or in its query (presigned).</summary>
internal sealed record RequestSignature
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    private static readonly string[] s_needed = ["Credential", "Signature", "SignedHeaders"];

    public required string AccessKeyId { get; init; }

    /// <summary>yyyyMMdd.</summary>
    public required string ScopeDate { get; init; }

    public required string Region { get; init; }

    /// <summary>The signing name: ec2, elasticloadbalancing, monitoring, ….</summary>
    public required string Service { get; init; }

    /// <summary>In lower case, in the signer's order.</summary>
    public required IReadOnlyList<string> SignedHeaders { get; init; }

    public required string Signature { get; init; }

    /// <summary>yyyyMMddTHHmmssZ, as signed.</summary>
    public required string AmzDate { get; init; }

    /// <summary>The same as a time.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>With temporary credentials.</summary>
    public string? SessionToken { get; init; }

    /// <summary>How long a presigned URL serves; null in the header's form.</summary>
    public TimeSpan? Expires { get; init; }

    /// <summary>What follows the key in the credential.</summary>
    public string Scope => $"{ScopeDate}/{Region}/{Service}/aws4_request";

    /// <summary>Whether the request carries one of either form.</summary>
    public static bool IsPresent(SignedMessage message) => message.Header("Authorization") is not null || message.QueryValue("X-Amz-Algorithm") is not null;

    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">Something is missing; the message is AWS's.</exception>
    public static RequestSignature Read(SignedMessage message)
    {
        if (message.Header("Authorization") is not { } header)
        {
            return Build(name => message.QueryValue("X-Amz-" + name), "AWS query-string parameters", "X-Amz-", message.QueryValue("X-Amz-Date"),
                message.QueryValue("X-Amz-Security-Token"), message.QueryValue("X-Amz-Expires") ?? "");
        }

        if (!header.StartsWith(Algorithm + " ", StringComparison.Ordinal))
            throw new FormatException($"Unsupported AWS 'algorithm': '{header.Split(' ')[0]}'.");
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string part in header[Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split('=', 2) is [var name, var value])
                parts[name] = value;
        }

        // Date is what old signers send; it is signed like any other header then.
        string? date = message.Header("X-Amz-Date")
            ?? (DateTimeOffset.TryParseExact(message.Header("Date"), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset plain)
                ? plain.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)
                : null);
        return Build(parts.GetValueOrDefault, "Authorization header", "", date, message.Header("X-Amz-Security-Token"), expires: null);
    }

    private static RequestSignature Build(
        Func<string, string?> part, string place, string prefix, string? date, string? token, string? expires)
    {
        string[] missing = [.. s_needed.Where(name => string.IsNullOrEmpty(part(name)))];
        if (missing.Length > 0)
            throw new FormatException(string.Join(' ', missing.Select(name => $"{place} requires '{prefix}{name}' parameter.")));
        if (!DateTimeOffset.TryParseExact(date, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
            throw new FormatException($"{place} requires existence of either a 'X-Amz-Date' or a 'Date' header.");
        if (part("Credential")!.Split('/') is not [{ Length: > 0 } key, var scopeDate, var region, var service, "aws4_request"])
            throw new FormatException($"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{part("Credential")}'.");
        double seconds = 0;
        if (expires is not null && (!double.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out seconds) || seconds > 604800))
            throw new FormatException("X-Amz-Expires must be a number between 0 and 604800.");
        return new RequestSignature
        {
            AccessKeyId = key,
            ScopeDate = scopeDate,
            Region = region,
            Service = service,
            SignedHeaders = part("SignedHeaders")!.Split(';'),
            Signature = part("Signature")!,
            AmzDate = date!,
            Time = time,
            SessionToken = token,
            Expires = expires is null ? null : TimeSpan.FromSeconds(seconds),
        };
    }
}
