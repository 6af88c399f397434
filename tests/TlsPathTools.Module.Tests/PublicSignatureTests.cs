using System.Reflection;
using TlsPathTools.Commands;

namespace TlsPathTools.Module.Tests;

public class PublicSignatureTests
{
    private static readonly string[] s_ours = ["TlsPathTools", "TlsPathTools.Core", "System.Management.Automation"];

    // Types of a package in a public signature would tie two modules to one version of it ("X cannot be cast to X").
    [Fact]
    public void No_public_signature_has_a_type_of_a_package()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        foreach (Assembly assembly in new[] { typeof(TestTlsPerIPCommand).Assembly, typeof(TlsPathRecord).Assembly })
        {
            foreach ((string member, Type type) in SignaturesOf(assembly))
            {
                bool known = s_ours.Contains(type.Assembly.GetName().Name) || Path.GetDirectoryName(type.Assembly.Location) == framework;
                Assert.True(known, $"{member} has {type} of {type.Assembly.GetName().Name}.");
            }
        }
    }

    // What PowerShell resolves as a type literal in every session is what is in the default load context.
    [Fact]
    public void Nothing_of_PowerShell_is_in_Core() =>
        Assert.DoesNotContain(typeof(TlsPathRecord).Assembly.GetReferencedAssemblies(), x => x.Name!.StartsWith("System.Management", StringComparison.Ordinal));

    [Fact]
    public void Core_needs_nothing_but_the_framework() =>
        Assert.All(typeof(TlsPathRecord).Assembly.GetReferencedAssemblies(), x => Assert.StartsWith("System", x.Name, StringComparison.Ordinal));

    private static IEnumerable<(string Member, Type Type)> SignaturesOf(Assembly assembly) =>
        from type in assembly.GetExportedTypes()
        from signature in TypesOf(type)
        from part in PartsOf(signature.Type)
        select (signature.Member, part);

    private static IEnumerable<(string Member, Type Type)> TypesOf(Type type)
    {
        for (Type? ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
            yield return (type.FullName!, ancestor);
        foreach (PropertyInfo property in type.GetProperties())
            yield return ($"{type.FullName}.{property.Name}", property.PropertyType);
        foreach (MethodBase method in type.GetMethods().Concat<MethodBase>(type.GetConstructors()))
        {
            foreach (ParameterInfo parameter in method.GetParameters())
                yield return ($"{type.FullName}.{method.Name}", parameter.ParameterType);
            if (method is MethodInfo { ReturnType: var returned })
                yield return ($"{type.FullName}.{method.Name}", returned);
        }
    }

    private static IEnumerable<Type> PartsOf(Type type) =>
        type.HasElementType ? PartsOf(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(PartsOf).Append(type.GetGenericTypeDefinition())
        : [type];
}
