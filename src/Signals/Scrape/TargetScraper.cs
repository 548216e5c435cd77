using System.Buffers;
using System.Runtime.InteropServices;
using Tocsin.Model.Labels;
using Tocsin.Model.Relabel;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.Signals.RemoteWrite;

namespace Tocsin.Signals.Scrape;

/// <summary>
/// Turns what one target exposes into samples: knows its series, attaches labels, keeps limits, marks what vanished. It
/// has no clock and makes no connection. Used by one thread at a time.
/// </summary>
// Source: Prometheus scrape, scrapeLoop.scrapeAndReport and append.
public sealed class TargetScraper
{
    private readonly ISeriesAppender _appender;
    private readonly ISeriesAppender _reports;
    private readonly ISeriesNotes _notes;
    private readonly SeriesCache _cache = new();
    private readonly TargetMetadata _metadata;
    private readonly ReportSeries _report = new();
    private readonly List<SeriesRef> _vanished = [];
    private readonly ScrapeScratch _scratch;
    private ScrapeTargetModel _target;

    /// <summary>Starts without knowing a series.</summary>
    /// <param name="target">The target.</param>
    /// <param name="parts">What it works with.</param>
    public TargetScraper(ScrapeTargetModel target, ScraperParts parts)
    {
        (_target, _appender, _reports, _notes) = (target, parts.Appender, parts.Reports, parts.Notes);
        _metadata = new TargetMetadata(parts.Metadata);
        _scratch = parts.Scratch;
    }

    /// <summary>The target; one that reads its series otherwise makes it learn them anew.</summary>
    public ScrapeTargetModel Target
    {
        get => _target;
        set
        {
            if (!ReferenceEquals(_target.Pool, value.Pool) && _target.Pool.ReadsOtherwise(value.Pool))
            {
                _cache.Forget();
            }

            _target = value;
        }
    }

    /// <summary>What the target says of its metrics. For any thread.</summary>
    public IReadOnlyList<MetricMetadata> Metadata => _metadata.All;

    /// <summary>Takes what a scrape brought.</summary>
    /// <param name="body">What it brought.</param>
    /// <param name="timeMs">The time of samples that have none, in Unix milliseconds.</param>
    public ScrapeResult Complete(scoped in ScrapedBody body, long timeMs)
    {
        ScrapeResult result = Run(body, timeMs, out bool isForgotten);
        if (isForgotten)
        {
            // The store forgets series that are silent for long. What it took already is the same again.
            _cache.Forget();
            _report.Forget();
            ScrapeResult second = Run(body, timeMs, out _);
            result = second with { SeriesAdded = result.SeriesAdded };
        }

        return result;
    }

    /// <summary>Marks all series of a target that is gone.</summary>
    public void End(long timeMs)
    {
        ScrapeBatch batch = _scratch.Rent();
        _vanished.Clear();
        _cache.EndBad(_vanished);
        _vanished.AddRange(_report.Series);
        MarkVanished(batch.Samples, timeMs);
        Append(batch.Samples, batch.Added);
        _scratch.Return(batch);
    }

    private ScrapeResult Run(scoped in ScrapedBody body, long timeMs, out bool isForgotten)
    {
        ScrapeBatch batch = _scratch.Rent();
        var reading = new ScrapeReading(this, batch, timeMs);
        _cache.Begin();
        string? fault = _target.Forced ?? body.Fault;
        ScrapeLimit? exceeded = body.IsTooLarge ? ScrapeLimit.Body : null;
        if (fault is null)
        {
            fault = reading.Read(body);
            exceeded = reading.Exceeded;
        }

        _vanished.Clear();
        if (fault is null)
        {
            _cache.EndGood(_vanished, body.Bytes.IsEmpty);
        }
        else
        {
            batch.Samples.Clear();
            batch.Exemplars.Clear();
            batch.Added.Clear();
            _cache.EndBad(_vanished);
        }

        MarkVanished(batch.Samples, timeMs);
        var result = new ScrapeResult
        {
            Fault = fault ?? "",
            Exposed = reading.Exposed,
            Kept = reading.Kept,
            SeriesAdded = reading.SeriesAdded,
            WithoutRoom = reading.WithoutRoom,
            Exceeded = exceeded,
        };
        result = Keep(batch, result, (body.IsTooLarge ? -1 : body.Bytes.Length, body.Duration, timeMs), out isForgotten);
        if (batch.Exemplars.Count > 0)
        {
            _notes.Keep(batch.Exemplars);
        }

        if (_metadata.TakeChanged() is { Count: > 0 } changed)
        {
            _notes.Learn(changed);
        }

        _scratch.Return(batch);
        return result;
    }

    // How many series are new is known only once the store has taken their samples, and told in a sample itself; where none
    // is new, all goes in at once.
    private ScrapeResult Keep(
        ScrapeBatch batch, ScrapeResult result, (int Bytes, TimeSpan Duration, long TimeMs) scrape, out bool isForgotten)
    {
        AppendCounts first = default;
        if (batch.Added.Count > 0)
        {
            first = Append(batch.Samples, batch.Added);
            batch.Samples.Clear();
            batch.Added.Clear();
        }

        result = result with { SeriesAdded = result.SeriesAdded - first.NotAdded };
        _report.Add(
            batch.Samples,
            _reports,
            new ReportedScrape(_target, result, scrape.Duration, scrape.TimeMs) { BodyBytes = scrape.Bytes });
        AppendCounts second = Append(batch.Samples, batch.Added);
        isForgotten = first.IsForgotten || second.IsForgotten;
        return result with
        {
            Duplicates = first.Duplicates + second.Duplicates,
            OutOfOrder = first.Late + second.Late,
            OutOfBounds = first.Outside + second.Outside,
        };
    }

    private void MarkVanished(SampleBatch samples, long timeMs)
    {
        foreach (SeriesRef series in _vanished)
        {
            samples.Add(series, timeMs, StaleMarker.Value);
        }
    }

    private AppendCounts Append(SampleBatch samples, List<int> added)
    {
        AppendOutcome[] rented = ArrayPool<AppendOutcome>.Shared.Rent(Math.Max(1, samples.Count));
        Span<AppendOutcome> outcomes = rented.AsSpan(0, samples.Count);
        int accepted = _appender.Append(samples, outcomes);
        bool isForgotten = false;
        int duplicates = 0;
        int late = 0;
        int outside = 0;
        int notAdded = 0;
        if (accepted < samples.Count)
        {
            foreach (AppendOutcome outcome in outcomes)
            {
                isForgotten |= outcome == AppendOutcome.UnknownSeries;
                duplicates += outcome == AppendOutcome.DuplicateTimestamp ? 1 : 0;
                late += outcome == AppendOutcome.OutOfOrder ? 1 : 0;
                outside += outcome is AppendOutcome.TooOld or AppendOutcome.TooFarAhead ? 1 : 0;
            }

            foreach (int place in added)
            {
                // Of two spellings of a new series upstream counts both.
                notAdded += outcomes[place] is AppendOutcome.OutOfOrder or AppendOutcome.TooOld or AppendOutcome.TooFarAhead ? 1 : 0;
            }
        }

        ArrayPool<AppendOutcome>.Shared.Return(rented);
        return new AppendCounts(isForgotten, duplicates, late, outside) { NotAdded = notAdded };
    }

    private readonly record struct AppendCounts(bool IsForgotten, int Duplicates, int Late, int Outside)
    {
        public int NotAdded { get; init; }
    }

    /// <summary>One body being read.</summary>
    private sealed class ScrapeReading(TargetScraper scraper, ScrapeBatch batch, long timeMs) : IExpositionSink
    {
        private readonly ScrapePoolModel _pool = scraper._target.Pool;
        private int _appended;

        // The series whose sample comes next; -1 if its name is yet to be looked up.
        private int _recognised = -1;

        public int Exposed { get; private set; }

        public int Kept { get; private set; }

        public int SeriesAdded { get; private set; }

        public int WithoutRoom { get; private set; }

        public ScrapeLimit? Exceeded { get; private set; }

        public string? Read(scoped in ScrapedBody body)
        {
            ExpositionFault? fault = body.Format switch
            {
                ScrapeFormat.Text => TextExposition.Read(body.Bytes, this),
                ScrapeFormat.OpenMetrics => OpenMetricsExposition.Read(body.Bytes, this),
                _ => ProtobufExposition.Read(body.Bytes, _pool, this),
            };
            if (fault is { Text: NativeReduction.Fault })
            {
                Exceeded = ScrapeLimit.Buckets;
                return fault.Text;
            }

            if (fault is not null)
            {
                return body.Format == ScrapeFormat.Protobuf ? $"byte {fault.At}: {fault.Text}" : fault.Describe(body.Bytes);
            }

            if (_pool.SamplesMax > 0 && (ulong)_appended > _pool.SamplesMax)
            {
                Exceeded = ScrapeLimit.Samples;
                return "sample limit exceeded";
            }

            return null;
        }

        public void Describe(DescriptionPart part, ReadOnlySpan<byte> metric, ReadOnlySpan<byte> text) =>
            scraper._metadata.Take(part, metric, text);

        public int Recognise(ReadOnlySpan<byte> line)
        {
            _recognised = scraper._cache.Recognise(line, out int length);
            return _recognised < 0 ? 0 : length;
        }

        public string? Take(scoped in ExposedSample sample)
        {
            Exposed++;
            int place = _recognised;
            _recognised = -1;
            bool isFirst = true;
            bool isNew = false;
            if (place < 0)
            {
                SeriesKey key = SeriesKey.Of(sample.Series);
                place = scraper._cache.Find(key);
                isNew = place < 0;
                if (isNew && Learn(sample, key, out place) is { } wrong)
                {
                    return wrong;
                }
            }

            if (!isNew)
            {
                isFirst = scraper._cache.See(place);
            }

            if (place < 0 || scraper._cache[place].IsDropped)
            {
                return null;
            }

            Kept++;
            bool hasTime = sample.HasTime && _pool.HonorTimestamps;
            if (isFirst || hasTime)
            {
                NoteNew(isNew);
                Add(sample, place, hasTime);
            }

            return null;
        }

        // What lies beyond the limit is not kept, and so not added.
        private void NoteNew(bool isNew)
        {
            if (isNew && (_pool.SamplesMax == 0 || (ulong)_appended < _pool.SamplesMax))
            {
                SeriesAdded++;
                batch.Added.Add(batch.Samples.Count);
            }
        }

        private void Add(scoped in ExposedSample sample, int place, bool hasTime)
        {
            ref SeriesCache.Entry entry = ref scraper._cache[place];
            entry.IsTracked = !hasTime || _pool.TrackTimestampsStaleness;
            long time = hasTime ? sample.TimeMs : timeMs;
            if (sample.Histogram is { } histogram)
            {
                batch.Samples.Add(entry.Series, time, histogram);
            }
            else
            {
                batch.Samples.Add(entry.Series, time, sample.Value);
            }

            _appended++;
            if (!sample.ExemplarLabels.IsEmpty)
            {
                TakeExemplar(sample, ref scraper._cache.ExemplarOf(place));
            }
        }

        // Only a series that is new is parsed. A place below 0: the store has no room for it.
        private string? Learn(scoped in ExposedSample sample, SeriesKey key, out int place)
        {
            place = -1;
            LabelEdits edits = batch.Edits;
            edits.Clear();
            if (SeriesText.Read(sample.Series, new(sample.Kind, sample.IsStrict, HasName: true), edits, out bool isSyntax) is { } wrong)
            {
                Exposed -= isSyntax ? 1 : 0;
                return wrong;
            }

            // What only one of the formats takes is not recognised, since a target may change to the other.
            bool isPlain = SeriesText.FindEnd(sample.Series, isStrict: true) == sample.Series.Length;
            int length = isPlain ? sample.Series.Length : 0;
            if (!SampleLabels.Apply(edits, scraper._target))
            {
                place = scraper._cache.Add(key, length, default);
                return null;
            }

            if (SampleLabels.FindFault(edits, _pool) is { } fault)
            {
                return fault;
            }

            if (SampleLabels.FindExcess(edits, _pool) is { } excess)
            {
                Exceeded = ScrapeLimit.Labels;
                return excess;
            }

            LabelSet labels = edits.ToLabelSet();
            SeriesRef series = default;
            scraper._appender.Resolve([labels], new Span<SeriesRef>(ref series));
            if (series.IsNone)
            {
                WithoutRoom++;
                return null;
            }

            place = scraper._cache.Add(key, length, series);
            return null;
        }

        private void TakeExemplar(scoped in ExposedSample sample, ref SeriesCache.LastExemplar last)
        {
            long bits = BitConverter.DoubleToInt64Bits(sample.ExemplarValue);
            long time = sample.ExemplarTimeMs;
            ReadOnlySpan<byte> number = MemoryMarshal.AsBytes(new ReadOnlySpan<long>(ref bits));
            ReadOnlySpan<byte> instant = MemoryMarshal.AsBytes(new ReadOnlySpan<long>(ref time));
            ulong mark = SeriesKey.Of(sample.ExemplarLabels).Add(number).Add(instant).High;
            if (mark == last.Mark)
            {
                return;
            }

            last.Mark = mark;
            LabelEdits edits = batch.Edits;
            if (last.Labels is null)
            {
                edits.Clear();
                SeriesText.Read(sample.Series, new(sample.Kind, sample.IsStrict, HasName: true), edits, out _);
                SampleLabels.Apply(edits, scraper._target);
                last.Labels = edits.ToLabelSet();
            }

            edits.Clear();
            if (SeriesText.Read(sample.ExemplarLabels, default, edits, out _) is null)
            {
                long at = time != 0 ? time : sample.HasTime && _pool.HonorTimestamps ? sample.TimeMs : timeMs;
                batch.Exemplars.Add(new Exemplar(last.Labels, at, sample.ExemplarValue, edits.ToLabelSet()));
            }
        }
    }
}
