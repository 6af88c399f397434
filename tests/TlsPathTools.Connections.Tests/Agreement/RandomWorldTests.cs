using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TlsPathTools.Connections.Tests.Labs.RandomWorlds;

namespace TlsPathTools.Connections.Tests.Agreement;

/// <summary>
/// For worlds from seeds, rules are concluded to let pass what real bytes get through, and nothing else. Set TLSPATH_WORLDS to "seed" or "first-last" to run others.
/// </summary>
public class RandomWorldTests
{
    private const int Worlds = 250;
    private const int AtOnce = 16;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    [Fact]
    public async Task An_attempt_succeeds_exactly_where_every_hop_is_allowed()
    {
        (int first, int last) = Range();
        var runs = new ConcurrentDictionary<int, WorldRun>();
        var wrong = new ConcurrentDictionary<int, string>();
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            Enumerable.Range(first, last - first + 1),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken },
            async (seed, cancellationToken) =>
            {
                RandomWorld world = RandomWorld.Of(seed);
                WorldRun run = runs[seed] = await WorldRun.OfAsync(world, cancellationToken);
                if (run.Disagreements.Count > 0)
                    wrong[seed] = Tell(world, run);
            });

        Dictionary<string, int> outcomes = Counts(runs.Values.SelectMany(run => run.Expected));
        Dictionary<string, int> deciders = Counts(runs.Values.SelectMany(run => run.Deciders));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{runs.Count} worlds in {watch.Elapsed.TotalSeconds:0.0} s: {outcomes.Values.Sum()} addresses ({Told(outcomes)}), {runs.Values.Sum(run => run.Told.Count)} verdicts and outcomes, {runs.Values.Sum(run => run.HiddenHealth)} addresses with a health that the API does not tell. Decided by: {Told(deciders)}"));
        Assert.True(wrong.IsEmpty, string.Create(CultureInfo.InvariantCulture, $"{wrong.Count} of {runs.Count} worlds disagree: {string.Join(", ", wrong.Keys.Order())}\n{string.Join('\n', wrong.OrderBy(pair => pair.Key).Take(3).Select(pair => pair.Value))}"));
        if (runs.Count < Worlds)
            return;

        // Worlds in which everything works, or nothing, would show nothing.
        Assert.All(["all", "none"], outcome => Assert.InRange(outcomes[outcome], outcomes.Values.Sum() / 4, outcomes.Values.Sum()));
        Assert.All(WorldDeciders.All, kind => Assert.True(deciders.Where(pair => WorldDeciders.Is(kind, pair.Key)).Sum(pair => pair.Value) >= 3, $"hardly ever decided by: {kind}"));
    }

    private static string Tell(RandomWorld world, WorldRun run) =>
        $"""
        --- seed {world.Seed}: {world.Shape}
        {string.Join('\n', run.Disagreements.Select(line => $"WRONG {line}"))}
        {string.Join('\n', run.Told)}
        {JsonSerializer.Serialize(world.Scenario.Network, s_json)}
        {JsonSerializer.Serialize(world.Scenario.TargetGroups, s_json)}
        {JsonSerializer.Serialize(world.Scenario.Cluster, s_json)}
        """;

    private static (int First, int Last) Range() => Environment.GetEnvironmentVariable("TLSPATH_WORLDS")?.Split('-') is { } ends
        ? (int.Parse(ends[0], CultureInfo.InvariantCulture), int.Parse(ends[^1], CultureInfo.InvariantCulture)) : (1, Worlds);

    private static Dictionary<string, int> Counts(IEnumerable<string> items) => items.CountBy(item => item).ToDictionary(StringComparer.Ordinal);

    private static string Told(Dictionary<string, int> counts) =>
        string.Join("; ", counts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value}")));
}
