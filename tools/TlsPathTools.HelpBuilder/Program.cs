using TlsPathTools.HelpBuilder;

if (args is not [var source, var target])
{
    Console.Error.WriteLine("usage: TlsPathTools.HelpBuilder MARKDOWN-FOLDER TARGET-FOLDER");
    return 64;
}

try
{
    Directory.CreateDirectory(target);
    string[] files = Directory.GetFiles(source, "*.md").Order(StringComparer.Ordinal).ToArray();

    var pages = files.Where(file => !IsTopic(file)).Select(file => HelpPageReader.Read(File.ReadAllText(file), file)).ToList();
    foreach (var help in pages.GroupBy(page => page.HelpFile, StringComparer.Ordinal))
        MamlWriter.Write(help, Path.Combine(target, help.Key));

    foreach (string file in files.Where(IsTopic))
        File.WriteAllText(Path.Combine(target, Path.GetFileNameWithoutExtension(file) + ".help.txt"), TopicWriter.Write(File.ReadAllText(file)));
    return 0;
}
catch (Exception e) when (e is FormatException or IOException)
{
    // The form that MSBuild reads as an error of the build.
    Console.Error.WriteLine($"error HELP0001: {e.Message}");
    return 1;
}

static bool IsTopic(string file) => Path.GetFileName(file).StartsWith("about_", StringComparison.Ordinal);
