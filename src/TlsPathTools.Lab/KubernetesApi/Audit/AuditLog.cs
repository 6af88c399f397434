using System.Text;

namespace TlsPathTools.Lab.KubernetesApi.Audit;

/// <summary>
/// What was asked of the Kubernetes API, by whom: the newest in memory, and in a file of lines as an API server's --audit-log-path, so that everybody
/// can see what a tool wrote, and that it wrote nothing. Thread-safe.
/// </summary>
internal sealed class AuditLog : IDisposable
{
    private const int Most = 20_000;
    private const long LargestFile = 32 << 20;

    private readonly Queue<AuditEvent> _events = new();
    private string? _path;
    private StreamWriter? _file;

    /// <summary>A copy of them, oldest first.</summary>
    public IReadOnlyList<AuditEvent> Events
    {
        get
        {
            lock (_events)
                return [.. _events];
        }
    }

    /// <summary>Also into a file from now on, which is for this user alone.</summary>
    public void WriteTo(string path)
    {
        lock (_events)
        {
            _path = path;
            _file = Open(path);
        }
    }

    public void Add(AuditEvent one)
    {
        lock (_events)
        {
            _events.Enqueue(one);
            if (_events.Count > Most)
                _events.Dequeue();
            if (_file is null)
                return;
            _file.WriteLine(one.ToJson().ToJsonString());
            _file.Flush();
            if (_file.BaseStream.Length > LargestFile)
                Rotate();
        }
    }

    public void Dispose()
    {
        lock (_events)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    // One older file is kept beside it.
    private void Rotate()
    {
        _file!.Dispose();
        File.Move(_path!, _path + ".1", overwrite: true);
        _file = Open(_path!);
    }

    private static StreamWriter Open(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new StreamWriter(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), options);
    }
}
