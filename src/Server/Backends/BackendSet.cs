using System.Diagnostics.Metrics;
using Tocsin.Rules.Evaluation;
using Tocsin.Server.Config;

namespace Tocsin.Server.Backends;

/// <summary>The backends of the configuration in force. Thread-safe; a reload swaps those that changed.</summary>
internal sealed class BackendSet : IRuleHomes, IAsyncDisposable
{
    private readonly BackendServices _services;
    private readonly Meter _meter = new("Tocsin.Backends");
    private Dictionary<string, Backend> _byName = new(StringComparer.Ordinal);

    public BackendSet(IReadOnlyDictionary<string, BackendConfig> configs, BackendServices services)
    {
        _services = services;
        _byName = configs.ToDictionary(pair => pair.Key, pair => new Backend(pair.Key, pair.Value, services), StringComparer.Ordinal);
        Gauge("tocsin_backend_samples_waiting", "Samples of rules on their way to a backend.", backend => backend.Samples.Count);
        Gauge("tocsin_backend_requests", "Requests that a backend answers, or that wait for their turn.",
            backend => Volatile.Read(ref backend.Counts.Here));
        Counter("tocsin_backend_samples_lost_total",
            "Samples of rules that a backend refused, or that were too many to wait.", backend => backend.Lost);
        Counter("tocsin_backend_retries_total", "Requests that were sent to a backend again.",
            backend => Volatile.Read(ref backend.Counts.Retries));
        Counter("tocsin_backend_received_bytes_total", "Bytes of a backend's answers.",
            backend => Volatile.Read(ref backend.Counts.Bytes));
        Counter("tocsin_backend_read_samples_total", "Samples that were read from a backend.",
            backend => Volatile.Read(ref backend.Counts.Samples));
        Counter("tocsin_backend_answer_milliseconds_total", "Time until answers were read whole.",
            backend => Volatile.Read(ref backend.Counts.Milliseconds));
        _meter.CreateObservableCounter(
            "tocsin_backend_requests_total", MeasureOutcomes, null, "Requests to a backend, by how they ended.");
    }

    /// <inheritdoc/>
    public RuleHome? Find(string name, bool evaluatesHere) => evaluatesHere ? Backend(name)?.Here : Backend(name)?.There;

    /// <summary>The names in force.</summary>
    public IReadOnlyCollection<string> Names => Volatile.Read(ref _byName).Keys;

    /// <summary>A backend; null if there is none of that name.</summary>
    public Backend? Backend(string name) => Volatile.Read(ref _byName).GetValueOrDefault(name);

    /// <summary>Puts other backends in force. Those that are as before go on; evaluations under way at the others fail.</summary>
    public async Task SwapAsync(IReadOnlyDictionary<string, BackendConfig> configs)
    {
        Dictionary<string, Backend> before = _byName;
        var now = new Dictionary<string, Backend>(StringComparer.Ordinal);
        foreach ((string name, BackendConfig config) in configs)
        {
            Backend? same = before.GetValueOrDefault(name);
            now.Add(name, same?.Config == config ? same : new Backend(name, config, _services, same?.Samples));
        }

        Volatile.Write(ref _byName, now);
        foreach (Backend gone in before.Values.Except(now.Values))
        {
            await gone.DisposeAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await SwapAsync(new Dictionary<string, BackendConfig>()).ConfigureAwait(false);
        _meter.Dispose();
    }

    private void Gauge(string name, string help, Func<Backend, long> count) =>
        _meter.CreateObservableGauge(name, () => Measure(count), null, help);

    private void Counter(string name, string help, Func<Backend, long> count) =>
        _meter.CreateObservableCounter(name, () => Measure(count), null, help);

    private IEnumerable<Measurement<long>> Measure(Func<Backend, long> count) => Volatile.Read(ref _byName)
        .Select(pair => new Measurement<long>(count(pair.Value), new KeyValuePair<string, object?>("backend", pair.Key)));

    private IEnumerable<Measurement<long>> MeasureOutcomes()
    {
        foreach ((string name, Backend backend) in Volatile.Read(ref _byName))
        {
            BackendCounts counts = backend.Counts;
            (string Outcome, long Count)[] outcomes =
            [
                ("success", Volatile.Read(ref counts.Good)), ("error", Volatile.Read(ref counts.Failed)),
                ("timeout", Volatile.Read(ref counts.TimedOut)),
            ];
            foreach ((string outcome, long count) in outcomes)
            {
                yield return new Measurement<long>(
                    count, new KeyValuePair<string, object?>("backend", name), new KeyValuePair<string, object?>("outcome", outcome));
            }
        }
    }
}
