using Tocsin.Model.Samples;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Head;

/// <summary>
/// The newest samples of a series, not packed yet. One writer; readers may look at any time and see the first
/// <see cref="Count"/> samples whole.
/// </summary>
/// <remarks>
/// The race that is allowed: a reader takes the count while the writer puts the next sample behind it. The one that is
/// prevented: a count that includes a sample whose columns are not written, by publishing the count last.
/// </remarks>
internal sealed class SeriesTail
{
    /// <summary>A tail without room.</summary>
    public static readonly SeriesTail None = new(0, histograms: false, starts: false);

    /// <summary>How many samples a tail has when it is packed.</summary>
    public const int SamplesMax = 32;

    private const int SamplesMin = 4;

    private readonly long[] _times;
    private readonly double[] _values;
    private readonly FloatHistogram?[] _histograms;
    private readonly long[] _starts;
    private int _count;

    private SeriesTail(int room, bool histograms, bool starts)
    {
        _times = room == 0 ? [] : new long[room];
        _values = room == 0 || histograms ? [] : new double[room];
        _histograms = histograms ? new FloatHistogram?[room] : [];
        _starts = starts ? new long[room] : [];
    }

    /// <summary>How many samples may be read.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>True if the samples are histograms.</summary>
    public bool HasHistograms => _histograms.Length > 0;

    /// <summary>True if there is room for starts.</summary>
    public bool HasStarts => _starts.Length > 0;

    /// <summary>True if one more sample fits.</summary>
    public bool HasRoom => _count < _times.Length;

    /// <summary>True if it can grow no more.</summary>
    public bool IsFull => _count >= SamplesMax;

    /// <summary>Some of the samples, which never change.</summary>
    /// <param name="count">How many, as <see cref="Count"/> gave it or less.</param>
    public SampleSpan First(int count) => new(_times.AsSpan(0, count), HasHistograms ? default : _values.AsSpan(0, count))
    {
        Histograms = HasHistograms ? _histograms.AsSpan(0, count) : default,
        Starts = HasStarts ? _starts.AsSpan(0, count) : default,
    };

    /// <summary>A tail with the same samples and room for more, of the kind that the next sample needs.</summary>
    public SeriesTail Grown(bool histograms, bool starts)
    {
        int count = _count;
        var grown = new SeriesTail(
            Math.Clamp(_times.Length * 2, SamplesMin, SamplesMax), histograms, starts || HasStarts);
        if (count > 0)
        {
            _times.AsSpan(0, count).CopyTo(grown._times);
            _values.AsSpan(0, HasHistograms ? 0 : count).CopyTo(grown._values);
            _histograms.AsSpan(0, HasHistograms ? count : 0).CopyTo(grown._histograms);
            _starts.AsSpan(0, HasStarts ? count : 0).CopyTo(grown._starts);
        }

        grown._count = count;
        return grown;
    }

    /// <summary>Appends a sample; there must be room for its kind.</summary>
    public void Add(in HeadSample sample)
    {
        int at = _count;
        _times[at] = sample.Time;
        if (HasHistograms)
        {
            _histograms[at] = sample.Histogram;
        }
        else
        {
            _values[at] = sample.Value;
        }

        if (HasStarts)
        {
            _starts[at] = sample.Start;
        }

        Volatile.Write(ref _count, at + 1);
    }
}

/// <summary>One sample.</summary>
/// <param name="Time">Unix milliseconds.</param>
/// <param name="Value">The float; of no meaning beside a histogram.</param>
/// <param name="Histogram">The histogram, or null.</param>
/// <param name="Start">When the counter started, Unix milliseconds; 0 if unknown.</param>
public readonly record struct HeadSample(long Time, double Value, FloatHistogram? Histogram, long Start);
