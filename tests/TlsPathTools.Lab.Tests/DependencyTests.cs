using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Tests;

public class DependencyTests
{
    // The seam at which the world decides what a SYN meets. Nothing that reasons.
    private static readonly string[] s_allowed = ["TlsPathTools.Probing.IConnector"];

    [Fact]
    public void The_lab_uses_no_type_of_the_core_but_the_connector_seam()
    {
        using var file = new PEReader(File.OpenRead(typeof(LabScenario).Assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        IEnumerable<string> used =
            from handle in metadata.TypeReferences
            let type = metadata.GetTypeReference(handle)
            where type.ResolutionScope.Kind == HandleKind.AssemblyReference
                && metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name) == "TlsPathTools.Core"
            select $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";

        Assert.Empty(used.Except(s_allowed, StringComparer.Ordinal));
    }

    [Fact]
    public void The_lab_has_no_package()
    {
        using var file = new PEReader(File.OpenRead(typeof(LabScenario).Assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        IEnumerable<string> assemblies = metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name));

        Assert.DoesNotContain(assemblies, name => !name.StartsWith("System.", StringComparison.Ordinal) && name is not ("TlsPathTools.Core" or "netstandard"));
    }
}
