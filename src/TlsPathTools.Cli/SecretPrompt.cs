using System.Text;

namespace TlsPathTools.Cli;

/// <summary>Reads a password from the terminal without showing it.</summary>
internal static class SecretPrompt
{
    public static string Ask(string question)
    {
        // Standard error, so that a redirected standard output holds results only.
        Console.Error.Write(question);
        var secret = new StringBuilder();
        while (true)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
                break;

            if (key.Key == ConsoleKey.Backspace)
                secret.Length = Math.Max(0, secret.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                secret.Append(key.KeyChar);
        }

        Console.Error.WriteLine();
        return secret.ToString();
    }
}
