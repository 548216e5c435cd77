using System.Buffers;
using System.Globalization;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Prometheus;

/// <summary>Sizes such as <c>10MB</c> and <c>1GiB512KiB</c>; every unit is a power of 1,024.</summary>
// Source: Prometheus config, units.Base2Bytes.
internal static class ByteSize
{
    private const string Prefixes = "KMGTPE";

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>How it is read and printed.</summary>
    public static YamlType<long> Type { get; } = YamlTypes.Parsed<long>(
        "units.Base2Bytes", TryParse, bytes => new YamlText(Format(bytes)));

    private static string? TryParse(string text, out long bytes)
    {
        bytes = 0;
        if (text is "0")
        {
            return null;
        }

        double total = 0;
        ReadOnlySpan<char> rest = text;
        do
        {
            int digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0
                || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
            {
                return digits < 0 ? $"units: missing unit in {text}" : $"units: invalid {text}";
            }

            rest = rest[digits..];
            int unit = rest.IndexOfAnyInRange('0', '9') is >= 0 and var next ? next : rest.Length;
            if (FactorOf(rest[..unit]) is not { } factor)
            {
                return $"units: unknown unit {rest[..unit]} in {text}";
            }

            total += number * factor;
            rest = rest[unit..];
        }
        while (!rest.IsEmpty);

        if (total >= long.MaxValue)
        {
            return $"units: {text} is too large";
        }

        bytes = (long)total;
        return null;
    }

    private static double? FactorOf(ReadOnlySpan<char> unit)
    {
        if (unit is "B")
        {
            return 1;
        }

        int power = unit.Length is 2 or 3 && (unit[1..] is "B" or "iB") ? Prefixes.IndexOf(unit[0], StringComparison.Ordinal) : -1;
        return power < 0 ? null : Math.Pow(1024, power + 1);
    }

    private static string Format(long bytes)
    {
        int power = 0;
        while (bytes != 0 && bytes % 1024 == 0 && power < Prefixes.Length)
        {
            bytes /= 1024;
            power++;
        }

        string unit = power == 0 ? "B" : $"{Prefixes[power - 1]}iB";
        return string.Create(CultureInfo.InvariantCulture, $"{bytes}{unit}");
    }
}
