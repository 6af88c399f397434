using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using TlsPathTools.Aws.Pipeline;

namespace TlsPathTools.Aws.Credentials;

/// <summary>Keys that a program writes (<c>credential_process</c>), started without a shell.</summary>
internal sealed class ProcessSource(string profile, string command) : CredentialSource
{
    private const int MaxChars = 64 << 10;

    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public override string Description => $"the credential_process of profile '{SafeText.Escape(profile, 80)}'";

    /// <inheritdoc/>
    public override async Task<AwsKeys> FetchAsync(CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = StartOf(command) };
        try
        {
            process.Start();
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            throw new AwsRefusal(GapKind.NoCredentials, $"The program of {Description} cannot be started.", "Check that it is installed, and its path in the profile.", exception);
        }

        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(s_bound);
        try
        {
            process.StandardInput.Close();
            Task<string> complaints = ReadAsync(process.StandardError, bound.Token);
            string output = await ReadAsync(process.StandardOutput, bound.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(bound.Token).ConfigureAwait(false);
            if (process.ExitCode == 0)
                return KeysJson.Read(Encoding.UTF8.GetBytes(output), $"The program of {Description}");
            // What it says to people; what it writes for us stays unseen.
            string complaint = (await complaints.ConfigureAwait(false)).Trim();
            throw new AwsRefusal(GapKind.NoCredentials, FormattableString.Invariant($"The program of {Description} ended with {process.ExitCode}")
                + (complaint.Length > 0 ? $": {SafeText.Escape(complaint, 200)}" : "."));
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AwsRefusal(GapKind.TimedOut, FormattableString.Invariant($"The program of {Description} did not end within {s_bound.TotalSeconds} s."), inner: exception);
        }
        finally
        {
            Stop(process);
        }
    }

    /// <summary>The words of a command line as a POSIX shell would split them.</summary>
    public static IReadOnlyList<string> Split(string command)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        char quote = '\0';
        for (int index = 0; index < command.Length; index++)
        {
            char c = command[index];
            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (word is not null)
                    words.Add(word.ToString());
                word = null;
                continue;
            }

            word ??= new StringBuilder();
            if (c == quote)
                quote = '\0';
            else if (quote == '\0' && c is '"' or '\'')
                quote = c;
            else if (c == '\\' && quote != '\'' && index + 1 < command.Length && (quote == '\0' || command[index + 1] is '"' or '\\'))
                word.Append(command[++index]);
            else
                word.Append(c);
        }

        if (word is not null)
            words.Add(word.ToString());
        return words;
    }

    private static ProcessStartInfo StartOf(string command)
    {
        var start = new ProcessStartInfo
        {
            UseShellExecute = false, CreateNoWindow = true, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        // On Windows a backslash belongs to the path.
        IReadOnlyList<string> words = Split(OperatingSystem.IsWindows() ? command.Replace("\\", "\\\\", StringComparison.Ordinal) : command);
        start.FileName = words.Count > 0 ? words[0] : "";
        foreach (string word in words.Skip(1))
            start.ArgumentList.Add(word);
        return start;
    }

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            if (text.Length + count <= MaxChars)
                text.Append(buffer, 0, count);
        }

        return text.ToString();
    }

    private static void Stop(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or NotSupportedException)
        {
            // It has ended.
        }
    }
}
