using System.Numerics;
using System.Runtime.InteropServices;

namespace Tocsin.PromQL.Evaluation.Rounds;

/// <summary>Looks at several floats of a window at a time.</summary>
internal static class WindowScan
{
    /// <summary>True if some value is below the one before it: a counter was reset.</summary>
    public static bool HasDecrease(ReadOnlySpan<double> values)
    {
        int i = 1;
        ref double start = ref MemoryMarshal.GetReference(values);
        for (; i + Vector<double>.Count <= values.Length; i += Vector<double>.Count)
        {
            Vector<double> before = Vector.LoadUnsafe(ref start, (nuint)(i - 1));
            if (Vector.LessThanAny(Vector.LoadUnsafe(ref start, (nuint)i), before))
            {
                return true;
            }
        }

        for (; i < values.Length; i++)
        {
            if (values[i] < values[i - 1])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True if some value is not a number, which stale markers are not either.</summary>
    public static bool HasNaN(ReadOnlySpan<double> values)
    {
        int i = 0;
        ref double start = ref MemoryMarshal.GetReference(values);
        for (; i + Vector<double>.Count <= values.Length; i += Vector<double>.Count)
        {
            Vector<double> some = Vector.LoadUnsafe(ref start, (nuint)i);
            if (!Vector.EqualsAll(some, some))
            {
                return true;
            }
        }

        for (; i < values.Length; i++)
        {
            if (double.IsNaN(values[i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The largest value; false if that depends on the order, which it does with NaN and between 0 and -0, or if there are
    /// too few values to be worth it.
    /// </summary>
    public static bool TryFindLargest(ReadOnlySpan<double> values, out double largest)
    {
        largest = 0;
        if (values.Length < 2 * Vector<double>.Count)
        {
            return false;
        }

        ref double start = ref MemoryMarshal.GetReference(values);
        Vector<double> best = Vector.LoadUnsafe(ref start);
        Vector<double> numbers = Vector<double>.AllBitsSet.As<double, double>();
        for (int i = 0; i + Vector<double>.Count <= values.Length; i += Vector<double>.Count)
        {
            Vector<double> some = Vector.LoadUnsafe(ref start, (nuint)i);
            numbers &= Vector.Equals(some, some).As<long, double>();
            best = Vector.ConditionalSelect(Vector.GreaterThan(some, best), some, best);
        }

        largest = best[0];
        for (int i = 1; i < Vector<double>.Count; i++)
        {
            largest = best[i] > largest ? best[i] : largest;
        }

        bool areNumbers = Vector.EqualsAll(numbers.As<double, long>(), Vector<long>.AllBitsSet);
        for (int i = values.Length - (values.Length % Vector<double>.Count); i < values.Length; i++)
        {
            areNumbers &= !double.IsNaN(values[i]);
            largest = values[i] > largest ? values[i] : largest;
        }

        return areNumbers && largest != 0;
    }
}
