using System.Globalization;

namespace Tocsin.PromQL.Histograms;

/// <summary>The number that a bucket's label <c>le</c> is.</summary>
internal static class BucketBound
{
    /// <summary>Reads a bound; false if it is none.</summary>
    // Source: Go strconv, ParseFloat; underscores and hexadecimal floats, which nobody writes there, are left out.
    public static bool TryParse(string text, out double bound)
    {
        ReadOnlySpan<char> word = text.AsSpan(text.Length > 0 && text[0] is '+' or '-' ? 1 : 0);
        if (word.Equals("inf", StringComparison.OrdinalIgnoreCase)
            || word.Equals("infinity", StringComparison.OrdinalIgnoreCase))
        {
            bound = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        if (text.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            bound = double.NaN;
            return true;
        }

        const NumberStyles Form =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        bool isNumber = !word.IsEmpty && (char.IsAsciiDigit(word[0]) || word[0] == '.');
        bound = 0;
        return isNumber && double.TryParse(text, Form, CultureInfo.InvariantCulture, out bound) && double.IsFinite(bound);
    }
}
