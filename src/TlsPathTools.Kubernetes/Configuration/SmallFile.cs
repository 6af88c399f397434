namespace TlsPathTools.Kubernetes.Configuration;

/// <summary>Files as a person or a small program writes them: nothing larger is read.</summary>
internal static class SmallFile
{
    /// <summary>The text of a file.</summary>
    /// <exception cref="IOException">It cannot be read, or is too large.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public static string ReadText(string path, int maxBytes)
    {
        if (Directory.Exists(path))
            throw new IOException("it is a folder");
        // A file may be a pipe (a shell's process substitution), which has no length.
        using var file = new FileStream(path, new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete });
        using var reader = new StreamReader(file);
        var text = new System.Text.StringBuilder();
        char[] buffer = new char[16 << 10];
        while (reader.Read(buffer) is > 0 and int count)
        {
            if (text.Length + count > maxBytes)
                throw new IOException($"it is larger than {maxBytes >> 10} KB");
            text.Append(buffer, 0, count);
        }

        return text.ToString();
    }

    /// <summary>Why a file cannot be read, without its name.</summary>
    public static string Why(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "it does not exist",
        UnauthorizedAccessException => "this user may not",
        IOException { Message: { } own } when own.StartsWith("it is", StringComparison.Ordinal) => own,
        _ => exception.GetType().Name,
    };
}
