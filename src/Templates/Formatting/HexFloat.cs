using System.Globalization;

namespace Tocsin.Templates.Formatting;

/// <summary>Floats in powers of two, as <c>%x</c> and <c>%b</c> print them.</summary>
internal static class HexFloat
{
    /// <summary><c>0x1.8p+01</c>, rounded half to even if fewer digits are asked for.</summary>
    public static string Format(double size, char verb, int precision)
    {
        (ulong mantissa, int exponent) = Split(size);
        // The leading one at bit 60, so that each of the 15 digits after the point is four bits.
        mantissa <<= 8;
        while (mantissa != 0 && (mantissa & (1UL << 60)) == 0)
        {
            mantissa <<= 1;
            exponent--;
        }

        if (precision is >= 0 and < 15)
        {
            int drop = 60 - (precision * 4);
            ulong rest = mantissa & ((1UL << drop) - 1);
            ulong half = 1UL << (drop - 1);
            mantissa >>= drop;
            mantissa += rest > half || (rest == half && (mantissa & 1) == 1) ? 1UL : 0;
            mantissa <<= drop;
            if ((mantissa & (1UL << 61)) != 0)
            {
                mantissa >>= 1;
                exponent++;
            }
        }

        string digits = (mantissa & ((1UL << 60) - 1)).ToString("x15", CultureInfo.InvariantCulture);
        digits = precision < 0 ? digits.TrimEnd('0')
            : precision > 15 ? digits.PadRight(precision, '0')
            : digits[..precision];
        int shown = mantissa == 0 ? 0 : exponent + 52;
        string point = digits.Length > 0 ? "." : "";
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"0x{mantissa >> 60}{point}{digits}p{(shown < 0 ? '-' : '+')}{Math.Abs(shown):D2}");
        return verb == 'X' ? text.ToUpperInvariant() : text;
    }

    /// <summary>The mantissa and the power of two, <c>4503599627370496p-52</c>.</summary>
    public static string FormatBinary(double size)
    {
        (ulong mantissa, int exponent) = Split(size);
        return string.Create(CultureInfo.InvariantCulture, $"{mantissa}p{(exponent < 0 ? "" : "+")}{exponent}");
    }

    private static (ulong Mantissa, int Exponent) Split(double size)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(size);
        int exponent = (int)(bits >> 52);
        ulong mantissa = bits & ((1UL << 52) - 1);
        return (exponent == 0 ? mantissa : mantissa | (1UL << 52), Math.Max(exponent, 1) - 1075);
    }
}
