using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.Tsdb.Blocks;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Head;

namespace Tocsin.Tsdb.Store;

/// <summary>The series of one query, read one after the other.</summary>
internal sealed class StoreSelection : ISeriesSelection
{
    private readonly SelectedSeries[] _series;
    private readonly SeriesQuery _query;
    private readonly StoreView _view;
    private readonly List<ChunkPlace> _chunks = [];
    private readonly ChunkSamples _decoded = new();
    private readonly StreamSamples _newest = new();
    private SampleGatherer? _gatherer;
    private SampleColumns _into = new();
    private readonly SampleVisitor _copy;
    private long _from;
    private long _through;
    private bool _isTangled;

    public StoreSelection(SelectedSeries[] series, SeriesQuery query, StoreView view)
    {
        (_series, _query, _view) = (series, query, view);
        _copy = Copy;
    }

    /// <inheritdoc/>
    public int Count => _series.Length;

    /// <inheritdoc/>
    public SeriesRef Ref(int index) => _series[index].Series.Ref;

    /// <inheritdoc/>
    public LabelSet Labels(int index) => _series[index].Series.Labels;

    /// <inheritdoc/>
    public void Read(int index, SampleColumns into) => ReadFrom(index, _query.FromMs, into);

    /// <inheritdoc/>
    public void ReadAfter(int index, long afterMs, SampleColumns into)
    {
        if (afterMs >= _query.ToMs || (_series[index].Series.IsLastKnown && _series[index].Series.LastTime <= afterMs))
        {
            into.Clear();
            return;
        }

        ReadFrom(index, Math.Max(_query.FromMs, afterMs + 1), into);
    }

    private void ReadFrom(int index, long fromMs, SampleColumns into)
    {
        into.Clear();
        _from = fromMs;
        _into = into;
        _isTangled = false;

        // The data first: what is hidden of it was hidden before it came in.
        HeadSnapshot data = _series[index].Series.Snapshot();
        data = data with { Stream = data.StreamBehind(_view.Blocks.LogThrough) };
        int tail = data.Mixed?.Tail.Count ?? 0;
        _through = Math.Min(_query.ToMs, _series[index].Series.VisibleThrough(_view.Sequence));
        if (data.Mixed is null && data.Leaving is null && !IsInBlocks(_series[index]))
        {
            // Most of what is asked is new, and then it is in one place and in order.
            if (data.Stream.Count > 0 && data.Stream.Time >= _from)
            {
                Copy(_newest.Read(data.Stream, _view.Cells, _from));
            }

            return;
        }

        Visit(_series[index], data, tail, _copy);
        if (_isTangled)
        {
            into.Clear();
            ReadTangled(_series[index], data, tail);
        }
    }

    private void Visit(SelectedSeries selected, in HeadSnapshot data, int tail, SampleVisitor visit)
    {
        foreach (BlockPlace place in selected.Blocks)
        {
            if (!IsWanted(place.Block.MinTime, place.Block.MaxTime))
            {
                continue;
            }

            place.Block.ChunksOf(place.Number, _chunks);
            foreach (ChunkPlace chunk in _chunks)
            {
                if (IsWanted(chunk.Span.MinTime, chunk.Span.MaxTime) && TryDecode(place.Block, chunk))
                {
                    visit(_decoded.Span);
                }
            }
        }

        VisitLeaving(data.Leaving, visit);
        VisitMixed(data.Mixed, tail, visit);
        VisitStream(data.Stream, visit);
    }

    private bool IsInBlocks(SelectedSeries selected)
    {
        foreach (BlockPlace place in selected.Blocks)
        {
            if (IsWanted(place.Block.MinTime, place.Block.MaxTime))
            {
                return true;
            }
        }

        return false;
    }

    private void VisitLeaving(LeavingData? leaving, SampleVisitor visit)
    {
        if (leaving is not null && leaving.Segment > _view.Blocks.LogThrough)
        {
            VisitLeaving(leaving.Older, visit);
            VisitMixed(leaving.Mixed, leaving.Mixed?.Tail.Count ?? 0, visit);
            VisitStream(leaving.Stream, visit);
        }
    }

    private void VisitMixed(MixedData? mixed, int tail, SampleVisitor visit)
    {
        if (mixed is not null)
        {
            VisitStream(mixed.Stream, visit);
            VisitPieces(mixed.Pieces, visit);
            visit(mixed.Tail.First(tail));
        }
    }

    private void VisitStream(in StreamEnd stream, SampleVisitor visit)
    {
        if (stream.Count > 0 && stream.Time >= _from)
        {
            visit(_newest.Read(stream, _view.Cells, _from));
        }
    }

    private void VisitPieces(HeadPiece[] pieces, SampleVisitor visit)
    {
        foreach (HeadPiece piece in pieces)
        {
            if (IsWanted(piece.MinTime, piece.MaxTime))
            {
                SampleChunk.Decode(piece.Chunk, _decoded);
                visit(_decoded.Span);
            }
        }
    }

    private bool IsWanted(long from, long to) => from <= _through && to >= _from;

    private bool TryDecode(Block block, in ChunkPlace chunk)
    {
        try
        {
            SampleChunk.Decode(block.ChunkAt(chunk), _decoded);
            return true;
        }
        catch (TsdbFormatException damaged)
        {
            // A damaged chunk costs its own samples and nothing else.
            _view.Report(damaged);
            return false;
        }
    }

    private void Copy(in SampleSpan samples)
    {
        ReadOnlySpan<long> times = samples.Times;
        int from = times.IsEmpty || times[0] >= _from ? 0 : LowerBound(times, _from);
        int to = times.IsEmpty || times[^1] <= _through ? times.Length : LowerBound(times, _through + 1);
        if (from >= to || _isTangled)
        {
            return;
        }

        if (_into.Count > 0 && times[from] <= _into.Times[^1])
        {
            _isTangled = true;
            return;
        }

        if (samples.Histograms.IsEmpty && samples.Starts.IsEmpty)
        {
            _into.AddRange(to - from, out Span<long> intoTimes, out Span<double> intoValues);
            times[from..to].CopyTo(intoTimes);
            samples.Values[from..to].CopyTo(intoValues);
            return;
        }

        for (int i = from; i < to; i++)
        {
            long start = samples.Starts.IsEmpty ? 0 : samples.Starts[i];
            if (!samples.Histograms.IsEmpty)
            {
                _into.Add(times[i], samples.Histograms[i]!, start);
            }
            else
            {
                _into.Add(times[i], samples.Values[i], start);
            }
        }
    }

    // Samples that came out of order, or blocks that overlap.
    private void ReadTangled(SelectedSeries selected, in HeadSnapshot data, int tail)
    {
        _gatherer ??= new SampleGatherer();
        _gatherer.Clear();
        Visit(selected, data, tail, (in SampleSpan samples) => _gatherer.Add(samples));
        foreach (ref readonly SampleGatherer.Sample sample in _gatherer.Joined())
        {
            if (sample.Time < _from || sample.Time > _through)
            {
                continue;
            }

            if (sample.Histogram is { } histogram)
            {
                _into.Add(sample.Time, histogram, sample.Start);
            }
            else
            {
                _into.Add(sample.Time, sample.Value, sample.Start);
            }
        }
    }

    private static int LowerBound(ReadOnlySpan<long> times, long wanted)
    {
        int low = 0;
        int high = times.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = times[middle] < wanted ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private delegate void SampleVisitor(in SampleSpan samples);
}
