using System.Management.Automation;
using System.Reflection;

namespace TlsPathTools.Module.Tests;

public class ErrorsTests
{
    public static TheoryData<string> Ids => [.. typeof(Errors).GetFields(BindingFlags.NonPublic | BindingFlags.Static).Where(x => x.IsLiteral).Select(x => (string)x.GetRawConstantValue()!)];

    private static IEnumerable<MethodInfo> Factories =>
        typeof(Errors).GetMethods(BindingFlags.NonPublic | BindingFlags.Static).Where(x => x.IsAssembly && x.ReturnType == typeof(ErrorRecord));

    [Theory]
    [MemberData(nameof(Ids))]
    public void An_id_is_used_by_one_factory_and_documented_in_a_page(string id)
    {
        string errors = File.ReadAllText(Path.Combine(Repository.Root, "src", "TlsPathTools", "Errors.cs"));
        Assert.Equal(1, errors.Split($"        {id}, ").Length - 1);
        Assert.Contains(Directory.GetFiles(Repository.Help, "*-*.md"), page => File.ReadAllText(page).Contains($"`{id}`", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_factory_is_used()
    {
        string[] sources = Repository.Sources.Where(file => Path.GetFileName(file) != "Errors.cs").Select(File.ReadAllText).ToArray();
        Assert.NotEmpty(Factories);
        Assert.All(Factories, factory => Assert.Contains(sources, source => source.Contains($"Errors.{factory.Name}(", StringComparison.Ordinal)));
    }

    [Fact]
    public void Error_records_are_made_in_one_file() =>
        Assert.Equal(["Errors.cs"], Repository.Sources.Where(file => File.ReadAllText(file).Contains("new ErrorRecord(", StringComparison.Ordinal)
            || File.ReadAllText(file).Contains("ErrorRecord Make(", StringComparison.Ordinal)).Select(Path.GetFileName));
}
