using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;

namespace Tocsin.Signals.Spans;

/// <summary>Writes what was counted as samples, every so often. One at a time.</summary>
/// <param name="appender">Where the samples go.</param>
/// <param name="notes">Where exemplars go, and what the metrics mean.</param>
internal sealed class SpanWriting(ISeriesAppender appender, ISeriesNotes notes)
{
    // Who counts waits while a piece is read, which must not take long.
    private const int PieceSeries = 256;

    private readonly List<MeasuredSeries> _all = [];
    private readonly List<MeasuredSeries> _gone = [];
    private readonly List<Exemplar> _exemplars = [];
    private readonly SampleBatch _samples = new();
    private readonly HashSet<SeriesLayout> _explained = [];
    private double[] _floats = [];
    private FloatHistogram[] _natives = [];
    private AppendOutcome[] _outcomes = [];

    /// <summary>Forgets what is over, and lists what is to be written. Whoever calls holds the gate.</summary>
    public void TidyNeedsLock(SpanCore core, long nowMs)
    {
        _all.Clear();
        _gone.Clear();
        core.Tidy(nowMs, _all, _gone);
    }

    /// <summary>Lists what is to be written and forgets nothing. Whoever calls holds the gate.</summary>
    /// <param name="core">What was counted.</param>
    /// <param name="isUnwritten">Only what may not have been written since its last span.</param>
    public void ListNeedsLock(SpanCore core, bool isUnwritten)
    {
        _all.Clear();
        _gone.Clear();
        core.List(_all);
        if (isUnwritten)
        {
            _all.RemoveAll(static series => !series.IsUnwritten);
        }
    }

    /// <summary>Writes everything that was listed.</summary>
    /// <param name="gate">Held by whoever counts.</param>
    /// <param name="nowMs">The time of the samples.</param>
    public SpansWritten Write(Lock gate, long nowMs)
    {
        var written = default(SpansWritten);
        for (int from = 0; from < _all.Count; from += PieceSeries)
        {
            List<MeasuredSeries> piece = _all.GetRange(from, Math.Min(PieceSeries, _all.Count - from));
            written = written.Plus(Write(piece, gate, nowMs));
        }

        return written.Plus(End(nowMs));
    }

    private SpansWritten Write(List<MeasuredSeries> piece, Lock gate, long nowMs)
    {
        int withoutRoom = Resolve(piece);
        _samples.Clear();
        _exemplars.Clear();
        lock (gate)
        {
            Read(piece);
            foreach (MeasuredSeries series in piece)
            {
                TakeExemplar(series, nowMs);
            }
        }

        int floats = 0;
        int natives = 0;
        foreach (MeasuredSeries series in piece)
        {
            if (series.WrittenRefs is not null)
            {
                series.WrittenMs = nowMs;
                AddZeros(series, nowMs);
                AddCounts(series, (floats, natives), nowMs);
            }

            floats += series.Layout.Floats;
            natives += series.Layout.Natives;
        }

        SpansWritten written = Append(piece) with { WithoutRoom = withoutRoom };
        return _exemplars.Count == 0 ? written : written with { Exemplars = notes.Keep(_exemplars) };
    }

    private int Resolve(List<MeasuredSeries> piece)
    {
        int withoutRoom = 0;
        foreach (MeasuredSeries series in piece)
        {
            if (series.WrittenRefs is not null)
            {
                continue;
            }

            if (_explained.Add(series.Layout))
            {
                notes.Learn(series.Layout.Metadata);
            }

            var labels = new LabelSet[series.Layout.Count];
            for (int i = 0; i < labels.Length; i++)
            {
                labels[i] = series.Layout.LabelsOf(series.Labels, i);
            }

            var refs = new SeriesRef[labels.Length];
            appender.Resolve(labels, refs);
            bool hasRoom = !Array.Exists(refs, reference => reference.IsNone);
            series.WrittenRefs = hasRoom ? refs : null;
            withoutRoom += hasRoom ? 0 : 1;
        }

        return withoutRoom;
    }

    private void Read(List<MeasuredSeries> piece)
    {
        int floats = piece.Sum(series => series.Layout.Floats);
        int natives = piece.Sum(series => series.Layout.Natives);
        _floats = _floats.Length < floats ? new double[floats * 2] : _floats;
        _natives = _natives.Length < natives ? new FloatHistogram[natives * 2] : _natives;
        (floats, natives) = (0, 0);
        foreach (MeasuredSeries series in piece)
        {
            series.Read(_floats.AsSpan(floats, series.Layout.Floats));
            floats += series.Layout.Floats;
            for (int i = 0; i < series.Layout.Natives; i++)
            {
                _natives[natives++] = series.Native(i);
            }
        }
    }

    private void TakeExemplar(MeasuredSeries series, long nowMs)
    {
        int at = series.TakeExemplar(out SpanExemplar exemplar);
        if (at < 0 || series.WrittenRefs is null)
        {
            return;
        }

        LabelSet labels = exemplar.Labels();
        _exemplars.Add(new Exemplar(series.Layout.LabelsOf(series.Labels, 0), nowMs, exemplar.Value, labels));
        if (at > 0)
        {
            _exemplars.Add(new Exemplar(series.Layout.LabelsOf(series.Labels, at), nowMs, exemplar.Value, labels));
        }
    }

    // A counter begins at 0 when its first span comes. Told so, a rate sees the first error of an operation that never
    // had one; else the first sample would be where it begins.
    private void AddZeros(MeasuredSeries series, long nowMs)
    {
        if (series.WrittenZeros)
        {
            return;
        }

        series.WrittenZeros = true;
        long createdMs = Math.Min(series.CreatedMs, nowMs - 1);
        for (int i = 0; i < series.Layout.Floats; i++)
        {
            _samples.Add(series.WrittenRefs![i], createdMs, 0);
        }

        for (int i = 0; i < series.Layout.Natives; i++)
        {
            _samples.Add(series.WrittenRefs![series.Layout.Floats + i], createdMs, Nothing);
        }
    }

    private static FloatHistogram Nothing { get; } = new() { Schema = FloatHistogram.SchemaMax };

    private void AddCounts(MeasuredSeries series, (int Floats, int Natives) from, long nowMs)
    {
        for (int i = 0; i < series.Layout.Floats; i++)
        {
            _samples.Add(series.WrittenRefs![i], nowMs, _floats[from.Floats + i]);
        }

        for (int i = 0; i < series.Layout.Natives; i++)
        {
            _samples.Add(series.WrittenRefs![series.Layout.Floats + i], nowMs, _natives[from.Natives + i]);
        }
    }

    private SpansWritten End(long nowMs)
    {
        // Those that another process wrote last have no names here yet.
        _ = Resolve(_gone.FindAll(static series => series.WrittenMs > long.MinValue));
        _samples.Clear();
        foreach (MeasuredSeries series in _gone)
        {
            foreach (SeriesRef reference in series.WrittenRefs ?? [])
            {
                _samples.Add(reference, nowMs, StaleMarker.Value);
            }
        }

        return Append(_gone);
    }

    private SpansWritten Append(List<MeasuredSeries> piece)
    {
        _outcomes = _outcomes.Length < _samples.Count ? new AppendOutcome[_samples.Count * 2] : _outcomes;
        Span<AppendOutcome> outcomes = _outcomes.AsSpan(0, _samples.Count);
        int accepted = _samples.Count == 0 ? 0 : appender.Append(_samples, outcomes);
        if (outcomes.Contains(AppendOutcome.UnknownSeries))
        {
            // The store forgets series that are silent for long: they get new names with the next writing.
            foreach (MeasuredSeries series in piece)
            {
                series.WrittenRefs = null;
            }
        }

        return new SpansWritten { Samples = accepted, Refused = _samples.Count - accepted };
    }
}

/// <summary>What was written.</summary>
public readonly record struct SpansWritten
{
    /// <summary>How many samples.</summary>
    public int Samples { get; init; }

    /// <summary>How many samples the store refused.</summary>
    public int Refused { get; init; }

    /// <summary>How many exemplars.</summary>
    public int Exemplars { get; init; }

    /// <summary>How many label sets the store has no room for.</summary>
    public int WithoutRoom { get; init; }

    /// <summary>Both together.</summary>
    public SpansWritten Plus(SpansWritten other) => new()
    {
        Samples = Samples + other.Samples,
        Refused = Refused + other.Refused,
        Exemplars = Exemplars + other.Exemplars,
        WithoutRoom = WithoutRoom + other.WithoutRoom,
    };
}
