using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Tocsin.Server.Metrics;

/// <summary>
/// Adds up what the instruments of all meters named <c>Tocsin.*</c> measure, for scrapes. Instruments carry the exposed
/// name; the catalog knows the help, the buckets and the series that start at zero.
/// </summary>
/// <remarks>A measurement of a known label set takes no lock and allocates nothing.</remarks>
public sealed partial class MetricsAggregator : IDisposable
{
    private const int SeriesPerFamilyMax = 10_000;
    private const string MeterPrefix = "Tocsin.";
    private readonly ConcurrentDictionary<string, Family> _families = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FamilySpec> _catalog;
    private readonly List<Func<IEnumerable<FamilySnapshot>>> _sources = [];
    private readonly Lock _scraping = new();
    private readonly MeterListener _listener = new();
    private readonly ILogger _log;
    private readonly HashSet<Family> _observed = [];
    private long _scrape;
    private long _failedCallbacks;
    private string? _lastCallbackError;

    /// <summary>Starts listening.</summary>
    /// <param name="catalog">Families with a fixed text, some of which start at zero.</param>
    /// <param name="log">Where failing callbacks are told.</param>
    public MetricsAggregator(IEnumerable<FamilySpec> catalog, ILogger log)
    {
        _log = log;
        _catalog = catalog.ToDictionary(f => f.Name, StringComparer.Ordinal);
        foreach (FamilySpec spec in _catalog.Values.Where(f => f.Initial.Count > 0))
        {
            _families[spec.Name] = new Family(spec, SeriesPerFamilyMax);
        }

        _listener.InstrumentPublished = Publish;
        _listener.SetMeasurementEventCallback<long>((i, v, t, s) => Measure(i, v, t, s));
        _listener.SetMeasurementEventCallback<int>((i, v, t, s) => Measure(i, v, t, s));
        _listener.SetMeasurementEventCallback<double>(Measure);
        _listener.SetMeasurementEventCallback<float>((i, v, t, s) => Measure(i, v, t, s));
        _listener.SetMeasurementEventCallback<short>((i, v, t, s) => Measure(i, v, t, s));
        _listener.SetMeasurementEventCallback<byte>((i, v, t, s) => Measure(i, v, t, s));
        _listener.SetMeasurementEventCallback<decimal>((i, v, t, s) => Measure(i, (double)v, t, s));
        _listener.Start();
    }

    /// <summary>
    /// Adds families that are made up at each scrape, such as those of the process. Call before serving.
    /// </summary>
    public void AddSource(Func<IEnumerable<FamilySnapshot>> source) => _sources.Add(source);

    /// <summary>
    /// Every family as it is now, ordered by name. Callbacks of observable instruments run meanwhile.
    /// </summary>
    public IReadOnlyList<FamilySnapshot> Collect()
    {
        lock (_scraping)
        {
            _scrape++;
            RunCallbacks();
            foreach (Family family in _observed)
            {
                family.ForgetUnseen(_scrape);
            }

            var snapshots = new SortedDictionary<string, FamilySnapshot>(StringComparer.Ordinal);
            foreach (Family family in _families.Values)
            {
                snapshots[family.Spec.Name] = family.Snapshot();
            }

            foreach (FamilySnapshot made in _sources.SelectMany(s => s()).Append(OwnFailures()).Append(Refused()))
            {
                snapshots[made.Name] = made;
            }

            return [.. snapshots.Values.Where(s => s.Samples.Count > 0)];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Publish(Instrument instrument, MeterListener listener)
    {
        if (!instrument.Meter.Name.StartsWith(MeterPrefix, StringComparison.Ordinal))
        {
            return;
        }

        string name = ExposedName(instrument);
        Family family = _families.GetOrAdd(
            name,
            n => new Family(_catalog.GetValueOrDefault(n) ?? Describe(n, instrument), SeriesPerFamilyMax));
        if (instrument.IsObservable)
        {
            lock (_scraping)
            {
                _observed.Add(family);
            }
        }

        listener.EnableMeasurementEvents(instrument, family);
    }

    // A counter's name ends in _total; the parts of the program may leave that to the exposition.
    private static string ExposedName(Instrument instrument)
    {
        const string Total = "_total";
        string name = LabelText.Name(instrument.Name);
        return Kind(instrument) == MetricKind.Counter && !name.EndsWith(Total, StringComparison.Ordinal)
            ? name + Total
            : name;
    }

    private static MetricKind Kind(Instrument instrument) => instrument.GetType().Name switch
    {
        "Counter`1" or "ObservableCounter`1" => MetricKind.Counter,
        "Histogram`1" => MetricKind.Histogram,
        _ => MetricKind.Gauge,
    };

    private static FamilySpec Describe(string name, Instrument instrument)
    {
        var spec = new FamilySpec(name, Kind(instrument), instrument.Description ?? "");
        return instrument is Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds }
            ? spec with { Buckets = bounds }
            : spec;
    }

    private void Measure(
        Instrument instrument,
        double value,
        ReadOnlySpan<KeyValuePair<string, object?>> tags,
        object? state)
    {
        var family = (Family)state!;
        if (instrument.IsObservable)
        {
            family.SetObserved(value, tags, _scrape);
        }
        else if (instrument is Gauge<long> or Gauge<int> or Gauge<double>)
        {
            family.Set(value, tags);
        }
        else
        {
            family.Record(value, tags);
        }
    }

    private void RunCallbacks()
    {
        try
        {
            _listener.RecordObservableInstruments();
        }
        catch (AggregateException errors)
        {
            // One gauge that cannot be asked must not hide all the others.
            _failedCallbacks += errors.InnerExceptions.Count;
            if (errors.InnerExceptions[0].Message != _lastCallbackError)
            {
                _lastCallbackError = errors.InnerExceptions[0].Message;
                LogCallbackFailed(errors.InnerExceptions[0]);
            }
        }
    }

    private FamilySnapshot OwnFailures() => new(
        "tocsin_metrics_callback_errors_total",
        MetricKind.Counter,
        "Gauges that could not be asked for their value.",
        [new Sample("", "", _failedCallbacks)]);

    private FamilySnapshot Refused() => new(
        "tocsin_metrics_measurements_refused_total",
        MetricKind.Counter,
        "Measurements left out because their metric had too many label sets.",
        [new Sample("", "", _families.Values.Sum(f => f.Refused))]);

    [LoggerMessage(Level = LogLevel.Error, Message = "A metric could not be read")]
    private partial void LogCallbackFailed(Exception exception);
}
