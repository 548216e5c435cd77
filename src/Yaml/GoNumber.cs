using System.Globalization;

namespace Tocsin.Yaml;

/// <summary>Floating-point numbers as Go prints them.</summary>
internal static class GoNumber
{
    // Source: strconv.FormatFloat(f, 'g', -1, 64): the shortest digits that read back, exponent form from 1e6 on
    // and below 1e-4, at least two digits of exponent.
    public static string Format(double number)
    {
        if (double.IsNaN(number))
        {
            return ".nan";
        }

        if (double.IsInfinity(number))
        {
            return number > 0 ? ".inf" : "-.inf";
        }

        string shortest = "";
        for (int digits = 0; digits < 17; digits++)
        {
            shortest = number.ToString("E" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (double.Parse(shortest, CultureInfo.InvariantCulture) == number)
            {
                break;
            }
        }

        int exponentAt = shortest.IndexOf('E', StringComparison.Ordinal);
        int exponent = int.Parse(shortest.AsSpan(exponentAt + 1), CultureInfo.InvariantCulture);
        if (exponent is >= -4 and < 6)
        {
            return number.ToString("0.####################", CultureInfo.InvariantCulture);
        }

        string sign = exponent < 0 ? "-" : "+";
        return $"{shortest[..exponentAt]}e{sign}{Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture)}";
    }
}
