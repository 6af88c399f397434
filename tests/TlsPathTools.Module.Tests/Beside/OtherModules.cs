using System.Reflection;

namespace TlsPathTools.Module.Tests.Beside;

/// <summary>A folder of stand-ins, and of modules that bring them.</summary>
internal sealed class OtherModules
{
    private static readonly string s_bin = Path.Combine(Repository.ModuleFolder, "bin");

    /// <param name="folder">An empty folder.</param>
    /// <param name="newer">Whether they are newer than ours, or older.</param>
    internal OtherModules(string folder, bool newer)
    {
        Folder = Directory.CreateDirectory(folder).FullName;
        StandIns =
        [
            new StandIn(NameOf("AWSSDK.Core"), newer ? new(5, 1, 0, 0) : new(3, 3, 0, 0), "Amazon.AWSConfigs", "Amazon.Runtime.AWSCredentials", "Amazon.Runtime.AmazonServiceClient", "Amazon.Runtime.ClientConfig", "Amazon.Runtime.BasicAWSCredentials"),
            new StandIn(NameOf("AWSSDK.SecurityToken"), newer ? new(5, 1, 0, 0) : new(3, 3, 0, 0), "Amazon.SecurityToken.AmazonSecurityTokenServiceClient", "Amazon.SecurityToken.AmazonSecurityTokenServiceConfig", "Amazon.SecurityToken.Model.AssumeRoleRequest"),
            new StandIn(NameOf("YamlDotNet"), newer ? new(99, 0, 0, 0) : new(5, 0, 0, 0), "YamlDotNet.Core.Parser", "YamlDotNet.Core.YamlException", "YamlDotNet.Core.Events.Scalar"),
        ];
        Json = new StandIn(typeof(System.Text.Json.JsonSerializer).Assembly.GetName(), newer ? new(99, 0, 0, 0) : new(4, 0, 1, 0), "System.Text.Json.JsonSerializer", "System.Text.Json.JsonDocument", "System.Text.Json.Utf8JsonReader");
        foreach (StandIn standIn in StandIns.Append(Json))
            standIn.Write(Folder);

        // As AWS.Tools.Common does.
        File.WriteAllText(Path.Combine(Folder, "Others.psd1"),
            $"@{{ ModuleVersion = '1.0'; RequiredAssemblies = @({string.Join(", ", StandIns.Select(standIn => $"'{standIn.Like.Name}.dll'"))}) }}");
    }

    internal string Folder { get; }

    /// <summary>Those of packages: any version may be in the default context.</summary>
    internal IReadOnlyList<StandIn> StandIns { get; }

    /// <summary>That of .NET's own part: PowerShell has loaded its own before any module comes.</summary>
    internal StandIn Json { get; }

    private static AssemblyName NameOf(string ours) => AssemblyName.GetAssemblyName(Path.Combine(s_bin, ours + ".dll"));
}
