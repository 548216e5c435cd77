using System.Collections.Frozen;
using System.Text;

namespace Tocsin.Signals.Otlp;

/// <summary>What units are called behind the name of a metric: OpenTelemetry writes UCUM, Prometheus words.</summary>
// Source: OpenTelemetry specification, compatibility with Prometheus; Prometheus otlptranslator, its table of units.
internal static class UnitNames
{
    private static readonly FrozenDictionary<string, string> Words = Table(
        "d days h hours min minutes s seconds ms milliseconds us microseconds ns nanoseconds "
        + "By bytes KiBy kibibytes MiBy mebibytes GiBy gibibytes TiBy tibibytes KBy kilobytes MBy megabytes GBy gigabytes "
        + "TBy terabytes m meters V volts A amperes J joules W watts g grams Cel celsius Hz hertz % percent");

    private static readonly FrozenDictionary<string, string> PerWords = Table("s second m minute h hour d day w week mo month y year");

    /// <summary>The words for a unit and for what it is divided by, <c>per_</c> included; empty where there is nothing to say.</summary>
    public static (string Main, string Per) Split(string unit)
    {
        int slash = unit.IndexOf('/', StringComparison.Ordinal);
        string main = (slash < 0 ? unit : unit[..slash]).Trim();
        string per = slash < 0 ? "" : unit[(slash + 1)..].Trim();
        return (
            main == "1" || IsAnnotation(main) ? "" : Words.GetValueOrDefault(main, main),
            per.Length == 0 || IsAnnotation(per) ? "" : "per_" + PerWords.GetValueOrDefault(per, per));
    }

    /// <summary>The unit in Prometheus's words, as metadata has it.</summary>
    public static string Whole(string unit)
    {
        (string main, string per) = Split(unit);
        (main, per) = (Clean(main), Clean(per));
        string whole = main.Length > 0 && per.Length > 0 ? main + "_" + per : main + per;
        whole = whole.StartsWith('_') ? whole[1..] : whole;
        return whole.EndsWith('_') ? whole[..^1] : whole;
    }

    /// <summary>A unit as it may stand in a name of the older grammar: other characters become one underscore.</summary>
    public static string Clean(string unit)
    {
        var clean = new StringBuilder(unit.Length);
        foreach (Rune c in unit.EnumerateRunes())
        {
            if (MetricNames.IsPlain(c))
            {
                clean.Append((char)c.Value);
            }
            else if (clean.Length == 0 || clean[^1] != '_')
            {
                clean.Append('_');
            }
        }

        return clean.Length > 0 && clean[0] == '_' ? clean.ToString(1, clean.Length - 1) : clean.ToString();
    }

    // What stands in braces says what is counted.
    private static bool IsAnnotation(string part) => part.AsSpan().IndexOfAny('{', '}') >= 0;

    private static FrozenDictionary<string, string> Table(string pairs) =>
        pairs.Split(' ').Chunk(2).ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
}
