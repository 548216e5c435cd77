namespace Tocsin.Server.Series;

/// <summary>
/// Says when the heap may be put in order once: many series have come and no more do. What making them left lies among
/// what stays, and the collector by itself does not move that for hours, since hardly anything is made from then on.
/// </summary>
/// <remarks>
/// Putting it in order halts the program for about a millisecond per MB in use. So it comes when there are half as many series
/// again as the last time, and not where it would be long. One owner.
/// </remarks>
internal sealed class HeapSettling
{
    /// <summary>From how many series on.</summary>
    public const int SeriesMin = 50_000;

    /// <summary>Not where more than this is in use.</summary>
    public const long HeapBytesMax = 1L << 30;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(45);

    private int _settled;
    private int _seen;
    private DateTimeOffset _since;

    /// <summary>Looks at how many series there are; true when it is time, once.</summary>
    /// <param name="series">How many there are.</param>
    /// <param name="heapBytes">How many bytes the heap takes.</param>
    /// <param name="now">Now; looks come every few seconds.</param>
    public bool IsDue(int series, long heapBytes, DateTimeOffset now)
    {
        if (series > _seen + (_seen / 100))
        {
            (_seen, _since) = (series, now);
        }

        if (series < SeriesMin || series < _settled + (_settled / 2) || now - _since < Rest)
        {
            return false;
        }

        _settled = series;
        return heapBytes <= HeapBytesMax;
    }
}
