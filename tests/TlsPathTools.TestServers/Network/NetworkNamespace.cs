using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace TlsPathTools.TestServers;

/// <summary>
/// Runs a piece of code in a named network namespace. Sockets that it opens stay there for good, whatever thread uses them
/// later, so that a server of this process can live in another network.
/// </summary>
internal static partial class NetworkNamespace
{
    private const string Prefix = "tptest";
    private const int NetworkKind = 0x4000_0000;

    /// <summary>A name that no other namespace has. What processes that were killed have left goes first: names carry the number of the process.</summary>
    public static async Task<string> NewNameAsync()
    {
        string ip = RealPart.Require("ip");
        ProgramRun list = await ProgramRun.RunAsync(ip, ["netns", "list"]);
        foreach (string name in list.Output.Split('\n').Select(line => line.Split(' ')[0]))
        {
            string[] part = name.Split('-');
            if (part.Length == 3 && part[0] == Prefix && !Directory.Exists($"/proc/{part[1]}"))
                await ProgramRun.RunAsync(ip, ["netns", "del", name]);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Prefix}-{Environment.ProcessId}-{Random.Shared.Next():x8}");
    }

    /// <summary>The code runs on a thread of its own, which ends afterwards: a namespace belongs to a thread.</summary>
    public static T Within<T>(string name, Func<T> code)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle($"/var/run/netns/{name}");
                if (SetNamespace((int)handle.DangerousGetHandle(), NetworkKind) != 0)
                    throw new InvalidOperationException($"setns: error {Marshal.GetLastPInvokeError()}");
                result = code();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int descriptor, int kind);
}
