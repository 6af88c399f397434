using System.Management.Automation;
using System.Reflection;
using TlsPathTools.Commands;

namespace TlsPathTools.Module.Tests;

/// <summary>
/// The cmdlets as metadata says they are. Attributes are read without being made: those of the reference assembly forget
/// what they are given.
/// </summary>
internal static class Cmdlets
{
    internal static IReadOnlyList<Type> Types { get; } =
        typeof(TestTlsPerIPCommand).Assembly.GetTypes().Where(type => type.Attributes<CmdletAttribute>().Any()).ToList();

    /// <summary>The public records, which cmdlets put out.</summary>
    internal static IReadOnlyList<Type> Records { get; } =
        typeof(TlsPathRecord).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(TlsPathRecord))).ToList();

    public static TheoryData<string> Names => [.. Types.Select(NameOf)];

    internal static string NameOf(Type cmdlet) => string.Join('-', cmdlet.Attributes<CmdletAttribute>().Single().ConstructorArguments.Select(x => x.Value));

    internal static Type OfName(string name) => Types.Single(type => NameOf(type) == name);

    internal static IEnumerable<Type> OutputsOf(Type cmdlet) =>
        cmdlet.Attributes<OutputTypeAttribute>().SelectMany(x => x.ConstructorArguments).SelectMany(Values).Cast<Type>();

    internal static IEnumerable<PropertyInfo> ParametersOf(Type cmdlet) => cmdlet.GetProperties().Where(x => x.Attributes<ParameterAttribute>().Any());

    internal static bool IsMandatory(this PropertyInfo parameter) => parameter.Named("Mandatory") is true;

    internal static bool TakesProperties(this PropertyInfo parameter) => parameter.Named("ValueFromPipelineByPropertyName") is true;

    internal static bool TakesValues(this PropertyInfo parameter) => parameter.Named("ValueFromPipeline") is true;

    internal static int? Position(this PropertyInfo parameter) => (int?)parameter.Named("Position");

    internal static IEnumerable<string> Aliases(this PropertyInfo parameter) => parameter.TextsOf<AliasAttribute>();

    /// <summary>The values that are accepted: of an enum, or of ValidateSet.</summary>
    internal static IEnumerable<string> AcceptedValues(this PropertyInfo parameter) =>
        parameter.PropertyType.Plain() is { IsEnum: true } type ? Enum.GetNames(type) : parameter.TextsOf<ValidateSetAttribute>();

    /// <summary>The type without Nullable around it.</summary>
    internal static Type Plain(this Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static object? Named(this PropertyInfo parameter, string name) =>
        parameter.Attributes<ParameterAttribute>().Single().NamedArguments.SingleOrDefault(x => x.MemberName == name).TypedValue.Value;

    private static IEnumerable<string> TextsOf<T>(this PropertyInfo parameter) =>
        parameter.Attributes<T>().SelectMany(x => x.ConstructorArguments).SelectMany(Values).Cast<string>();

    private static IEnumerable<CustomAttributeData> Attributes<T>(this MemberInfo member) => member.GetCustomAttributesData().Where(x => x.AttributeType == typeof(T));

    private static IEnumerable<object?> Values(CustomAttributeTypedArgument argument) =>
        argument.Value is IEnumerable<CustomAttributeTypedArgument> many ? many.Select(x => x.Value) : [argument.Value];
}
