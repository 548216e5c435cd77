using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Tocsin.Server.Config.Probes;
using Tocsin.Signals.Probes;

namespace Tocsin.Server.Probes;

/// <summary>Makes probes, bounded in number and time. Thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="log">Where bugs are told.</param>
internal sealed partial class ProbeHost(TimeProvider time, ILogger log) : IDisposable
{
    private readonly ProbeCounters _counters = new();

    /// <summary>Makes a probe.</summary>
    /// <returns>What came of it, or why none can be made.</returns>
    public async Task<(ProbeResult? Result, ProbeRefusal Refusal)> ProbeAsync(
        ProbeSet set, ProbeRequest request, CancellationToken cancellation)
    {
        string name = request.Module.Length == 0 ? ProbeSet.DefaultModule : request.Module;
        if (!set.Modules.TryGetValue(name, out ProbeModuleConfig? module))
        {
            _counters.UnknownModule();
            return (null, new(400, $"Unknown module {Model.Labels.GoQuote.Quote(name)}"));
        }

        if (module.Unserved is { } reason)
        {
            return (null, new(400, $"Module {Model.Labels.GoQuote.Quote(name)}: {reason}"));
        }

        if (ProbeBudget.Compute(request.Patience, module.Timeout, set.Settings.TimeoutOffset, out TimeSpan budget) is { } fault)
        {
            return (null, new(500, $"Failed to parse timeout from Prometheus header: {fault}"));
        }

        if (request.Target.Length == 0)
        {
            return (null, new(400, "Target parameter is missing"));
        }

        if (WithHostname(module, request.Hostname, out module) is { } clash)
        {
            return (null, new(400, clash));
        }

        using var timeUp = new CancellationTokenSource(budget, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, cancellation);
        try
        {
            await set.Turns.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _counters.Refused();
            return (null, new(503, $"{set.Settings.ConcurrentMax} probes are under way, and none ended in time"));
        }

        try
        {
            return (await RunAsync(set, request, (module, budget), either.Token).ConfigureAwait(false), default);
        }
        finally
        {
            set.Turns.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _counters.Dispose();

    private async Task<ProbeResult> RunAsync(
        ProbeSet set, ProbeRequest request, (ProbeModuleConfig Module, TimeSpan Budget) how, CancellationToken cancellation)
    {
        long began = time.GetTimestamp();
        using var run = new ProbeRun
        {
            Target = request.Target,
            Module = how.Module,
            Services = set.Services,
            Time = time,
            Trail = new ProbeTrail(time),
            Cancellation = cancellation,
        };
        run.Trail.Tell("Probing", ("prober", how.Module.Prober), ("timeout_seconds", how.Budget.TotalSeconds));
        bool isGood = false;
        try
        {
            isGood = await ProberOf(how.Module.Prober)(run).ConfigureAwait(false);
        }
        catch (Exception late) when (ProbeFaults.IsExpected(late))
        {
            run.Trail.Fail(ProbeFaults.Describe(late, run));
        }
        catch (Exception bug)
        {
            run.Trail.Fail("The probe ended with a bug of this program");
            LogBug(log, how.Module.Prober, bug);
        }

        TimeSpan took = time.GetElapsedTime(began);
        run.Metrics.Set(ProbeGauges.Success, isGood ? 1 : 0);
        run.Metrics.Set(ProbeGauges.Duration, took.TotalSeconds);
        run.Metrics.Set(ProbeGauges.Timeout, how.Budget.TotalSeconds);
        run.Trail.Tell(isGood ? "The probe succeeded" : "The probe failed", ("duration_seconds", took.TotalSeconds));
        _counters.Ended(how.Module.Prober, isGood, took);
        return new ProbeResult
        {
            IsGood = isGood,
            Fault = run.Trail.Fault,
            Metrics = run.Metrics,
            Steps = run.Trail.Steps,
            Module = how.Module,
        };
    }

    private static Func<ProbeRun, Task<bool>> ProberOf(string prober) => prober switch
    {
        "http" => HttpProber.ProbeAsync,
        "tcp" => TcpProber.ProbeAsync,
        "unix" => TcpProber.ProbeUnixAsync,
        "dns" => DnsProber.ProbeAsync,
        "grpc" => GrpcProber.ProbeAsync,
        _ => IcmpProber.ProbeAsync,
    };

    // Source: blackbox_exporter prober, Handler and setHTTPHost.
    private static string? WithHostname(ProbeModuleConfig module, string hostname, out ProbeModuleConfig changed)
    {
        changed = module;
        if (hostname.Length == 0)
        {
            return null;
        }

        if (module.Prober == "http")
        {
            if (module.Http.Host is { } host && host != hostname)
            {
                return $"host header defined both in module configuration ({host}) and with URL-parameter 'hostname' ({hostname})";
            }

            changed = module with
            {
                Http = module.Http with
                {
                    Headers = new Dictionary<string, string>(
                        module.Http.Headers.Where(h => !h.Key.Equals("Host", StringComparison.OrdinalIgnoreCase)))
                    { ["Host"] = hostname },
                },
            };
        }
        else if (module.Prober == "tcp" && module.Tcp.TlsConfig.ServerName.Length == 0)
        {
            changed = module with { Tcp = module.Tcp with { TlsConfig = module.Tcp.TlsConfig with { ServerName = hostname } } };
        }

        return null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A probe ended with a bug {prober}")]
    private static partial void LogBug(ILogger log, string prober, Exception bug);

    /// <summary>What is counted, meter <c>Tocsin.Probes</c>.</summary>
    private sealed class ProbeCounters : IDisposable
    {
        private readonly Meter _meter = new("Tocsin.Probes");
        private readonly Counter<long> _ended;
        private readonly Counter<long> _refused;
        private readonly Counter<long> _unknown;
        private readonly Histogram<double> _took;

        public ProbeCounters()
        {
            _ended = _meter.CreateCounter<long>("tocsin_probes_total", null, "Probes by prober and outcome.");
            _took = _meter.CreateHistogram<double>("tocsin_probe_run_seconds", null, "Time of probes by prober.");
            _refused = _meter.CreateCounter<long>("tocsin_probes_refused_total", null, "Probes that had no turn in their time.");
            _unknown = _meter.CreateCounter<long>("blackbox_module_unknown_total", null, "Probes by modules that nobody knows.");
        }

        public void Ended(string prober, bool isGood, TimeSpan took)
        {
            _ended.Add(1, new("prober", prober), new("outcome", isGood ? "success" : "failure"));
            _took.Record(took.TotalSeconds, new KeyValuePair<string, object?>("prober", prober));
        }

        public void Refused() => _refused.Add(1);

        public void UnknownModule() => _unknown.Add(1);

        public void Dispose() => _meter.Dispose();
    }
}

/// <summary>Why no probe is made.</summary>
/// <param name="Status">The HTTP status for it.</param>
/// <param name="Text">The reason.</param>
internal readonly record struct ProbeRefusal(int Status, string Text);
