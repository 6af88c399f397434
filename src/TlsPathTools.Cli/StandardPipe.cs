using Microsoft.Win32.SafeHandles;

namespace TlsPathTools.Cli;

/// <summary>
/// Standard output as a pipe that says when its reader is gone. The console's own stream swallows that, and an hour's
/// run into `head -1` would go on for the hour.
/// </summary>
internal static class StandardPipe
{
    private const int StandardOutput = 1;
    private const int BrokenPipe = 32;

    public static TextWriter Open()
    {
        if (OperatingSystem.IsWindows())
            return Console.Out;

        var stream = new FileStream(new SafeFileHandle(StandardOutput, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        // In a file, FileStream would keep a position of its own: what another program appends would be overwritten.
        return stream.CanSeek ? Console.Out : new StreamWriter(stream) { AutoFlush = true };
    }

    /// <summary>EPIPE: on Unix, .NET hands the number on as it is.</summary>
    public static bool IsBroken(IOException e) => e.HResult == BrokenPipe;
}
