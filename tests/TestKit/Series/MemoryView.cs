using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;

namespace Tocsin.TestKit.Series;

/// <summary>All series at one moment.</summary>
internal sealed class MemoryView(MemoryFrozen[] series) : ISeriesView
{
    private bool _disposed;

    // Samples come in order and stay.
    public long Revision => 0;

    public ISeriesSelection Select(SeriesQuery query, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellation.ThrowIfCancellationRequested();
        return new Selection([.. series.Where(s => Matches(s, query))], query);
    }

    public void Dispose() => _disposed = true;

    private static bool Matches(MemoryFrozen series, SeriesQuery query) =>
        query.Matchers.All(m => m.Matches(series.Labels))
        && series.Samples.Any(s => s.TimeMs >= query.FromMs && s.TimeMs <= query.ToMs);

    private sealed class Selection(MemoryFrozen[] found, SeriesQuery query) : ISeriesSelection
    {
        public int Count => found.Length;

        public SeriesRef Ref(int index) => found[index].Ref;

        public LabelSet Labels(int index) => found[index].Labels;

        public void Read(int index, SampleColumns into) => ReadAfter(index, query.FromMs - 1, into);

        public void ReadAfter(int index, long afterMs, SampleColumns into)
        {
            into.Clear();
            foreach (MemorySample sample in found[index].Samples)
            {
                if (sample.TimeMs < query.FromMs || sample.TimeMs <= afterMs || sample.TimeMs > query.ToMs)
                {
                    continue;
                }

                if (sample.Histogram is null)
                {
                    into.Add(sample.TimeMs, sample.Value, sample.StartMs);
                }
                else
                {
                    into.Add(sample.TimeMs, sample.Histogram, sample.StartMs);
                }
            }
        }
    }
}
