using System.Text;

namespace TlsPathTools.Cli.Output;

/// <summary>A file that appears under its name only when it is whole; until then it grows beside it under another.</summary>
internal sealed class AtomicFile : IDisposable
{
    private readonly string _path;
    private readonly string _temporaryPath;
    private bool _committed;

    private AtomicFile(string path, string temporaryPath, StreamWriter writer)
    {
        _path = path;
        _temporaryPath = temporaryPath;
        Writer = writer;
    }

    public StreamWriter Writer { get; }

    /// <summary>Opens the temporary file, so that a place that cannot be written is known at once.</summary>
    /// <exception cref="Refusal">The place cannot be written.</exception>
    public static AtomicFile Create(string path)
    {
        try
        {
            // A link is followed: replacing it would leave the file it names as it was.
            bool isLink = new FileInfo(path).LinkTarget is not null;
            string target = Path.GetFullPath(isLink ? File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName : path);
            if (Directory.Exists(target) || (File.Exists(target) && File.GetAttributes(target).HasFlag(FileAttributes.ReadOnly)) || IsDevice(target))
                throw Refusal.CouldNotTest($"--output: '{SafeText.Escape(path)}' is a folder, a device or write-protected. Name another file, or use --json.");

            string temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}.tmp");
            var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            return new AtomicFile(target, temporary, new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Refusal.CouldNotTest($"--output: '{SafeText.Escape(path)}' cannot be written: {SafeText.Escape(e.Message)} Nothing was probed.", e);
        }
    }

    /// <summary>Gives the file its name.</summary>
    public async Task CommitAsync()
    {
        await Writer.DisposeAsync();
        File.Move(_temporaryPath, _path, overwrite: true);
        _committed = true;
    }

    public void Dispose()
    {
        if (_committed)
            return;

        try
        {
            Writer.Dispose();
        }
        catch (IOException)
        {
            // The disk is full, which is why the file is given up.
        }

        File.Delete(_temporaryPath);
    }

    private static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows() && File.Exists(path) && path.StartsWith("/dev/", StringComparison.Ordinal);
}
