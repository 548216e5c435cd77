using Tocsin.Model.Samples;

namespace Tocsin.Signals.RemoteRead.Asking;

/// <summary>Counts what is read from elsewhere before it is held, and ends the reading when it is too much.</summary>
public abstract class ReadMeter
{
    /// <summary>What a float takes, in bytes.</summary>
    public const int FloatBytes = 16;

    /// <summary>What a series takes beside its samples and the text of its labels, in bytes, roughly.</summary>
    public const int SeriesBytes = 200;

    /// <summary>Takes samples into account.</summary>
    /// <param name="samples">How many.</param>
    /// <param name="bytes">The memory that they will take.</param>
    public abstract void Take(long samples, long bytes);

    /// <summary>Takes a histogram into account.</summary>
    internal void Take(FloatHistogram histogram) => Take(
        1, 200 + (8L * (histogram.PositiveBuckets.Length + histogram.NegativeBuckets.Length)));
}
