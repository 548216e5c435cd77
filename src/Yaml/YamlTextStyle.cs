using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Tocsin.Yaml;

/// <summary>Decides how a text must be written so that it is read back as the same text.</summary>
internal static partial class YamlTextStyle
{
    public enum Style
    {
        Plain,
        SingleQuoted,
        DoubleQuoted,
        Literal,
    }

    // Source: yaml.v2 encode and libyaml's emitter: several lines make a literal block, a text that would resolve to
    // something else is double-quoted, one with indicators is single-quoted.
    public static Style Choose(string text, bool isFlow, bool isKey)
    {
        Traits traits = Analyze(text);
        bool multiline = text.Contains('\n', StringComparison.Ordinal);
        if (multiline)
        {
            bool blockAllowed = !traits.TrailingSpace && !traits.SpaceBeforeBreak && !traits.Special;
            return blockAllowed && !isFlow && !isKey ? Style.Literal : Style.DoubleQuoted;
        }

        if (YamlScalar.ResolvePlain(text).Tag != "!!str" || Base60().IsMatch(text))
        {
            return Style.DoubleQuoted;
        }

        bool plainAllowed = !traits.LeadingSpace && !traits.TrailingSpace && !traits.Special && !traits.OtherBreak
            && !(isFlow ? traits.FlowIndicator : traits.BlockIndicator);
        return plainAllowed ? Style.Plain : traits.Special || traits.SpaceBeforeBreak ? Style.DoubleQuoted : Style.SingleQuoted;
    }

    public static string? Escape(Rune rune) => rune.Value switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        0 => "\\0",
        7 => "\\a",
        8 => "\\b",
        9 => "\\t",
        10 => "\\n",
        11 => "\\v",
        12 => "\\f",
        13 => "\\r",
        27 => "\\e",
        0x85 => "\\N",
        0xA0 => "\\_",
        0x2028 => "\\L",
        0x2029 => "\\P",
        _ when IsPrintable(rune) => null,
        <= 0xFF => "\\x" + rune.Value.ToString("X2", CultureInfo.InvariantCulture),
        <= 0xFFFF => "\\u" + rune.Value.ToString("X4", CultureInfo.InvariantCulture),
        _ => "\\U" + rune.Value.ToString("X8", CultureInfo.InvariantCulture),
    };

    private record struct Traits
    {
        public bool BlockIndicator;
        public bool FlowIndicator;
        public bool Special;
        public bool LeadingSpace;
        public bool TrailingSpace;
        public bool SpaceBeforeBreak;
        public bool OtherBreak;
    }

    private static Traits Analyze(string text)
    {
        var traits = default(Traits);
        bool isMarker = text.StartsWith("---", StringComparison.Ordinal) || text.StartsWith("...", StringComparison.Ordinal);
        traits.BlockIndicator = traits.FlowIndicator = isMarker;
        traits.LeadingSpace = text.StartsWith(' ');
        traits.TrailingSpace = text.EndsWith(' ');
        for (int i = 0; i < text.Length; i++)
        {
            AddIndicators(text, i, ref traits);
            traits.SpaceBeforeBreak |= text[i] == ' ' && i + 1 < text.Length && IsBreak(text[i + 1]);
            traits.OtherBreak |= text[i] != '\n' && IsBreak(text[i]);
        }

        foreach (Rune rune in text.EnumerateRunes())
        {
            traits.Special |= !IsPrintable(rune);
        }

        return traits;
    }

    private static void AddIndicators(string text, int i, ref Traits traits)
    {
        bool spaceFollows = i + 1 >= text.Length || text[i + 1] is ' ' or '\t';
        bool spacePrecedes = i > 0 && (text[i - 1] is ' ' or '\t' || IsBreak(text[i - 1]));
        char c = text[i];
        bool block = i == 0
            ? c is '#' or ',' or '[' or ']' or '{' or '}' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`'
                || (c is '?' or ':' or '-' && spaceFollows)
            : (c == ':' && spaceFollows) || (c == '#' && spacePrecedes);
        traits.BlockIndicator |= block;
        traits.FlowIndicator |= block || c is ',' or '?' or '[' or ']' or '{' or '}' or ':';
    }

    private static bool IsBreak(char c) => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';

    // Source: libyaml's IS_PRINTABLE: no tab, no byte order mark, nothing beyond the basic plane. Unlike there, the two
    // Unicode line ends are escaped, since other readers turn them into ordinary ones.
    private static bool IsPrintable(Rune rune) => rune.Value is 0x0A or (>= 0x20 and <= 0x7E)
        or (>= 0xA0 and < 0xD800 and not (0x2028 or 0x2029)) or (>= 0xE000 and <= 0xFFFD and not 0xFEFF);

    [GeneratedRegex(@"\A[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?\z")]
    private static partial Regex Base60();
}
