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
        _meter.CreateObservableGauge(
            "tocsin_backend_samples_waiting", () => Measure(backend => backend.Samples.Count), null,
            "Samples of rules on their way to a backend.");
        _meter.CreateObservableCounter(
            "tocsin_backend_samples_lost_total", () => Measure(backend => backend.Lost), null,
            "Samples of rules that a backend refused, or that were too many to wait.");
    }

    /// <inheritdoc/>
    public RuleHome? Find(string name) => Volatile.Read(ref _byName).GetValueOrDefault(name)?.Home;

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

    private IEnumerable<Measurement<long>> Measure(Func<Backend, long> count) => Volatile.Read(ref _byName)
        .Select(pair => new Measurement<long>(count(pair.Value), new KeyValuePair<string, object?>("backend", pair.Key)));
}
