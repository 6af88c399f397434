using System.IO.Compression;

namespace TlsPathTools.Packager;

/// <summary>The two packages of a staged module. The same files and time make the same bytes.</summary>
public static class Packages
{
    private const string Module = "TlsPathTools";

    // Zip counts years from 1980; regular file, rw-r--r--.
    private static readonly DateTimeOffset s_earliest = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private const int Attributes = unchecked((int)0x81A4_0000);

    /// <summary>Writes both packages into a folder that then holds nothing else, and returns their paths.</summary>
    public static IReadOnlyList<string> Write(string module, string target, DateTimeOffset time)
    {
        var manifest = new ModuleManifest(File.ReadAllText(Path.Combine(module, Module + ".psd1")));
        (string Name, byte[] Content)[] files = Directory.GetFiles(module, "*", SearchOption.AllDirectories)
            .Select(file => (Path.GetRelativePath(module, file).Replace('\\', '/'), File.ReadAllBytes(file))).ToArray();
        if (Directory.Exists(target))
            Directory.Delete(target, recursive: true);
        Directory.CreateDirectory(target);

        // The Gallery's form: the module at the root, between the parts of a NuGet package.
        string gallery = Path.Combine(target, $"{Module}.{manifest["ModuleVersion"]}.nupkg");
        WriteZip(gallery, time,
        [
            .. files,
            ($"{Module}.nuspec", Nuspec.Manifest(Module, manifest)),
            ("[Content_Types].xml", Nuspec.ContentTypes(files.Select(file => file.Name))),
            ("_rels/.rels", Nuspec.Relationships(Module)),
        ]);

        // Azure Automation takes the module's name from the zip's, and wants one folder of that name in it.
        string azure = Path.Combine(target, $"{Module}.zip");
        WriteZip(azure, time, [.. files.Select(file => ($"{Module}/{file.Name}", file.Content))]);
        return [gallery, azure];
    }

    private static void WriteZip(string path, DateTimeOffset time, IEnumerable<(string Name, byte[] Content)> files)
    {
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach ((string name, byte[] content) in files.OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            ZipArchiveEntry entry = archive.CreateEntry(name, CompressionLevel.SmallestSize);
            entry.LastWriteTime = time < s_earliest ? s_earliest : time.ToUniversalTime();
            entry.ExternalAttributes = Attributes;
            using Stream stream = entry.Open();
            stream.Write(content);
        }
    }
}
