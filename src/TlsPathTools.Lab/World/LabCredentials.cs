using System.Security.Cryptography;

namespace TlsPathTools.Lab.World;

/// <summary>The keys that a lab's AWS API accepts; made anew for every lab, and worth nothing elsewhere.</summary>
internal sealed record LabCredentials(string AccessKeyId, string SecretAccessKey)
{
    /// <summary>Whose they are.</summary>
    public string UserName { get; init; } = "lab";

    /// <summary>New ones.</summary>
    public static LabCredentials Create(string userName = "lab") => new(
        "AKIALAB" + Convert.ToHexString(RandomNumberGenerator.GetBytes(7))[..13],
        Convert.ToBase64String(RandomNumberGenerator.GetBytes(30))) { UserName = userName };
}
