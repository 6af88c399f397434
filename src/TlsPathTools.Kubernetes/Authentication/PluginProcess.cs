using System.Diagnostics;

namespace TlsPathTools.Kubernetes.Authentication;

/// <summary>Runs a program without a shell and without input, and takes what it writes; what it complains about is dropped, for it may quote secrets.</summary>
internal static class PluginProcess
{
    private const int MaxOutput = 1 << 20;

    /// <summary>Runs it to its end; when it is cancelled, it and whatever it has started are killed.</summary>
    public static async Task<(int ExitCode, byte[] Output)> RunAsync(
        string path, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> environment, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var start = new ProcessStartInfo(path)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;

        using Process process = Process.Start(start) ?? throw new InvalidOperationException();
        try
        {
            process.StandardInput.Close();
            Task complaints = process.StandardError.BaseStream.CopyToAsync(Stream.Null, cancellationToken);
            byte[] output = await ReadAsync(process.StandardOutput.BaseStream, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            _ = complaints.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return (process.ExitCode, output);
        }
        catch
        {
            Kill(process);
            throw;
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var output = new MemoryStream();
        byte[] buffer = new byte[16 << 10];
        while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and int count)
        {
            output.Write(buffer, 0, count);
            if (output.Length > MaxOutput)
                throw new IOException("more output than credentials need");
        }

        return output.ToArray();
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception or NotSupportedException or AggregateException)
        {
            // It has ended meanwhile.
        }
    }
}
