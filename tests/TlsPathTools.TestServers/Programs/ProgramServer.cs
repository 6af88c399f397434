using System.Net;

namespace TlsPathTools.TestServers;

/// <summary>A server program with a folder of its own, which goes with it.</summary>
public abstract class ProgramServer : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly ServerProcess _process;

    private protected ProgramServer(TempFolder folder, ServerProcess process, IPEndPoint endPoint)
    {
        _folder = folder;
        _process = process;
        EndPoint = endPoint;
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The port of <see cref="EndPoint"/>.</summary>
    public int Port => EndPoint.Port;

    /// <summary>What it printed so far.</summary>
    public string Output => _process.Output;

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        AfterEnd();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A free port of a loopback address, for a program to listen at.</summary>
    private protected static IPEndPoint FreeEndPoint(IPAddress? address = null)
    {
        address ??= IPAddress.Loopback;
        return new IPEndPoint(address, ServerProcess.FreePort(address.ToString()));
    }

    private protected static async Task<ServerProcess> LaunchAsync(TempFolder folder, string program, IEnumerable<string> arguments, IPEndPoint ready)
    {
        try
        {
            return await ServerProcess.StartAsync(program, arguments, ready, folder.Path);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private protected string FileOf(string name) => _folder.File(name);

    private protected virtual void AfterEnd()
    {
        // Most programs leave nothing outside their folder.
    }
}
