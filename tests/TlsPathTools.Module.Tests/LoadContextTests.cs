using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace TlsPathTools.Module.Tests;

public class LoadContextTests
{
    private static readonly Assembly s_loaded = LoadContext.Initialize();

    [Fact]
    public void The_cmdlets_get_a_context_of_their_own_once()
    {
        Assert.Equal("TlsPathTools", s_loaded.GetName().Name);
        Assert.Equal("TlsPathTools", AssemblyLoadContext.GetLoadContext(s_loaded)!.Name);
        Assert.NotSame(typeof(Commands.TestTlsPerIPCommand).Assembly, s_loaded);
        Assert.Same(s_loaded, LoadContext.Initialize());
    }

    [Fact]
    public void Records_and_PowerShell_are_those_of_the_default_context()
    {
        Type command = s_loaded.GetType("TlsPathTools.Commands.CancellableCommand", throwOnError: true)!;
        Assert.Same(typeof(PSCmdlet), command.BaseType);
        Assert.Contains(s_loaded.GetReferencedAssemblies(), name => name.Name == "TlsPathTools.Core");
        Assert.Same(typeof(TlsPathRecord).Assembly, AssemblyLoadContext.GetLoadContext(s_loaded)!.LoadFromAssemblyName(new AssemblyName("TlsPathTools.Core")));
    }
}
