using System.Security.Cryptography;
using System.Text;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Tests.KubernetesApi;

/// <summary>Makes tokens of EKS as "aws eks get-token" does, by a signature of its own.</summary>
internal static class EksTokens
{
    public static string Make(LabWorld world, string cluster)
    {
        string region = world.Cloud.Region, host = $"sts.{region}.amazonaws.com";
        string time = world.Now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        string scope = $"{time[..8]}/{region}/sts/aws4_request";
        string query = "Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256"
            + $"&X-Amz-Credential={Uri.EscapeDataString($"{world.Credentials.AccessKeyId}/{scope}")}&X-Amz-Date={time}&X-Amz-Expires=60&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id";
        string canonical = $"GET\n/\n{query}\nhost:{host}\nx-k8s-aws-id:{cluster}\n\nhost;x-k8s-aws-id\n{Hex(SHA256.HashData([]))}";
        string toSign = $"AWS4-HMAC-SHA256\n{time}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + world.Credentials.SecretAccessKey);
        foreach (string part in (string[])[time[..8], region, "sts", "aws4_request"])
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        string signature = Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
        string url = $"https://{host}/?{query}&X-Amz-Signature={signature}";
        return "k8s-aws-v1." + Convert.ToBase64String(Encoding.UTF8.GetBytes(url)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
