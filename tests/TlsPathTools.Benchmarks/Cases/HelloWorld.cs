using TlsPathTools.Benchmarks.Measuring;
using TlsPathTools.TestServers;

namespace TlsPathTools.Benchmarks.Cases;

/// <summary>The smallest .NET program, built for the occasion.</summary>
internal sealed class HelloWorld : IDisposable
{
    private const string Project =
        """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <NuGetAudit>false</NuGetAudit>
          </PropertyGroup>
        </Project>
        """;

    private readonly TempFolder _folder;

    private HelloWorld(TempFolder folder) => _folder = folder;

    /// <summary>What <c>dotnet</c> starts.</summary>
    internal string Assembly => _folder.File("out/hello.dll");

    /// <exception cref="NotMeasuredException">The SDK cannot build it here.</exception>
    internal static async Task<HelloWorld> BuildAsync()
    {
        var folder = new TempFolder();
        folder.Write("Program.cs", "System.Console.WriteLine(\"hello, world\");");
        string project = folder.Write("hello.csproj", Project);
        ProgramRun build = await ProgramRun.RunAsync(Programs.Require("dotnet"), ["build", project, "-c", "Release", "-o", folder.File("out")], bound: TimeSpan.FromMinutes(2));
        var hello = new HelloWorld(folder);
        if (build.ExitCode == 0 && File.Exists(hello.Assembly))
            return hello;

        hello.Dispose();
        throw new NotMeasuredException("a hello world cannot be built here");
    }

    public void Dispose() => _folder.Dispose();
}
