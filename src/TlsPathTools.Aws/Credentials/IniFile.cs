using TlsPathTools.Aws.Pipeline;

namespace TlsPathTools.Aws.Credentials;

/// <summary>
/// Reads a file of the AWS CLI: sections, settings, and settings below settings by indentation, which become <c>outer.inner</c>. Names of
/// settings know no case, names of sections do; the values are as they stand there, as in botocore.
/// </summary>
internal static class IniFile
{
    private const int MaxBytes = 4 << 20;

    /// <summary>The sections of a file by their headings; none where there is no file.</summary>
    /// <exception cref="AwsRefusal">It cannot be read; the message names the line, but not what stands there.</exception>
    public static Dictionary<string, Dictionary<string, string>> Read(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                return new(StringComparer.Ordinal);
            if (file.Length > MaxBytes)
                throw new AwsRefusal(GapKind.TooLarge, $"The file {SafeText.Escape(path)} is larger than {MaxBytes >> 20} MB: that is no AWS configuration.");
            return Parse(File.ReadAllLines(path), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AwsRefusal(GapKind.Other, $"The file {SafeText.Escape(path)} cannot be read: {exception.GetType().Name}.", "Check that this user may read it.", exception);
        }
    }

    /// <summary>The sections of a file's lines.</summary>
    public static Dictionary<string, Dictionary<string, string>> Parse(IReadOnlyList<string> lines, string path)
    {
        var sections = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        Dictionary<string, string>? section = null;
        string? outer = null;
        for (int index = 0; index < lines.Count; index++)
        {
            string line = index == 0 ? lines[0].TrimStart('\uFEFF') : lines[index];
            string text = line.Trim();
            if (text.Length == 0 || text[0] is '#' or ';')
                continue;
            if (line[0] == '[')
            {
                int end = text.IndexOf(']', StringComparison.Ordinal);
                if (end < 0)
                    throw Malformed(path, index);
                string heading = text[1..end].Trim();
                if (!sections.TryGetValue(heading, out section))
                    sections.Add(heading, section = new(StringComparer.OrdinalIgnoreCase));
                outer = null;
                continue;
            }

            if (section is null || !Add(section, char.IsWhiteSpace(line[0]) ? outer : null, text, out string name))
                throw Malformed(path, index);
            if (!char.IsWhiteSpace(line[0]))
                outer = name;
        }

        return sections;
    }

    // A line below another that is no setting continues the other's value.
    private static bool Add(Dictionary<string, string> section, string? outer, string text, out string name)
    {
        int sign = text.IndexOfAny(['=', ':']);
        name = sign < 0 ? "" : text[..sign].TrimEnd();
        if (outer is not null && section.GetValueOrDefault(outer) is { } begun && (name.Length == 0 || begun.Length > 0))
            section[outer] = $"{begun}\n{text}";
        else if (name.Length > 0)
            section[outer is null ? name : $"{outer}.{name}"] = text[(sign + 1)..].Trim();
        return name.Length > 0 || outer is not null;
    }

    private static AwsRefusal Malformed(string path, int index) => new(
        GapKind.Malformed, FormattableString.Invariant($"Line {index + 1} of {SafeText.Escape(path)} is neither a section nor a setting."), "Correct the file; 'aws configure list' reads it too.");
}
