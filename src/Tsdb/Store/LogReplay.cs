using Tocsin.Model.Labels;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Head;
using Tocsin.Tsdb.Index;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb.Store;

/// <summary>Puts what the log holds back into memory. It was accepted once, so nothing is judged again.</summary>
/// <param name="index">Where series are made.</param>
/// <param name="head">Puts samples in.</param>
/// <param name="notes">Learns metadata and exemplars.</param>
internal sealed class LogReplay(HeadIndex index, HeadAppender head, SeriesNotes notes) : ILogSink
{
    private const int PageBits = 10;

    // Neighbours in a record have neighbouring numbers, so that the page is nearly always the one before.
    private readonly Dictionary<ulong, HeadSeries?[]> _pages = [];
    private HeadSeries?[] _page = [];
    private ulong _pageNumber = ulong.MaxValue;

    public void BeginSegment()
    {
        _pages.Clear();
        (_page, _pageNumber) = ([], ulong.MaxValue);
    }

    public void Series(ulong number, LabelSet labels)
    {
        if (!_pages.TryGetValue(number >> PageBits, out HeadSeries?[]? page))
        {
            page = new HeadSeries?[1 << PageBits];
            _pages[number >> PageBits] = page;
            _pageNumber = ulong.MaxValue;
        }

        page[number & ((1 << PageBits) - 1)] = index.GetOrAdd(labels);
    }

    public void Floats(LoggedFloats floats)
    {
        ReadOnlySpan<long> numbers = floats.Numbers;
        ReadOnlySpan<long> times = floats.Times;
        ReadOnlySpan<double> values = floats.Values;
        for (int i = 0; i < numbers.Length; i++)
        {
            if (Find((ulong)numbers[i]) is { } series)
            {
                Add(series, new HeadSample(times[i], values[i], null, 0));
            }
        }
    }

    public void Samples(ulong number, in SampleSpan samples)
    {
        if (Find(number) is not { } series)
        {
            return;
        }

        for (int i = 0; i < samples.Times.Length; i++)
        {
            Add(series, new HeadSample(
                samples.Times[i],
                samples.Histograms.IsEmpty ? samples.Values[i] : 0,
                samples.Histograms.IsEmpty ? null : samples.Histograms[i],
                samples.Starts.IsEmpty ? 0 : samples.Starts[i]));
        }
    }

    public void Other(LogRecordKind kind, ReadOnlySpan<byte> payload)
    {
        var reader = new ChunkReader(payload);
        if (kind == LogRecordKind.Metadata)
        {
            notes.Learn(NotesFile.ReadMetrics(ref reader));
        }
        else if (kind == LogRecordKind.Exemplars)
        {
            notes.Keep(NotesFile.ReadExemplars(ref reader));
        }
    }

    private HeadSeries? Find(ulong number)
    {
        if (number >> PageBits != _pageNumber)
        {
            _pageNumber = number >> PageBits;
            _page = _pages.GetValueOrDefault(_pageNumber) ?? [];
        }

        return _page.Length == 0 ? null : _page[number & ((1 << PageBits) - 1)];
    }

    // Only what is there already is left out.
    private void Add(HeadSeries series, in HeadSample sample)
    {
        if (sample.Time != series.LastTime)
        {
            head.Add(series, sample);
        }
    }
}
