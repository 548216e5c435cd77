namespace Tocsin.PromQL.Evaluation.Selectors;

/// <summary>The samples that stand for the edges of an anchored or smoothed window.</summary>
/// <param name="First">The last sample at or before the beginning, or the first of all.</param>
/// <param name="Last">The last sample; if smoothed, the first at or after the end.</param>
internal readonly record struct EdgeIndexes(int First, int Last)
{
    /// <summary>Finds them; there must be a sample.</summary>
    public static EdgeIndexes Of(ReadOnlySpan<long> times, long startMs, long endMs, bool isSmoothed)
    {
        int last = times.Length - 1;
        int first = Math.Max(0, Search(times[..last], startMs + 1) - 1);
        return new(first, isSmoothed ? Search(times[..last], endMs) : last);
    }

    // The first index whose time is at least this, or the length.
    private static int Search(ReadOnlySpan<long> times, long fromMs)
    {
        int index = times.BinarySearch(fromMs);
        return index < 0 ? ~index : index;
    }
}

/// <summary>The values at the edges of an anchored or smoothed window of floats.</summary>
internal static class EdgeValues
{
    /// <summary>At the beginning: the sample itself, or if smoothed and it lies before, the line to the next one.</summary>
    public static double Left(TimedSpan<double> floats, int first, long startMs, bool isSmoothed, bool isCounter) =>
        isSmoothed && floats.Times[first] < startMs
            ? Interpolation.At(startMs, At(floats, first), At(floats, first + 1), isCounter)
            : floats.Values[first];

    /// <summary>At the end: the sample itself, or if smoothed and it lies after, the line from the one before.</summary>
    public static double Right(TimedSpan<double> floats, int last, long endMs, bool isSmoothed, bool isCounter) =>
        isSmoothed && last > 0 && floats.Times[last] > endMs
            ? Interpolation.At(endMs, At(floats, last - 1), At(floats, last), isCounter)
            : floats.Values[last];

    private static FloatAt At(TimedSpan<double> floats, int index) => new(floats.Times[index], floats.Values[index]);
}
