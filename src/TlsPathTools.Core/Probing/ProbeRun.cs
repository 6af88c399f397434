using System.Runtime.CompilerServices;
using System.Threading.Channels;
using TlsPathTools.Statistics;

namespace TlsPathTools.Probing;

/// <summary>
/// Interleaved attempts at several addresses. Attempts stream out as they end; <see cref="Results"/> can be asked at
/// any time, also after a cancellation, and covers every attempt that ended so far.
/// </summary>
public sealed class ProbeRun
{
    private readonly IReadOnlyList<ProbeTarget> _targets;
    private readonly ProbeOptions _options;
    private readonly TimeProvider _time;
    private readonly IConnector? _connector;
    private readonly object _lock = new();
    private readonly SequentialTest _sequential = new();
    private Lane[] _lanes = [];
    private int _started;

    /// <summary>A run that has not begun.</summary>
    /// <param name="targets">The addresses; duplicates are tried once.</param>
    /// <param name="options">How and how many.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="connector">What opens connections; null for real sockets.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message is <see cref="ProbeOptions.Problem"/>.</exception>
    public ProbeRun(IReadOnlyList<ProbeTarget> targets, ProbeOptions options, TimeProvider? time = null, IConnector? connector = null)
    {
        if (options.Problem() is { } problem)
            throw new ArgumentException(problem, nameof(options));
        foreach (ProbeTarget target in targets)
        {
            if (target.Port is < 1 or > 65535)
                throw new ArgumentException($"Port {target.Port} does not exist: ports lie between 1 and 65535.", nameof(targets));
        }

        _targets = [.. targets.Distinct()];
        if (options.Proxy is { ConnectByName: true })
            _targets = [.. _targets.DistinctBy(t => (t.HostName, t.Port))];
        _options = options;
        _time = time ?? TimeProvider.System;
        _connector = connector;
    }

    /// <summary>How many attempts the run will make; null when it ends by time or by confidence.</summary>
    public int? Planned => _options.Duration is not null || _options.UntilConfident
        ? null
        : _options.Count * _targets.Count * (_options.CompareDirect ? 2 : 1);

    /// <summary>
    /// Loads and compiles what a first handshake needs, in the background, so that a caller who has something else to do
    /// first (resolving a name) does not wait for it later. Calling it is never needed.
    /// </summary>
    public static void WarmUp() => _ = TlsWarmUp.Done;

    /// <summary>Runs, once. Attempts come in the order in which they end.</summary>
    /// <exception cref="InvalidOperationException">The run was started before.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; all connections are closed by then.</exception>
    public async IAsyncEnumerable<TlsAttempt> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
            throw new InvalidOperationException("A run can be started once.");

        // Leaving the enumeration early (a pipeline that has enough) ends the run as a cancellation does.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Bounded: a slow reader slows the run down instead of filling the memory.
        var ended = Channel.CreateBounded<TlsAttempt>(new BoundedChannelOptions(1024) { SingleReader = true });
        Task producer = ProduceAsync(ended.Writer, stop.Token);
        try
        {
            await foreach (TlsAttempt attempt in ended.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return attempt;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await producer.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await producer.ConfigureAwait(false);
    }

    /// <summary>One result per address and route, in the order of the targets.</summary>
    public IReadOnlyList<TlsPathResult> Results()
    {
        lock (_lock)
            return PathResults.Of([.. _lanes.Select(lane => lane.Tally).OfType<AddressTally>()]);
    }

    private async Task ProduceAsync(ChannelWriter<TlsAttempt> ended, CancellationToken cancellationToken)
    {
        try
        {
            // While the proxy's name is looked up.
            Task warm = _options.Depth == ProbeDepth.ServerHello ? Task.CompletedTask : TlsWarmUp.Done.WaitAsync(cancellationToken);
            await OpenLanesAsync(cancellationToken).ConfigureAwait(false);
            await warm.ConfigureAwait(false);
            using var runner = new AttemptRunner(_options, _time, _connector);
            using var flights = new Flights(_options.MaxConnecting);
            try
            {
                await ScheduleAsync(runner, flights, ended, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await flights.LandedAsync().ConfigureAwait(false);
            }

            ended.Complete();
        }
        catch (Exception e)
        {
            ended.Complete(e);
        }
    }

    private async Task OpenLanesAsync(CancellationToken cancellationToken)
    {
        var routes = new List<ProbeRoute>(2);
        if (_options.Proxy is { } proxy)
            routes.Add(await ProbeRoute.ThroughAsync(proxy, cancellationToken).ConfigureAwait(false));
        if (_options.Proxy is null || _options.CompareDirect)
            routes.Add(ProbeRoute.Direct);

        lock (_lock)
            _lanes = [.. from target in _targets from route in routes select new Lane(target, route)];
    }

    private async Task ScheduleAsync(AttemptRunner runner, Flights flights, ChannelWriter<TlsAttempt> ended, CancellationToken cancellationToken)
    {
        List<Lane> lanes = [];
        foreach (Lane lane in _lanes)
        {
            if (UntestableReason(lane) is { } reason)
                await TellAsync(lane, Untestable(lane, reason), ended, cancellationToken).ConfigureAwait(false);
            else
                lanes.Add(lane);
        }

        if (lanes.Count == 0)
            return;

        // Order and jitter only; nothing secret depends on it.
#pragma warning disable CA5394
        var random = _options.Seed is { } seed ? new Random(seed) : new Random();
#pragma warning restore CA5394
        var schedule = new ProbeSchedule(lanes.Count, TimeSpan.FromSeconds(1 / _options.AttemptsPerSecond), random);
        long start = _time.GetTimestamp();
        for (int round = 0; !IsOver(round, lanes, start); round++)
        {
            foreach ((int lane, TimeSpan due) in schedule.Round(round))
            {
                TimeSpan wait = due - _time.GetElapsedTime(start);
                if (wait > TimeSpan.Zero)
                    await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(false);
                if (_options.Duration is { } duration && round > 0 && _time.GetElapsedTime(start) >= duration)
                    return;

                await runner.ReadyAsync(cancellationToken).ConfigureAwait(false);
                await flights.TakeOffAsync(cancellationToken).ConfigureAwait(false);
                _ = FlyAsync(lanes[lane], round + 1, runner, flights, ended, cancellationToken);
            }
        }
    }

    private async Task FlyAsync(
        Lane lane, int number, AttemptRunner runner, Flights flights, ChannelWriter<TlsAttempt> ended, CancellationToken cancellationToken)
    {
        try
        {
            // Begins on the scheduler's thread: SYNs leave at the time and in the order of the schedule.
            TlsAttempt attempt = await runner.RunAsync(lane.Target, lane.Route, number, cancellationToken).ConfigureAwait(false);
            await TellAsync(lane, attempt, ended, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The run is being ended; an attempt that was cut short says nothing.
        }
        catch (Exception e)
        {
            flights.Crashed(e);
        }
        finally
        {
            flights.Land();
        }
    }

    private async Task TellAsync(Lane lane, TlsAttempt attempt, ChannelWriter<TlsAttempt> ended, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            lane.Tally ??= new AddressTally(attempt);
            lane.Tally.Add(attempt);
        }

        await ended.WriteAsync(attempt, cancellationToken).ConfigureAwait(false);
    }

    private bool IsOver(int round, List<Lane> lanes, long start)
    {
        if (_options.Duration is { } duration)
            return round > 0 && _time.GetElapsedTime(start) >= duration;
        if (!_options.UntilConfident)
            return round >= _options.Count;
        if (round >= _options.MaxCount)
            return true;

        lock (_lock)
            return lanes.TrueForAll(IsDecided);
    }

    private bool IsDecided(Lane lane)
    {
        if (lane.Tally is not { } tally)
            return false;
        if (tally.Attempts == 0)
            return tally.UntestedReason is not null;
        return PathResults.VerdictOf(tally.Failures, tally.Attempts) != Verdict.Untested
            && _sequential.Decide(tally.Failures, tally.Attempts - tally.Failures) != SequentialDecision.Undecided;
    }

    private string? UntestableReason(Lane lane)
    {
        if (_options.TlsVersion == TlsVersion.Tls13 && OperatingSystem.IsMacOS() && _options.Depth != ProbeDepth.ServerHello)
            return "TLS 1.3 alone cannot be tested on macOS: its TLS library does not offer it to .NET";
        if (lane.Route.Problem is { } problem)
            return problem;
        return lane.Route.Proxy is null && _connector is null ? LocalRoute.ProblemOf(lane.Target.Address, _options.SourceAddress) : null;
    }

    private TlsAttempt Untestable(Lane lane, string reason) => AttemptRecord.Create(
        new AttemptFacts
        {
            Target = lane.Target,
            Route = lane.Route,
            Options = _options,
            Stage = lane.Route.Proxy is null ? TlsStage.TcpConnect : TlsStage.ProxyConnect,
            LocalProblem = reason,
        },
        number: 1,
        _time.GetUtcNow().UtcDateTime);

    private sealed class Lane(ProbeTarget target, ProbeRoute route)
    {
        internal ProbeTarget Target { get; } = target;

        internal ProbeRoute Route { get; } = route;

        internal AddressTally? Tally { get; set; }
    }
}
