using System.Collections.Concurrent;
using TlsPathTools.Connections.Tests.Labs;
using TlsPathTools.Lab.Scenarios;

[assembly: AssemblyFixture(typeof(MappedScenarios))]

namespace TlsPathTools.Connections.Tests.Labs;

/// <summary>The shipped scenarios, each run and read once for all tests, few at a time.</summary>
public sealed class MappedScenarios : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<MappedScenario>>> _scenarios = new(StringComparer.Ordinal);

    // They wait far more than they work.
    private readonly SemaphoreSlim _running = new(8);
    private int _asked;

    /// <summary>Names of all of them, for theories.</summary>
    public static TheoryData<string> Names => [.. ScenarioFile.ShippedNames];

    /// <summary>Those whose client is outside of the VPC.</summary>
    public static TheoryData<string> WithClientOutside =>
        [.. ScenarioFile.ShippedNames.Where(name => !ScenarioFile.Load(name).Client.Address.StartsWith("10.", StringComparison.Ordinal))];

    /// <summary>Those whose world stays as it is for a while: a node that goes away by itself has gone a second later.</summary>
    public static TheoryData<string> Steady => [.. ScenarioFile.ShippedNames.Where(name => name != "s15-node-going-away")];

    internal Task<MappedScenario> OfAsync(string name)
    {
        // Who asks for a few wants them alone; from then on, all are wanted, and those that wait for a slow one need not wait for the next as well.
        if (Interlocked.Increment(ref _asked) == 4)
        {
            foreach (string other in ScenarioFile.ShippedNames)
                _ = Start(other);
        }

        return Start(name);
    }

    private Task<MappedScenario> Start(string name) => _scenarios.GetOrAdd(name, _ => new Lazy<Task<MappedScenario>>(() => RunAsync(name))).Value;

    /// <inheritdoc/>
    public void Dispose() => _running.Dispose();

    private async Task<MappedScenario> RunAsync(string name)
    {
        await _running.WaitAsync();
        try
        {
            return await MappedScenario.RunAsync(name, CancellationToken.None);
        }
        finally
        {
            _running.Release();
        }
    }
}
