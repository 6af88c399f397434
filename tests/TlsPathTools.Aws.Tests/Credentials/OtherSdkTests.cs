using System.Reflection;
using System.Runtime.Loader;
using TlsPathTools.Lab;
using TlsPathTools.TestServers;

namespace TlsPathTools.Aws.Tests.Credentials;

/// <summary>
/// Another module has loaded its own copy of the AWS SDK before, as AWS.Tools does: the SDK's own search for STS and SSO by name would find
/// that one. Ours goes through a chain of roles, in a load context of its own.
/// </summary>
public class OtherSdkTests
{
    [Fact]
    public async Task A_chain_of_roles_works_beside_another_copy_of_the_SDK()
    {
        await using TlsPathLab lab = await TestAws.StartLabAsync();
        using var folder = new TempFolder();
        var other = new FolderContext("other", Copy(folder, "other", "AWSSDK.*.dll"));
        foreach (string name in new[] { "AWSSDK.Core", "AWSSDK.SecurityToken", "AWSSDK.SSO", "AWSSDK.SSOOIDC" })
            _ = other.LoadFromAssemblyName(new AssemblyName(name)).GetExportedTypes();
        var own = new FolderContext("own", Copy(folder, "own", "AWSSDK.*.dll", "TlsPathTools.Aws.dll", "TlsPathTools.Aws.Tests.dll"));

        MethodInfo run = own.LoadFromAssemblyName(new AssemblyName("TlsPathTools.Aws.Tests")).GetType(typeof(OtherSdkTests).FullName!)!.GetMethod(nameof(WhoAsync))!;
        string who = await (Task<string>)run.Invoke(null, [lab.AwsEndpoint.AbsoluteUri, lab.AccessKeyId, lab.SecretAccessKey])!;

        Assert.NotEqual(typeof(OtherSdkTests), run.DeclaringType);
        Assert.Contains(":assumed-role/last/tlspathtools</Arn>", who);
        // Its SDK is its own, and STS's client came from there.
        Assert.Superset(new HashSet<string?> { "AWSSDK.Core", "AWSSDK.SecurityToken", "TlsPathTools.Aws" }, own.Assemblies.Select(assembly => assembly.GetName().Name).ToHashSet());
        Assert.DoesNotContain("TlsPathTools.Core", own.Assemblies.Select(assembly => assembly.GetName().Name));
    }

    /// <summary>Called in the other context.</summary>
    public static async Task<string> WhoAsync(string endpoint, string key, string secret)
    {
        using var home = new CredentialHome("[profile end]\nrole_arn = arn:aws:iam::111122223333:role/last\nsource_profile = middle\n[profile middle]\nrole_arn = arn:aws:iam::111122223333:role/first\nsource_profile = keys\n",
            $"[keys]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n");
        home["AWS_ENDPOINT_URL"] = endpoint;
        using AwsConnection connection = home.Open(new AwsCredentialOptions { ProfileName = "end" });
        return await connection.Pipeline.InvokeAsync(TestAws.WhoAmI, default);
    }

    private static string Copy(TempFolder folder, string name, params string[] patterns)
    {
        string target = Directory.CreateDirectory(folder.File(name)).FullName;
        foreach (string file in patterns.SelectMany(pattern => Directory.GetFiles(AppContext.BaseDirectory, pattern)))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        return target;
    }

    private sealed class FolderContext(string name, string folder) : AssemblyLoadContext(name)
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            string path = Path.Combine(folder, assemblyName.Name + ".dll");
            return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
        }
    }
}
