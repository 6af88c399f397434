using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;

namespace TlsPathTools;

/// <summary>
/// Where the module's assemblies live in a PowerShell process: in a context of their own, so that another module can use
/// another version of the same package. This assembly stays in the default context, because only there does a type literal
/// such as <c>[TlsPathTools.Dns.EndpointAddress]</c> resolve at a prompt.
/// </summary>
public sealed class LoadContext : AssemblyLoadContext
{
    private static readonly Lazy<Assembly> s_commands = new(LoadCommands);

    private readonly string _folder;

    private LoadContext(string folder)
        : base("TlsPathTools") => _folder = folder;

    /// <summary>The assembly of the cmdlets, loaded once per process from the folder of this assembly.</summary>
    /// <exception cref="FileNotFoundException">The folder does not hold it: the module is not complete.</exception>
    public static Assembly Initialize() => s_commands.Value;

    /// <inheritdoc/>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only PowerShell gets here; nothing of it is trimmed.")]
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name == typeof(LoadContext).Assembly.GetName().Name)
            return typeof(LoadContext).Assembly;
        // A second copy of PowerShell makes "X cannot be cast to X", even if somebody put one into the folder.
        if (assemblyName.Name is null or "System.Management.Automation" || assemblyName.Name.StartsWith("Microsoft.PowerShell.", StringComparison.Ordinal))
            return null;

        // What the folder does not hold is .NET's own, and comes from the default context.
        string path = Path.Combine(_folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "PowerShell loads this assembly from a file; a program made of one file never comes here.")]
    private static Assembly LoadCommands()
    {
        string folder = Path.GetDirectoryName(typeof(LoadContext).Assembly.Location)!;
        return new LoadContext(folder).LoadFromAssemblyName(new AssemblyName("TlsPathTools"));
    }
}
