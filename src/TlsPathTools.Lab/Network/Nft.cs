using System.ComponentModel;
using System.Diagnostics;

namespace TlsPathTools.Lab.Network;

/// <summary>The program nft.</summary>
internal static class Nft
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(10);

    /// <summary>Runs a script, as a whole or not at all.</summary>
    /// <exception cref="IOException">There is no such program, or it refused; the message says what to do.</exception>
    public static async Task RunAsync(string script, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Find()) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("-f");
        start.ArgumentList.Add("-");
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(s_bound);
        using Process process = Begin(start);
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(bound.Token);
            await process.StandardInput.WriteAsync(script.AsMemory(), bound.Token).ConfigureAwait(false);
            process.StandardInput.Close();
            await process.WaitForExitAsync(bound.Token).ConfigureAwait(false);
            if (process.ExitCode != 0)
                throw new IOException($"nft refused the lab's rules (it needs root, and a network namespace that it may change): {(await errors.ConfigureAwait(false)).Split('\n')[0]}");
        }
        catch (OperationCanceledException exception)
        {
            process.Kill();
            cancellationToken.ThrowIfCancellationRequested();
            throw new IOException("nft did not end.", exception);
        }
    }

    private static Process Begin(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new IOException("There is no nft here: packet filter rules need Linux and nftables.", exception);
        }
    }

    // It is often in a folder that is not on the path of others than root.
    private static string Find() => ((string[])["/usr/sbin/nft", "/sbin/nft", "/usr/local/sbin/nft"]).FirstOrDefault(File.Exists) ?? "nft";
}
