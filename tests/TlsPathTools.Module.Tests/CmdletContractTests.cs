using System.Management.Automation;
using System.Reflection;
using TlsPathTools.Topology.Permissions;

namespace TlsPathTools.Module.Tests;

public class CmdletContractTests
{
    private static readonly HashSet<string> s_approvedVerbs = new[]
    {
        typeof(VerbsCommon), typeof(VerbsCommunications), typeof(VerbsData), typeof(VerbsDiagnostic), typeof(VerbsLifecycle), typeof(VerbsOther), typeof(VerbsSecurity),
    }.SelectMany(type => type.GetFields()).Select(field => (string)field.GetRawConstantValue()!).ToHashSet(StringComparer.Ordinal);

    public static TheoryData<string> Names => Cmdlets.Names;

    [Fact]
    public void There_are_cmdlets() => Assert.NotEmpty(Cmdlets.Types);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_cmdlet_has_an_approved_verb_and_a_file_and_class_of_its_name(string name)
    {
        Type type = Cmdlets.OfName(name);
        Assert.Contains(name.Split('-')[0], s_approvedVerbs);
        Assert.Equal(name.Replace("-", "", StringComparison.Ordinal) + "Command", type.Name);
        Assert.True(File.Exists(Path.Combine(Repository.Root, "src", "TlsPathTools", "Commands", type.Name + ".cs")));
        Assert.True(type.IsSealed && type.IsPublic);
    }

    // Plural by the tool's name for what it returns; the alias is what habit types.
    [Theory]
    [MemberData(nameof(Names))]
    public void A_plural_noun_has_a_singular_alias(string name)
    {
        if (name.EndsWith('s'))
            Assert.Contains($"'{name[..^1]}'", File.ReadAllText(Path.Combine(Repository.Root, "TlsPathTools.psd1")), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Outputs_are_declared_and_are_records_of_Core(string name)
    {
        Type[] outputs = Cmdlets.OutputsOf(Cmdlets.OfName(name)).ToArray();
        Assert.NotEmpty(outputs);
        Assert.All(outputs, output => Assert.Contains(output, Cmdlets.Records));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_parameter_that_binds_by_property_name_has_a_record_with_such_a_property(string name)
    {
        Type[] whole = [.. Cmdlets.ParametersOf(Cmdlets.OfName(name)).Where(x => x.TakesValues()).Select(x => Element(x.PropertyType))];
        foreach (PropertyInfo parameter in Cmdlets.ParametersOf(Cmdlets.OfName(name)).Where(x => x.TakesProperties()))
        {
            string[] names = [parameter.Name, .. parameter.Aliases()];
            // A bundle that is taken whole has properties for itself: its attempts are no number of attempts.
            PropertyInfo[] joins = Cmdlets.Records.Where(record => !whole.Contains(record)).SelectMany(record => record.GetProperties()).Where(x => names.Contains(x.Name)).ToArray();
            Assert.True(joins.Length > 0, $"No record has a property for -{parameter.Name}.");
            Assert.All(joins, join => Assert.True(
                Element(join.PropertyType) == Element(parameter.PropertyType), $"{join.DeclaringType!.Name}.{join.Name} does not fit -{parameter.Name}."));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Parameters_have_types_that_every_session_can_make(string name)
    {
        foreach (PropertyInfo parameter in Cmdlets.ParametersOf(Cmdlets.OfName(name)))
        {
            Type type = Element(parameter.PropertyType);
            string? assembly = type.Assembly.GetName().Name;
            Assert.True(
                assembly is "System.Private.CoreLib" or "System.Runtime" or "System.Security.Cryptography" or "System.Management.Automation" or "TlsPathTools.Core",
                $"-{parameter.Name} is of {type} from {assembly}.");
            Assert.True(parameter.CanWrite && parameter.SetMethod!.IsPublic);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_two_parameters_share_a_name(string name)
    {
        string[] names = Cmdlets.ParametersOf(Cmdlets.OfName(name)).SelectMany(x => x.Aliases().Append(x.Name)).ToArray();
        Assert.Equal(names.Distinct(StringComparer.OrdinalIgnoreCase), names);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_cmdlet_that_waits_can_be_stopped(string name)
    {
        Type type = Cmdlets.OfName(name);
        bool waits = File.ReadAllText(Path.Combine(Repository.Root, "src", "TlsPathTools", "Commands", type.Name + ".cs")).Contains("Async(", StringComparison.Ordinal);
        Assert.True(!waits || type.IsSubclassOf(typeof(Commands.CancellableCommand)));
    }

    // What only opens and closes (connections, labs of one's own) asks nobody; what changes a file, a node or a cluster does.
    [Theory]
    [MemberData(nameof(Names))]
    public void A_cmdlet_that_changes_something_asks_first_and_can_say_what_it_would_do(string name)
    {
        Type type = Cmdlets.OfName(name);
        // The reference assembly's attribute keeps nothing: its data does.
        IList<CustomAttributeNamedArgument> arguments = type.GetCustomAttributesData().Single(data => data.AttributeType == typeof(CmdletAttribute)).NamedArguments;
        object? Argument(string member) => arguments.FirstOrDefault(argument => argument.MemberName == member).TypedValue.Value;
        Assert.Equal(
            name.Split('-')[0] is "Restart" or "Suspend" or "Resume" or "Remove" or "Repair" or "Set" or "Clear" or "Export" or "Save",
            Argument(nameof(CmdletAttribute.SupportsShouldProcess)) is true);
        if (name.Split('-')[0] is "Restart" or "Suspend" or "Remove" or "Repair")
            Assert.Equal((int)ConfirmImpact.High, Argument(nameof(CmdletAttribute.ConfirmImpact)));
    }

    // int?[] is an array of Nullable, string[] one of string.
    private static Type Element(Type type) => (type.IsArray ? type.GetElementType()! : type).Plain();

    // The page of permissions, the checks and the least policies are made of this list.
    [Fact]
    public void Permissions_name_cmdlets_that_exist() =>
        Assert.Empty(KnownPermissions.All.SelectMany(need => need.UsedBy).Except(Cmdlets.Types.Select(Cmdlets.NameOf), StringComparer.Ordinal));
}
