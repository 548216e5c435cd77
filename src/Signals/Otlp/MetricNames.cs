using System.Text;

namespace Tocsin.Signals.Otlp;

/// <summary>What metrics are called here.</summary>
// Source: OpenTelemetry specification, compatibility with Prometheus; Prometheus otlptranslator, its metric namer.
internal static class MetricNames
{
    /// <summary>The name of a metric; null if nothing is left that could be one.</summary>
    public static string? Of(string name, string unit, in MetricShape shape, OtlpMetricSettings settings)
    {
        if (!settings.Escapes)
        {
            string whole = settings.AddsSuffixes ? WithSuffixes(name, unit, shape) : name;
            return whole.Length == 0 ? null : whole;
        }

        string escaped = settings.AddsSuffixes ? string.Join('_', Tokens(name, unit, shape)) : Escaped(name);
        escaped = escaped.Length > 0 && char.IsAsciiDigit(escaped[0]) ? "_" + escaped : escaped;
        bool isHollow = escaped != name && escaped.AsSpan().Trim('_').IsEmpty;
        return escaped.Length == 0 || isHollow ? null : escaped;
    }

    /// <summary>Whether a character may stand in a name of the older grammar, the underscore left aside.</summary>
    public static bool IsPlain(Rune c) => c.IsAscii && (Rune.IsLetterOrDigit(c) || c.Value == ':');

    private static List<string> Tokens(string name, string unit, in MetricShape shape)
    {
        List<string> tokens = Split(name, keepUnderscores: false);
        (string main, string per) = UnitNames.Split(unit);
        (main, per) = (UnitNames.Clean(main), UnitNames.Clean(per));
        main = tokens.Contains(main) ? "" : main;
        per = per == "per_" ? "" : WithoutEnd(per);
        per = tokens.Contains(per) ? "" : per;
        Add(tokens, per.Length > 0 ? WithoutEnd(main) : main);
        Add(tokens, per);
        if (shape.IsCounter)
        {
            MoveToEnd(tokens, "total");
        }

        // Some call 1 the unit of what they count; a gauge of it is a share.
        if (unit == "1" && shape.Kind == MetricKind.Gauge)
        {
            MoveToEnd(tokens, "ratio");
        }

        return tokens;
    }

    private static string Escaped(string name) => string.Join('_', Split(name, keepUnderscores: true));

    private static List<string> Split(string name, bool keepUnderscores)
    {
        var tokens = new List<string>();
        var token = new StringBuilder();
        foreach (Rune c in name.EnumerateRunes())
        {
            if (IsPlain(c) || (keepUnderscores && c.Value == '_'))
            {
                token.Append((char)c.Value);
            }
            else if (token.Length > 0)
            {
                tokens.Add(token.ToString());
                token.Clear();
            }
        }

        Add(tokens, token.ToString());
        return tokens;
    }

    private static string WithSuffixes(string name, string unit, in MetricShape shape)
    {
        bool isShare = unit == "1" && shape.Kind == MetricKind.Gauge;
        (string main, string per) = UnitNames.Split(unit);

        // From the outside inwards, what is there already is taken off, so that all stands once and in this order.
        name = isShare ? WithoutSuffix(name, "ratio") : name;
        name = shape.IsCounter ? WithoutSuffix(name, "total") : name;
        name = per.Length > 0 ? WithoutSuffix(name, per) : name;
        name += main.Length > 0 && !name.EndsWith(main, StringComparison.Ordinal) ? "_" + main : "";
        name += per.Length > 0 ? "_" + per : "";
        name += shape.IsCounter ? "_total" : "";
        return name + (isShare ? "_ratio" : "");
    }

    private static string WithoutSuffix(string name, string suffix) =>
        name.EndsWith(suffix, StringComparison.Ordinal) && name.Length > suffix.Length + 1 ? name[..^(suffix.Length + 1)] : name;

    private static string WithoutEnd(string unit) => unit.EndsWith('_') ? unit[..^1] : unit;

    private static void Add(List<string> tokens, string token)
    {
        if (token.Length > 0)
        {
            tokens.Add(token);
        }
    }

    private static void MoveToEnd(List<string> tokens, string token)
    {
        tokens.RemoveAll(other => other == token);
        tokens.Add(token);
    }
}
