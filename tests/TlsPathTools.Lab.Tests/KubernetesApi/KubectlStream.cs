using System.Diagnostics;
using TlsPathTools.TestServers;

namespace TlsPathTools.Lab.Tests.KubernetesApi;

/// <summary>A kubectl that goes on, read line by line and killed at the end.</summary>
internal sealed class KubectlStream : IDisposable
{
    private readonly Process _process;

    private KubectlStream(Process process) => _process = process;

    public static KubectlStream Start(KubeLab lab, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(RealPart.Require("kubectl"), arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["HOME"] = lab.Home.Path;
        start.Environment["KUBECONFIG"] = lab.KubeConfigFile;
        return new(Process.Start(start)!);
    }

    /// <summary>The next line; null at the end.</summary>
    public Task<string?> LineAsync() =>
        _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
