using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Model.Samples;

namespace Tocsin.Model.Seams;

/// <summary>Gives the samples at rest to whoever evaluates: PromQL, the API, the restore of alert states.</summary>
/// <remarks>Thread-safe. May read from disk, so it is not called where nobody may block.</remarks>
public interface ISeriesReader
{
    /// <summary>
    /// Opens a view: it holds every batch whose append had returned, whole, and none that begins later.
    /// </summary>
    ISeriesView OpenView();

    /// <summary>The names of the labels of the series selected, in bytewise order, at most <paramref name="limit"/>.</summary>
    /// <exception cref="OperationCanceledException">The token ended.</exception>
    IReadOnlyList<string> LabelNames(SeriesQuery query, int limit, CancellationToken cancellation);

    /// <summary>The values that a label has in the series selected, in bytewise order, at most <paramref name="limit"/>.</summary>
    /// <exception cref="OperationCanceledException">The token ended.</exception>
    IReadOnlyList<string> LabelValues(string name, SeriesQuery query, int limit, CancellationToken cancellation);
}

/// <summary>The series as they were at one moment. One thread at a time; the opener disposes of it, soon.</summary>
public interface ISeriesView : IDisposable
{
    /// <summary>
    /// Differs between two views of a store if, between them, samples came in that are older than another one of their
    /// series, or samples went that were there. While it is the same, a series has only grown at its end.
    /// </summary>
    long Revision { get; }

    /// <summary>Finds series; their samples are read one series after the other.</summary>
    /// <returns>The series that match and may have samples in the window. Ends with the view.</returns>
    /// <exception cref="OperationCanceledException">The token ended.</exception>
    ISeriesSelection Select(SeriesQuery query, CancellationToken cancellation);
}

/// <summary>The series that a query found, by ascending reference. One thread at a time; ends with its view.</summary>
public interface ISeriesSelection
{
    /// <summary>How many series there are.</summary>
    int Count { get; }

    /// <summary>The store's name for the series at <paramref name="index"/> of [0, <see cref="Count"/>).</summary>
    SeriesRef Ref(int index);

    /// <summary>The labels of the series, without empty values. The same object every time the series is selected.</summary>
    LabelSet Labels(int index);

    /// <summary>
    /// Replaces the content of <paramref name="into"/>, which stays the caller's, by the samples of the query's window,
    /// stale markers among them.
    /// </summary>
    void Read(int index, SampleColumns into);

    /// <summary>As <see cref="Read"/>, but only the samples after an instant, which costs what those cost.</summary>
    void ReadAfter(int index, long afterMs, SampleColumns into);
}

/// <summary>Which series, and which part of them. Immutable.</summary>
public sealed record SeriesQuery
{
    /// <summary>All of them must match; no matcher selects every series.</summary>
    public required IReadOnlyList<LabelMatcher> Matchers { get; init; }

    /// <summary>The first millisecond wanted, since 1970.</summary>
    public required long FromMs { get; init; }

    /// <summary>The last millisecond wanted, itself included.</summary>
    public required long ToMs { get; init; }

    /// <summary>The step of the evaluation in milliseconds; 0 if there is one instant only.</summary>
    public long StepMs { get; init; }

    /// <summary>The range of a range selector in milliseconds; 0 for an instant selector.</summary>
    public long RangeMs { get; init; }

    /// <summary>The function or aggregation around the selector, "" for none. A hint only: answers do not depend on it.</summary>
    public string Function { get; init; } = "";
}
