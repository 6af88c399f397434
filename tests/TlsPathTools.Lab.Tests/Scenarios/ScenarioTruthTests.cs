using System.Collections.Concurrent;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Tests.Scenarios;

public class ScenarioTruthTests(ScenarioTruthTests.Runs runs) : IClassFixture<ScenarioTruthTests.Runs>
{
    public static TheoryData<string> Names => [.. ScenarioFile.ShippedNames];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Probes_from_the_clients_position_show_what_the_scenario_promises(string name)
    {
        IReadOnlyList<string> wrong = await runs.Of(name);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>A scenario mostly waits for timeouts: while one is looked at, the next ones run.</summary>
    public sealed class Runs : IAsyncDisposable
    {
        private const int AtOnce = 8;

        private readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyList<string>>>> _runs = new(StringComparer.Ordinal);
        private readonly SemaphoreSlim _room = new(AtOnce);
        private readonly CancellationTokenSource _stop = new();

        public Task<IReadOnlyList<string>> Of(string name)
        {
            Task<IReadOnlyList<string>> wanted = Start(name);
            foreach (string next in ScenarioFile.ShippedNames.Where(known => !_runs.ContainsKey(known)).Take(AtOnce - 1))
                _ = Start(next);
            return wanted;
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            foreach (Lazy<Task<IReadOnlyList<string>>> run in _runs.Values)
                await run.Value.ContinueWith(_ => { }, TaskScheduler.Default);
            _stop.Dispose();
            _room.Dispose();
        }

        private Task<IReadOnlyList<string>> Start(string name) => _runs.GetOrAdd(name, key => new(() => RunAsync(key))).Value;

        private async Task<IReadOnlyList<string>> RunAsync(string name)
        {
            await _room.WaitAsync(_stop.Token);
            try
            {
                return await TruthProbe.RunAsync(ScenarioFile.Load(name), _stop.Token);
            }
            finally
            {
                _room.Release();
            }
        }
    }
}
