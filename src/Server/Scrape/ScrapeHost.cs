using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Tocsin.Model.Seams;
using Tocsin.Notify.HttpClients;
using Tocsin.Server.Config.Prometheus;
using Tocsin.Server.Probes;
using Tocsin.Server.Scrape.Discovery;
using Tocsin.Signals.Discovery;
using Tocsin.Signals.Scrape;

namespace Tocsin.Server.Scrape;

/// <summary>What scraping runs amid.</summary>
internal sealed record ScrapeHostParts
{
    /// <summary>Where the samples of a target go.</summary>
    public required Func<ScrapeTargetModel, ISeriesAppender> Appender { get; init; }

    /// <summary>Where the series about scrapes go.</summary>
    public required ISeriesAppender Reports { get; init; }

    public required ISeriesNotes Notes { get; init; }

    public required HttpClientFactory Http { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Log { get; init; }

    /// <summary>Targets within this program.</summary>
    public IReadOnlyList<IInnerTarget> Inner { get; init; } = [];

    /// <summary>Probes targets of <c>probes.targets</c>; null where there are none.</summary>
    public ProbeFetch? Probes { get; init; }
}

/// <summary>Scrapes: one lane owns the schedule, bodies come and are read beside it. Thread-safe.</summary>
internal sealed partial class ScrapeHost : IAsyncDisposable
{
    // Timers count whole milliseconds and may be early by one; waking again for that is dear.
    private const int EarlyMs = 1;

    // So many scrapes begin one after the other before another thread takes more.
    private const int AtOnce = 16;

    private const int LongestWaitMs = 30_000;

    private static readonly Action Wake = static () => { };

    private readonly ScrapeHostParts _parts;
    private readonly ScrapeSchedule _schedule = new();
    private readonly ScrapeFetch _fetch;
    private readonly SemaphoreSlim _reading = new(Environment.ProcessorCount);
    private readonly Channel<Action> _work = Channel.CreateUnbounded<Action>(
        new() { SingleReader = true, AllowSynchronousContinuations = true });
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RelabelingMemory _relabelings = new();
    private readonly Dictionary<string, RunningJob> _jobs = new(StringComparer.Ordinal);
    private readonly ITimer _timer;
    private ScraperParts? _scrapers;
    private ScrapeView _view = ScrapeView.Empty;
    private Task _lane = Task.CompletedTask;
    // The lane itself and each scrape under way.
    private int _busy = 1;

    private ScrapeHost(ScrapeHostParts parts)
    {
        _parts = parts;
        _fetch = new ScrapeFetch(parts.Time);
        _timer = parts.Time.CreateTimer(
            static host => ((ScrapeHost)host!)._work.Writer.TryWrite(Wake), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Metrics = new ScrapeMetrics(this);
    }

    /// <summary>What is scraped and how it is, as of a moment ago.</summary>
    public ScrapeView View => Volatile.Read(ref _view);

    /// <summary>What it counts.</summary>
    public ScrapeMetrics Metrics { get; }

    /// <summary>Puts a configuration in force and begins.</summary>
    public static ScrapeHost Start(PrometheusConfig config, ScrapeHostParts parts)
    {
        var host = new ScrapeHost(parts);
        host._work.Writer.TryWrite(() => host.Swap(config));
        host._lane = Task.Run(host.RunAsync);
        return host;
    }

    /// <summary>Puts a changed configuration in force; targets that stay keep their series and their place in time.</summary>
    public Task SwapAsync(PrometheusConfig config)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isTaken = _work.Writer.TryWrite(() =>
        {
            Swap(config);
            done.SetResult();
        });
        return isTaken ? done.Task : Task.CompletedTask;
    }

    /// <summary>Looks which of the targets within this program are wanted.</summary>
    public void LookInside() => _work.Writer.TryWrite(Publish);

    public async ValueTask DisposeAsync()
    {
        _work.Writer.TryComplete();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _lane.ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
        foreach (RunningJob job in _jobs.Values)
        {
            await job.Discovery.DisposeAsync().ConfigureAwait(false);
        }

        Metrics.Dispose();
        _fetch.Dispose();
        _reading.Dispose();
        _stopping.Dispose();
    }

    private long NowMs => _parts.Time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task RunAsync()
    {
        do
        {
            while (_work.Reader.TryRead(out Action? work))
            {
                work();
            }

            RunDue();
        }
        while (await WaitAsync().ConfigureAwait(false));

        // Scrapes under way end by the same signal; the store must outlive them.
        Leave();
        await _idle.Task.ConfigureAwait(false);
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _busy) == 0)
        {
            _idle.SetResult();
        }
    }

    private void RunDue()
    {
        long now = NowMs + EarlyMs;
        List<(ScrapeSchedule.Turn Turn, ScrapeJob? Job, long DueMs)>? due = null;
        while (_schedule.TakeDue(now) is { } turn)
        {
            Interlocked.Increment(ref _busy);
            due ??= new(AtOnce);
            due.Add((turn, _jobs.GetValueOrDefault(turn.Target.Pool.Name)?.Job, turn.DueMs));
            if (due.Count == AtOnce)
            {
                Begin(due);
                due = null;
            }
        }

        if (due is not null)
        {
            Begin(due);
        }
    }

    // Beside the lane, since a scrape does some of its work at once.
    private void Begin(List<(ScrapeSchedule.Turn Turn, ScrapeJob? Job, long DueMs)> due) => _ = Task.Run(() =>
    {
        foreach ((ScrapeSchedule.Turn turn, ScrapeJob? job, long dueMs) in due)
        {
            _ = ScrapeAsync(turn, job, dueMs);
        }
    });

    // False at the end. The timer writes into the same channel as everybody else: a wait that is cancelled throws, and that
    // was a tenth of what scraping cost.
    private ValueTask<bool> WaitAsync()
    {
        long waitMs = Math.Min(_schedule.NextMs - NowMs ?? long.MaxValue, LongestWaitMs);
        if (waitMs > EarlyMs)
        {
            _timer.Change(TimeSpan.FromMilliseconds(waitMs), Timeout.InfiniteTimeSpan);
            waitMs = Math.Min(_schedule.NextMs - NowMs ?? long.MaxValue, waitMs);
        }

        // The clock may have gone on before the timer was set.
        return waitMs > EarlyMs ? _work.Reader.WaitToReadAsync(CancellationToken.None) : new(!_stopping.IsCancellationRequested);
    }

    private async Task ScrapeAsync(ScrapeSchedule.Turn turn, ScrapeJob? job, long dueMs)
    {
        ScrapeState state = turn.State;
        try
        {
            state = turn.IsLeaving ? End(turn, dueMs) : await ScrapeAsync(turn, job).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopping: its series go on where they are after the next start.
        }
        catch (Exception wrong)
        {
            LogFault(_parts.Log, turn.Target.Url, wrong);
        }
        finally
        {
            turn.State = state;
            if (!turn.TryEnd())
            {
                _work.Writer.TryWrite(() => _schedule.Finish(turn, NowMs));
            }

            Leave();
        }
    }

    private IInnerTarget InnerOf(ScrapeTargetModel target) =>
        _parts.Inner.First(inner => inner.Target.Pool.Name == target.Pool.Name);

    private static ScrapeState End(ScrapeSchedule.Turn turn, long dueMs)
    {
        turn.Scraper.End(dueMs);
        return turn.State;
    }

    private async Task<ScrapeState> ScrapeAsync(ScrapeSchedule.Turn turn, ScrapeJob? job)
    {
        ScrapeTargetModel target = turn.Target;
        long began = _parts.Time.GetTimestamp();
        long timeMs = ScrapeClock.Align(turn.DueMs, NowMs, target.Interval);
        using ScrapeFetch.Fetched fetched = target.Forced is not null
            ? default
            : job is null
                ? await InnerOf(target).FetchAsync(_stopping.Token).ConfigureAwait(false)
                : job.Config.ProbeModule.Length > 0
                ? await _parts.Probes!.FetchAsync(target, job.Config.ProbeModule, _stopping.Token).ConfigureAwait(false)
                : await _fetch.FetchAsync(job, target, _stopping.Token).ConfigureAwait(false);
        TimeSpan duration = _parts.Time.GetElapsedTime(began);
        await _reading.WaitAsync(_stopping.Token).ConfigureAwait(false);
        ScrapeResult result;
        try
        {
            result = Read(turn.Scraper, target, fetched, (timeMs, duration));
        }
        finally
        {
            _reading.Release();
        }

        Metrics.Completed(target, result, _parts.Time.GetElapsedTime(began));
        TellChange(turn.State, target, result);
        return new ScrapeState(target, result, timeMs, duration);
    }

    private static ScrapeResult Read(
        TargetScraper scraper, ScrapeTargetModel target, in ScrapeFetch.Fetched fetched, (long TimeMs, TimeSpan Duration) when)
    {
        scraper.Target = target;
        var body = new ScrapedBody
        {
            Bytes = fetched.Rented.AsSpan(0, fetched.Length),
            Format = fetched.Format,
            Fault = fetched.Fault,
            IsTooLarge = fetched.IsTooLarge,
            Duration = when.Duration,
        };
        return scraper.Complete(body, when.TimeMs);
    }

    private void Swap(PrometheusConfig config)
    {
        _relabelings.Begin();
        var gone = new HashSet<string>(_jobs.Keys);
        foreach (ScrapeConfig scrape in config.ScrapeConfigs)
        {
            ScrapeJob job = ScrapeJob.From(scrape, _parts.Http, _relabelings);
            RunningJob? before = _jobs.GetValueOrDefault(scrape.JobName);
            var discovery = TargetDiscovery.Start(scrape.Discovery, before?.Discovery, new DiscoveryParts
            {
                Http = _parts.Http,
                Time = _parts.Time,
                Log = _parts.Log,
                Changed = () => _work.Writer.TryWrite(() => Find(scrape.JobName)),
            });
            _jobs[scrape.JobName] = new RunningJob(job, discovery);
            gone.Remove(scrape.JobName);
        }

        foreach (string name in gone)
        {
            _jobs.Remove(name, out RunningJob? job);
            _ = job!.Discovery.DisposeAsync().AsTask();
        }

        foreach (RunningJob job in _jobs.Values)
        {
            Metrics.Synced(job.Build());
        }

        Publish();
    }

    private void Find(string name)
    {
        if (_jobs.TryGetValue(name, out RunningJob? job))
        {
            Metrics.Synced(job.Build());
            Publish();
        }
    }

    private void Publish()
    {
        List<TargetSet> sets = [.. _jobs.Values.Select(job => job.Targets)];
        sets.AddRange(_parts.Inner
            .Where(inner => inner.IsWanted && !_jobs.ContainsKey(inner.Target.Pool.Name))
            .Select(inner => new TargetSet(inner.Target.Pool.Name, [inner.Target], [], 0, [])));

        foreach (string fault in sets.SelectMany(set => set.Faults))
        {
            LogRefused(_parts.Log, fault);
        }

        _schedule.Swap(sets.SelectMany(set => set.Targets), NewScraper, NowMs);
        Volatile.Write(ref _view, new ScrapeView([.. _schedule.Turns], sets));
    }

    // All share what they keep of metadata, and their buffers.
    private TargetScraper NewScraper(ScrapeTargetModel target)
    {
        ISeriesAppender appender = _parts.Appender(target);
        _scrapers ??= new ScraperParts(appender, _parts.Notes);
        return new TargetScraper(target, _scrapers with { Appender = appender, Reports = _parts.Reports });
    }

    // Once when it goes down and once when it comes back, not at every scrape.
    private void TellChange(ScrapeState before, ScrapeTargetModel target, ScrapeResult result)
    {
        string fault = result.Fault;
        if (fault.Length > 0 && before.Last?.Fault.Length is null or 0)
        {
            LogDown(_parts.Log, target.Pool.Name, target.Url, fault);
        }
        else if (fault.Length == 0 && before.Last?.Fault.Length > 0)
        {
            LogUp(_parts.Log, target.Pool.Name, target.Url);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A target cannot be scraped {job} {target} {err}")]
    private static partial void LogDown(ILogger log, string job, string target, string err);

    [LoggerMessage(Level = LogLevel.Information, Message = "A target can be scraped again {job} {target}")]
    private static partial void LogUp(ILogger log, string job, string target);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A target is left out {reason}")]
    private static partial void LogRefused(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A scrape ended with a bug {target}")]
    private static partial void LogFault(ILogger log, string target, Exception wrong);

    private sealed class RunningJob(ScrapeJob job, TargetDiscovery discovery)
    {
        public ScrapeJob Job => job;

        public TargetDiscovery Discovery => discovery;

        public TargetSet Targets { get; private set; } = new(job.Model.Pool.Name, [], [], 0, []);

        public TargetSet Build() => Targets = TargetBuilder.Build(job.Model, discovery.Groups);
    }
}
