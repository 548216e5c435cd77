using System.Globalization;
using Tocsin.Model.Seams;

namespace Tocsin.Signals.Otlp;

/// <summary>Why a data point is refused. Also a metric's label: values are never reused.</summary>
public enum PointRefusal
{
    /// <summary>No name is left of the metric's that could be one here.</summary>
    Name = 0,

    /// <summary>An attribute cannot be a label, or the labels are too long.</summary>
    Labels = 1,

    /// <summary>It does not say since when it counts, or it is a delta and those are not taken.</summary>
    Temporality = 2,

    /// <summary>The histogram is coarser than native histograms are.</summary>
    Scale = 3,

    /// <summary>A delta from before the last one of its series.</summary>
    DeltaOrder = 4,

    /// <summary>There are too many series of deltas.</summary>
    DeltaStreams = 5,

    /// <summary>The store has no room for another series.</summary>
    StoreFull = 6,

    /// <summary>The series has another value at this time.</summary>
    DuplicateTimestamp = 7,

    /// <summary>It is older than the newest sample of its series.</summary>
    OutOfOrder = 8,

    /// <summary>It is older than the store takes at all.</summary>
    TooOld = 9,

    /// <summary>It is further in the future than the store takes.</summary>
    TooFarAhead = 10,

    /// <summary>The histogram contradicts itself.</summary>
    InvalidHistogram = 11,

    /// <summary>The store does not know the series any more.</summary>
    UnknownSeries = 12,
}

/// <summary>Counts refused points by reason, and keeps what is wrong with the first of each. Not thread-safe.</summary>
internal sealed class PointRefusals
{
    private static readonly string[] Texts =
    [
        "no valid name is left", "invalid labels", "invalid temporality and type combination", "scale below -4",
        "delta from before the last one", "too many series of deltas", "the store has no room for another series",
        "duplicate sample for timestamp", "out of order sample", "too old sample", "timestamp is too far in the future",
        "invalid histogram", "unknown series",
    ];

    private readonly int[] _counts = new int[Texts.Length];
    private readonly string?[] _firsts = new string?[Texts.Length];

    /// <summary>How many points were refused.</summary>
    public int Total => _counts.Sum();

    /// <summary>How many for each reason.</summary>
    public IReadOnlyList<int> Counts => _counts;

    /// <summary>Counts points.</summary>
    /// <param name="why">The reason.</param>
    /// <param name="count">How many.</param>
    /// <param name="subject">Which metric, or what about it; empty if that is not known.</param>
    public void Add(PointRefusal why, int count, string subject)
    {
        _counts[(int)why] += count;
        _firsts[(int)why] ??= subject;
    }

    /// <summary>The reason that the store's answer is; null if it took the sample.</summary>
    public static PointRefusal? Of(AppendOutcome outcome) => outcome switch
    {
        AppendOutcome.Accepted or AppendOutcome.SameAgain => null,
        AppendOutcome.DuplicateTimestamp => PointRefusal.DuplicateTimestamp,
        AppendOutcome.OutOfOrder => PointRefusal.OutOfOrder,
        AppendOutcome.TooOld => PointRefusal.TooOld,
        AppendOutcome.TooFarAhead => PointRefusal.TooFarAhead,
        AppendOutcome.InvalidHistogram => PointRefusal.InvalidHistogram,
        _ => PointRefusal.UnknownSeries,
    };

    /// <summary>What to tell the sender; empty if nothing was refused.</summary>
    public string Describe()
    {
        var told = new List<string>();
        for (int i = 0; i < Texts.Length; i++)
        {
            if (_counts[i] > 0)
            {
                string first = _firsts[i] is { Length: > 0 } subject ? $" of {subject}" : "";
                told.Add(string.Create(CultureInfo.InvariantCulture, $"{Texts[i]}{first} ({_counts[i]} points refused)"));
            }
        }

        return string.Join("; ", told);
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _counts.AsSpan().Clear();
        _firsts.AsSpan().Clear();
    }
}
