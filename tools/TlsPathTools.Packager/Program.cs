using System.Globalization;
using TlsPathTools.Packager;

try
{
    switch (args)
    {
        case ["notices", var list, var target]:
            File.WriteAllText(target, ThirdPartyNotices.Write(File.ReadAllLines(list).Where(line => line.Length > 0).Select(StagedPackage.Read)));
            return 0;
        case ["pack", var folder, var target, var seconds]:
            Packages.Write(folder, target, DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, CultureInfo.InvariantCulture)));
            return 0;
        default:
            Console.Error.WriteLine("usage: TlsPathTools.Packager notices PACKAGE-LIST TARGET-FILE | pack MODULE-FOLDER TARGET-FOLDER UNIX-SECONDS");
            return 64;
    }
}
catch (Exception e) when (e is FormatException or IOException)
{
    // The form that MSBuild reads as an error of the build.
    Console.Error.WriteLine($"error PACK0001: {e.Message}");
    return 1;
}
