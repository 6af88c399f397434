using System.Management.Automation;
using System.Reflection;
using System.Xml.Linq;
using TlsPathTools.HelpBuilder;
using TlsPathTools.Probing;

namespace TlsPathTools.Module.Tests;

public class HelpTests
{
    private static readonly IReadOnlyList<HelpPage> s_pages = Directory.GetFiles(Repository.Help, "*-*.md")
        .Select(file => HelpPageReader.Read(File.ReadAllText(file), file)).ToList();

    // PowerShell adds them to what supports ShouldProcess.
    private static readonly string[] s_ofShouldProcess = ["Confirm", "WhatIf"];

    public static TheoryData<string> Names => Cmdlets.Names;

    [Fact]
    public void Every_cmdlet_has_a_page_and_every_page_a_cmdlet() => Assert.Equal(
        Cmdlets.Types.Select(Cmdlets.NameOf).Order(StringComparer.Ordinal), s_pages.Select(page => page.Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_page_documents_the_parameters_that_there_are(string name)
    {
        Dictionary<string, PropertyInfo> code = Cmdlets.ParametersOf(Cmdlets.OfName(name)).ToDictionary(x => x.Name, StringComparer.Ordinal);
        HelpPage page = Page(name);
        string[] byShouldProcess = Cmdlets.OfName(name).GetCustomAttributesData()
            .Any(data => data.AttributeType == typeof(CmdletAttribute) && data.NamedArguments.Any(argument => argument is { MemberName: "SupportsShouldProcess", TypedValue.Value: true })) ? s_ofShouldProcess : [];
        Assert.Equal(code.Keys.Concat(byShouldProcess).Order(StringComparer.Ordinal), page.Parameters.Select(x => x.Name).Order(StringComparer.Ordinal));
        Assert.All(page.Parameters.Where(IsOfShouldProcess), help => Assert.Equal(("SwitchParameter", false), (help.Type, help.IsRequired)));
        foreach (HelpParameter help in page.Parameters.Where(help => !IsOfShouldProcess(help)))
        {
            PropertyInfo parameter = code[help.Name];
            Assert.Equal(TypeName(parameter.PropertyType), help.Type);
            Assert.Equal(parameter.Aliases(), help.Aliases);
            Assert.Equal(parameter.IsMandatory(), help.IsRequired);
            Assert.Equal(parameter.Position(), help.Position);
            Assert.Equal(PipelineInput(parameter), help.PipelineInput);
            Assert.Equal(parameter.AcceptedValues(), help.AcceptedValues);
            Assert.NotEmpty(help.Text);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_default_value_is_the_one_in_the_code(string name)
    {
        object cmdlet = Activator.CreateInstance(Cmdlets.OfName(name))!;
        foreach (HelpParameter help in Page(name).Parameters.Where(help => !IsOfShouldProcess(help)))
        {
            // Names, arrays and nullable parameters have their default in words.
            object? value = cmdlet.GetType().GetProperty(help.Name)!.GetValue(cmdlet);
            if (value is int or double or Enum)
                Assert.Equal(FormattableString.Invariant($"{value}"), help.DefaultValue);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_syntax_holds_every_parameter(string name)
    {
        HelpPage page = Page(name);
        string syntax = string.Join(' ', page.Syntax.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        Assert.All(page.Parameters, parameter => Assert.Contains($" {parameter} ", syntax, StringComparison.Ordinal));
        Assert.Equal(page.Parameters.Count, syntax.Split(" [-", StringSplitOptions.None).Length - 1 + syntax.Split(" [[-", StringSplitOptions.None).Length - 1);
        Assert.EndsWith("[<CommonParameters>]", syntax, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_page_has_three_examples_that_name_a_task(string name)
    {
        HelpPage page = Page(name);
        Assert.True(page.Examples.Count >= 3);
        Assert.All(page.Examples, example =>
        {
            Assert.Matches(@"^Example \d: \p{Lu}.{10,}$", example.Title);
            Assert.Contains(page.Name, example.Code, StringComparison.Ordinal);
            Assert.NotEmpty(example.Remarks);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_page_names_the_outputs_that_are_declared(string name) => Assert.Equal(
        Cmdlets.OutputsOf(Cmdlets.OfName(name)).Select(x => x.FullName).Order(StringComparer.Ordinal),
        Page(name).Outputs.Select(output => output.Type).Order(StringComparer.Ordinal));

    // No attempt ends with NameNotResolved: only what a client logged can mean it.
    [Fact]
    public void Every_letter_of_a_strip_is_explained() => Assert.All(
        Enum.GetValues<WireEvent>().Except([WireEvent.NameNotResolved]),
        wireEvent => Assert.Contains($"`{TlsPathResult.FailureLetter(wireEvent)}` ", File.ReadAllText(Path.Combine(Repository.Help, "Test-TlsPerIP.md")), StringComparison.Ordinal));

    [Fact]
    public void The_help_file_has_the_name_that_Get_Help_looks_for()
    {
        Assert.All(s_pages, page => Assert.Equal("TlsPathTools.dll-Help.xml", page.HelpFile));
        XDocument maml = XDocument.Load(Path.Combine(Repository.ModuleFolder, "en-US", "TlsPathTools.dll-Help.xml"));
        XNamespace command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
        Assert.Equal(s_pages.Select(page => page.Name).Order(StringComparer.Ordinal),
            maml.Descendants(command + "details").Select(x => x.Element(command + "name")!.Value).Order(StringComparer.Ordinal));
    }

    private static bool IsOfShouldProcess(HelpParameter help) => s_ofShouldProcess.Contains(help.Name, StringComparer.Ordinal);

    private static HelpPage Page(string name) => s_pages.Single(page => page.Name == name);

    private static string TypeName(Type type) => type.IsArray ? TypeName(type.GetElementType()!) + "[]" : type.Plain().Name;

    private static string PipelineInput(PropertyInfo parameter) => (parameter.TakesProperties(), parameter.TakesValues()) switch
    {
        (true, true) => "True (ByPropertyName, ByValue)",
        (true, false) => "True (ByPropertyName)",
        (false, true) => "True (ByValue)",
        _ => "False",
    };
}
