using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;

namespace Tocsin.TestKit.Series;

/// <summary>One series in memory.</summary>
internal sealed class MemoryEntry(SeriesRef reference, LabelSet labels)
{
    private readonly List<MemorySample> _samples = [];

    public SeriesRef Ref { get; } = reference;

    public LabelSet Labels { get; } = labels;

    public AppendOutcome Append(MemorySample sample)
    {
        if (_samples.Count == 0 || sample.TimeMs > _samples[^1].TimeMs)
        {
            _samples.Add(sample);
            return AppendOutcome.Accepted;
        }

        int at = _samples.FindIndex(s => s.TimeMs == sample.TimeMs);
        return at < 0 ? AppendOutcome.OutOfOrder
            : _samples[at].HasValueOf(sample) ? AppendOutcome.SameAgain : AppendOutcome.DuplicateTimestamp;
    }

    /// <summary>The series as it is now; later samples do not show.</summary>
    public MemoryFrozen Freeze() => new(Ref, Labels, [.. _samples]);
}

/// <summary>A series at one moment.</summary>
internal sealed record MemoryFrozen(SeriesRef Ref, LabelSet Labels, MemorySample[] Samples);
