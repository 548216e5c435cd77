using System.Globalization;
using System.Text;

namespace Tocsin.PromQL.Functions.Sorting;

/// <summary>
/// The order in which people count: runs of digits by their number, other runs by their bytes, so <c>disk2</c> comes
/// before <c>disk10</c>.
/// </summary>
// Source: Prometheus documentation, sort_by_label: natural sort order.
internal static class NaturalOrder
{
    /// <summary>Compares two texts. Texts that differ only in leading zeros are equal up to the longer one.</summary>
    public static int Compare(string left, string right)
    {
        ReadOnlySpan<char> one = left;
        ReadOnlySpan<char> other = right;
        while (!one.IsEmpty && !other.IsEmpty)
        {
            ReadOnlySpan<char> run = TakeRun(ref one);
            ReadOnlySpan<char> otherRun = TakeRun(ref other);
            bool areNumbers = long.TryParse(run, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                & long.TryParse(otherRun, NumberStyles.None, CultureInfo.InvariantCulture, out long otherNumber);
            int order = areNumbers ? number.CompareTo(otherNumber) : CompareBytes(run, otherRun);
            if (order != 0)
            {
                return order;
            }
        }

        return one.Length.CompareTo(other.Length);
    }

    private static ReadOnlySpan<char> TakeRun(ref ReadOnlySpan<char> text)
    {
        bool isDigits = char.IsAsciiDigit(text[0]);
        int length = 1;
        while (length < text.Length && char.IsAsciiDigit(text[length]) == isDigits)
        {
            length++;
        }

        ReadOnlySpan<char> run = text[..length];
        text = text[length..];
        return run;
    }

    private static int CompareBytes(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        int same = left.CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        // UTF-16 has another order than UTF-8 where there are surrogates.
        return char.IsSurrogate(left[same]) || char.IsSurrogate(right[same])
            ? Encoding.UTF8.GetBytes(left.ToString()).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right.ToString()))
            : left[same].CompareTo(right[same]);
    }
}
