namespace TlsPathTools.Lab;

/// <summary>A folder for this user alone, with what other programs need as files. It goes when the lab ends.</summary>
internal sealed class LabFiles : IDisposable
{
    private readonly DirectoryInfo _folder;

    private LabFiles(DirectoryInfo folder) => _folder = folder;

    public string? KubeConfigPath { get; private set; }

    /// <summary>Where the audit log of the Kubernetes API belongs; null without one.</summary>
    public string? AuditLogPath { get; private set; }

    public string TrustedPemPath { get; private set; } = "";

    /// <summary>Writes them.</summary>
    /// <exception cref="IOException">The temporary folder cannot be written.</exception>
    public static LabFiles Write(string name, string trustedPem, string? kubeConfig)
    {
        // CreateTempSubdirectory makes it with mode 0700.
        string safe = string.Concat(name.Where(character => char.IsAsciiLetterOrDigit(character) || character == '-').Take(40));
        var files = new LabFiles(Directory.CreateTempSubdirectory($"tlspath-lab-{safe}-"));
        try
        {
            files.TrustedPemPath = files.Write("ca.pem", trustedPem);
            if (kubeConfig is not null)
            {
                files.KubeConfigPath = files.Write("kubeconfig", kubeConfig);
                files.AuditLogPath = Path.Combine(files._folder.FullName, "audit.log");
            }

            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Somebody else deleted it, or has a file open (Windows): it is in the temporary folder and holds nothing of worth.
        }
    }

    private string Write(string name, string content)
    {
        string path = Path.Combine(_folder.FullName, name);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.Write(content);
        return path;
    }
}
