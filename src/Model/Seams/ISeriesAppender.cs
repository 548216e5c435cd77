using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.Model.Seams;

/// <summary>Takes samples to rest: from scrapes, remote write, OTLP and the results of rules.</summary>
/// <remarks>Thread-safe; batches are put in one order. A sample that is refused does not hold up the others.</remarks>
public interface ISeriesAppender
{
    /// <summary>Names series, making those that are new; <c>default</c> where the store has no room for another.</summary>
    /// <param name="labels">Label sets without empty values; the store may keep them.</param>
    /// <param name="refs">As long as <paramref name="labels"/>. A reference holds until an append calls it unknown.</param>
    void Resolve(ReadOnlySpan<LabelSet> labels, Span<SeriesRef> refs);

    /// <summary>
    /// Appends a batch. On return what was accepted is visible, all at once, to every view opened from now on.
    /// </summary>
    /// <param name="batch">Stays the caller's. Samples of one series may follow each other in order of time.</param>
    /// <param name="outcomes">As long as the batch: what became of each sample.</param>
    /// <returns>How many were accepted.</returns>
    int Append(SampleBatch batch, Span<AppendOutcome> outcomes);

    /// <summary>Completes when all that was appended before is on disk: then it survives a crash.</summary>
    /// <exception cref="IOException">The disk refused it.</exception>
    ValueTask FlushAsync(CancellationToken cancellation);
}

/// <summary>What became of a sample. Also a metric's label: values are never reused.</summary>
public enum AppendOutcome : byte
{
    /// <summary>It is in the series.</summary>
    Accepted = 0,

    /// <summary>The series has this very sample already; nothing changed, and nobody need be told.</summary>
    SameAgain = 1,

    /// <summary>The series has another value at this time, and keeps it.</summary>
    DuplicateTimestamp = 2,

    /// <summary>It is older than the newest sample of its series.</summary>
    OutOfOrder = 3,

    /// <summary>It is older than the store takes at all.</summary>
    TooOld = 4,

    /// <summary>It is further in the future than the store takes.</summary>
    TooFarAhead = 5,

    /// <summary>The reference names no series any more: resolve the labels again.</summary>
    UnknownSeries = 6,

    /// <summary>The histogram contradicts itself, for example in the number of its buckets.</summary>
    InvalidHistogram = 7,
}
