using System.Reflection;
using TlsPathTools.Packager;
using TlsPathTools.TestServers;

namespace TlsPathTools.Module.Tests.Packaging;

public class ThirdPartyNoticesTests
{
    private static readonly string s_staged = File.ReadAllText(Path.Combine(Repository.ModuleFolder, "THIRD-PARTY-NOTICES.txt"));

    // Whatever is in bin and not ours came in a package; its simple name is the package's here.
    [Fact]
    public void Every_assembly_that_is_not_ours_is_named_with_its_version_and_license()
    {
        string[] foreign = Directory.GetFiles(Path.Combine(Repository.ModuleFolder, "bin"), "*.dll")
            .Select(file => Path.GetFileNameWithoutExtension(file)).Where(name => !name.StartsWith("TlsPathTools", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(foreign);
        Assert.All(foreign, name => Assert.Matches($@"(?m)^{name.Replace(".", "\\.", StringComparison.Ordinal)} \d+\.\S+\n    (MIT|Apache-2\.0)$", s_staged));
        Assert.Equal(foreign.Length, s_staged.Split("\n    Copyright").Length - 1);
    }

    [Fact]
    public void The_texts_of_the_licenses_are_in_it()
    {
        Assert.Contains("Permission is hereby granted, free of charge", s_staged, StringComparison.Ordinal);
        Assert.Contains("TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION", s_staged, StringComparison.Ordinal);
    }

    [Fact]
    public void A_license_whose_text_is_not_at_hand_ends_the_build() =>
        Assert.Contains("GPL-3.0", Assert.Throws<FormatException>(() => ThirdPartyNotices.Write([new StagedPackage("Some.Package", "1.0", "GPL-3.0", "", "")])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("<license type='file'>LICENSE.txt</license>")]
    [InlineData("<licenseUrl>https://example.org/license</licenseUrl>")]
    public void A_package_without_a_license_expression_ends_the_build(string license)
    {
        using var folder = new TempFolder();
        string nuspec = folder.Write("some.nuspec", $"<package><metadata><id>Some.Package</id><version>1.0</version>{license}</metadata></package>");
        Assert.Contains("Some.Package", Assert.Throws<FormatException>(() => StagedPackage.Read(nuspec)).Message, StringComparison.Ordinal);
    }
}
