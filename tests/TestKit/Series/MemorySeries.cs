using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;

namespace Tocsin.TestKit.Series;

/// <summary>
/// A series store that keeps everything in memory, uncompressed: what tests read from and the oracle of real stores.
/// Samples are in order of time; an older one is refused.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class MemorySeries : ISeriesReader, ISeriesAppender
{
    private readonly Lock _lock = new();
    private readonly Dictionary<LabelSet, MemoryEntry> _byLabels = [];
    private readonly List<MemoryEntry> _entries = [];

    /// <inheritdoc/>
    public void Resolve(ReadOnlySpan<LabelSet> labels, Span<SeriesRef> refs)
    {
        lock (_lock)
        {
            for (int i = 0; i < labels.Length; i++)
            {
                if (!_byLabels.TryGetValue(labels[i], out MemoryEntry? entry))
                {
                    entry = new MemoryEntry(new SeriesRef((ulong)_entries.Count + 1), labels[i]);
                    _byLabels.Add(labels[i], entry);
                    _entries.Add(entry);
                }

                refs[i] = entry.Ref;
            }
        }
    }

    /// <inheritdoc/>
    public int Append(SampleBatch batch, Span<AppendOutcome> outcomes)
    {
        int accepted = 0;
        lock (_lock)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                ulong number = batch.Series[i].Value;
                outcomes[i] = number == 0 || number > (ulong)_entries.Count
                    ? AppendOutcome.UnknownSeries
                    : _entries[(int)number - 1].Append(
                        new MemorySample(batch.Times[i], batch.Values[i], batch.Histograms[i], batch.Starts[i]));
                accepted += outcomes[i] == AppendOutcome.Accepted ? 1 : 0;
            }
        }

        return accepted;
    }

    /// <summary>Appends one sample, making its series if need be.</summary>
    public AppendOutcome Append(LabelSet labels, MemorySample sample)
    {
        SeriesRef reference = default;
        Resolve([labels], new Span<SeriesRef>(ref reference));
        var batch = new SampleBatch();
        if (sample.Histogram is null)
        {
            batch.Add(reference, sample.TimeMs, sample.Value, sample.StartMs);
        }
        else
        {
            batch.Add(reference, sample.TimeMs, sample.Histogram, sample.StartMs);
        }

        AppendOutcome outcome = default;
        Append(batch, new Span<AppendOutcome>(ref outcome));
        return outcome;
    }

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ISeriesView OpenView()
    {
        lock (_lock)
        {
            return new MemoryView([.. _entries.Select(e => e.Freeze())]);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> LabelNames(SeriesQuery query, int limit, CancellationToken cancellation)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (LabelSet labels in Select(query, cancellation))
        {
            foreach (LabelSet.Label label in labels)
            {
                names.Add(label.NameText);
            }
        }

        return [.. names.Take(limit)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> LabelValues(
        string name, SeriesQuery query, int limit, CancellationToken cancellation) =>
        [
            .. Select(query, cancellation).Select(l => l[name]).OfType<string>().Distinct()
                .Order(StringComparer.Ordinal).Take(limit),
        ];

    private List<LabelSet> Select(SeriesQuery query, CancellationToken cancellation)
    {
        using ISeriesView view = OpenView();
        ISeriesSelection selection = view.Select(query, cancellation);
        return [.. Enumerable.Range(0, selection.Count).Select(selection.Labels)];
    }
}
