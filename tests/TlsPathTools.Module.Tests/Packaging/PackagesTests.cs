using System.IO.Compression;
using System.Xml.Linq;
using TlsPathTools.Packager;
using TlsPathTools.TestServers;

namespace TlsPathTools.Module.Tests.Packaging;

public sealed class PackagesTests : IDisposable
{
    private static readonly DateTimeOffset s_time = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    private readonly TempFolder _folder = new();
    private readonly string _gallery;
    private readonly string _azure;

    public PackagesTests()
    {
        IReadOnlyList<string> packages = Packages.Write(Repository.ModuleFolder, _folder.File("packages"), s_time);
        (_gallery, _azure) = (packages[0], packages[1]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_Gallery_package_is_the_staged_module_between_the_parts_of_a_NuGet_package()
    {
        Dictionary<string, byte[]> entries = Read(_gallery);
        Assert.Equal(["TlsPathTools.nuspec", "[Content_Types].xml", "_rels/.rels"], entries.Keys.Except(Staged.Keys).Order(StringComparer.Ordinal));
        Assert.All(Staged, file => Assert.Equal(file.Value, entries[file.Key]));
    }

    [Fact]
    public void The_zip_for_Azure_Automation_is_the_staged_module_in_a_folder_of_its_name()
    {
        Dictionary<string, byte[]> entries = Read(_azure);
        Assert.Equal("TlsPathTools.zip", Path.GetFileName(_azure));
        Assert.Equal(Staged.Keys.Select(name => $"TlsPathTools/{name}").Order(StringComparer.Ordinal), entries.Keys);
        Assert.All(Staged, file => Assert.Equal(file.Value, entries[$"TlsPathTools/{file.Key}"]));
    }

    [Fact]
    public void Two_packages_of_one_build_are_the_same_bytes()
    {
        IReadOnlyList<string> again = Packages.Write(Repository.ModuleFolder, _folder.File("again"), s_time.ToOffset(TimeSpan.FromHours(9)));
        Assert.Equal(File.ReadAllBytes(_gallery), File.ReadAllBytes(again[0]));
        Assert.Equal(File.ReadAllBytes(_azure), File.ReadAllBytes(again[1]));
    }

    [Fact]
    public void Entries_are_sorted_and_have_the_time_of_the_commit()
    {
        foreach (string package in new[] { _gallery, _azure })
        {
            using ZipArchive archive = ZipFile.OpenRead(package);
            Assert.Equal(archive.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal), archive.Entries.Select(entry => entry.FullName));
            Assert.All(archive.Entries, entry => Assert.Equal(s_time.DateTime, entry.LastWriteTime.DateTime));
        }
    }

    // The Gallery takes what is a module, and what it offers, from the tags alone.
    [Fact]
    public void The_nuspec_says_what_the_manifest_says()
    {
        XElement metadata = XDocument.Load(new MemoryStream(Read(_gallery)["TlsPathTools.nuspec"])).Root!.Elements().Single();
        Assert.Equal("TlsPathTools", metadata.Elements().Single(x => x.Name.LocalName == "id").Value);
        Assert.Equal(Repository.ModuleVersion, metadata.Elements().Single(x => x.Name.LocalName == "version").Value);
        string[] tags = metadata.Elements().Single(x => x.Name.LocalName == "tags").Value.Split(' ');
        Assert.Superset(new HashSet<string> { "PSModule", "PSIncludes_Cmdlet", "PSEdition_Core", "TLS" }, tags.ToHashSet());
        Assert.Equal(Cmdlets.Types.Select(type => $"PSCmdlet_{Cmdlets.NameOf(type)}").Order(StringComparer.Ordinal),
            tags.Where(tag => tag.StartsWith("PSCmdlet_", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_file_of_the_Gallery_package_has_a_content_type()
    {
        Dictionary<string, byte[]> entries = Read(_gallery);
        List<XElement> types = XDocument.Load(new MemoryStream(entries["[Content_Types].xml"])).Root!.Elements().ToList();
        Assert.All(entries.Keys.Where(name => name != "[Content_Types].xml"), name => Assert.Contains(types, type =>
            (string?)type.Attribute("Extension") == Path.GetExtension(name).TrimStart('.') || (string?)type.Attribute("PartName") == "/" + name));
    }

    [Fact]
    public void A_package_is_small()
    {
        long gallery = new FileInfo(_gallery).Length, azure = new FileInfo(_azure).Length, unpacked = Staged.Values.Sum(file => (long)file.Length);
        TestContext.Current.TestOutputHelper?.WriteLine($"nupkg {gallery:N0} bytes, zip {azure:N0}, unpacked {unpacked:N0}");
        Assert.InRange(gallery, 100_000, 3_500_000);
        Assert.InRange(azure, 100_000, 3_500_000);
        Assert.InRange(unpacked, 100_000, 11_000_000);
    }

    private static Dictionary<string, byte[]> Staged { get; } = Directory.GetFiles(Repository.ModuleFolder, "*", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(Repository.ModuleFolder, file).Replace('\\', '/'), File.ReadAllBytes);

    private static Dictionary<string, byte[]> Read(string package)
    {
        using ZipArchive archive = ZipFile.OpenRead(package);
        return archive.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using Stream stream = entry.Open();
            using var content = new MemoryStream();
            stream.CopyTo(content);
            return content.ToArray();
        });
    }
}
