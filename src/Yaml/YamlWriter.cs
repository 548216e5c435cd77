using System.Globalization;
using System.Text;

namespace Tocsin.Yaml;

/// <summary>
/// Prints values in the style of yaml.v2: block style, two spaces, list items level with their key, quotes only where
/// they are needed, lines folded after 80 characters. Tools compare and parse what it prints.
/// </summary>
public sealed class YamlWriter
{
    private const int WidthBest = 80;
    private const int KeyLengthMax = 128;

    private readonly StringBuilder _out = new();
    private int _column;

    private YamlWriter()
    {
    }

    /// <summary>Prints a document, with a line end at its end.</summary>
    public static string Write(YamlValue value)
    {
        var writer = new YamlWriter();
        int indent = value is YamlMap or YamlList ? 0 : 2;
        writer.WriteNode(value, new Spot(indent, IsFlow: false, AfterKey: false, InMap: false));
        return writer._out.Append('\n').ToString();
    }

    // Where a node is printed: the indent of its own lines; whether inside [ ] or { }; right after "key:"; in a map.
    private readonly record struct Spot(int Indent, bool IsFlow, bool AfterKey, bool InMap);

    private void WriteNode(YamlValue value, Spot spot)
    {
        switch (value)
        {
            case YamlMap { Entries.IsEmpty: true }:
                Put(spot.AfterKey ? " {}" : "{}");
                break;
            case YamlList { Items.IsEmpty: true }:
                Put(spot.AfterKey ? " []" : "[]");
                break;
            case YamlMap map when spot.IsFlow:
                WriteFlowMap(map, spot);
                break;
            case YamlList list when spot.IsFlow || list.Flow:
                WriteFlowList(list, spot);
                break;
            case YamlMap map:
                WriteBlockMap(map, spot);
                break;
            case YamlList list:
                WriteBlockList(list, spot);
                break;
            default:
                WriteScalar(value, spot, isKey: false);
                break;
        }
    }

    private void WriteBlockMap(YamlMap map, Spot spot)
    {
        bool first = !spot.AfterKey;
        foreach ((YamlValue key, YamlValue value) in map.Entries)
        {
            if (!first || _column > spot.Indent)
            {
                NewLine(spot.Indent);
            }

            first = false;
            bool isSimple = key is not YamlText { Value: var text }
                || (!text.Contains('\n', StringComparison.Ordinal) && Encoding.UTF8.GetByteCount(text) <= KeyLengthMax);
            if (!isSimple)
            {
                Put("? ");
            }

            WriteScalar(key, spot with { AfterKey = false, Indent = spot.Indent + 2 }, isKey: isSimple);
            if (!isSimple)
            {
                NewLine(spot.Indent);
            }

            Put(":");

            // A list after a key stands level with the key; everything else goes two deeper.
            bool isLevel = value is YamlList { Flow: false, Items.IsEmpty: false };
            WriteNode(value, new(isLevel ? spot.Indent : spot.Indent + 2, IsFlow: false, AfterKey: true, InMap: true));
        }
    }

    private void WriteBlockList(YamlList list, Spot spot)
    {
        bool first = !spot.AfterKey;
        foreach (YamlValue item in list.Items)
        {
            if (!first)
            {
                NewLine(spot.Indent);
            }

            first = false;
            Put("-");
            bool isBlock = item is YamlMap { Entries.IsEmpty: false } or YamlList { Items.IsEmpty: false, Flow: false };
            if (isBlock)
            {
                Put(" ");
            }

            WriteNode(item, new(spot.Indent + 2, IsFlow: false, AfterKey: !isBlock, InMap: false));
        }
    }

    private void WriteFlowList(YamlList list, Spot spot)
    {
        Put(spot.AfterKey ? " [" : "[");
        Spot inside = new(spot.Indent, IsFlow: true, AfterKey: false, InMap: false);
        for (int i = 0; i < list.Items.Length; i++)
        {
            Put(i > 0 ? "," : "");
            bool folded = _column > WidthBest;
            if (folded)
            {
                NewLine(spot.Indent);
            }

            Put(i > 0 && !folded ? " " : "");
            WriteNode(list.Items[i], inside);
        }

        Put("]");
    }

    private void WriteFlowMap(YamlMap map, Spot spot)
    {
        Put("{");
        for (int i = 0; i < map.Entries.Length; i++)
        {
            Put(i > 0 ? ", " : "");
            WriteScalar(map.Entries[i].Key, spot with { AfterKey = false }, isKey: true);
            Put(":");
            WriteNode(map.Entries[i].Value, spot with { AfterKey = true });
        }

        Put("}");
    }

    private void WriteScalar(YamlValue value, Spot spot, bool isKey)
    {
        Put(spot.AfterKey ? " " : "");
        switch (value)
        {
            case YamlText text:
                WriteText(text.Value, spot, isKey);
                break;
            case YamlBool flag:
                Put(flag.Value ? "true" : "false");
                break;
            case YamlInteger whole:
                Put(whole.Value.ToString(CultureInfo.InvariantCulture));
                break;
            case YamlFloat real:
                Put(GoNumber.Format(real.Value));
                break;
            default:
                Put("null");
                break;
        }
    }

    private void WriteText(string text, Spot spot, bool isKey)
    {
        switch (YamlTextStyle.Choose(text, spot.IsFlow, isKey))
        {
            case YamlTextStyle.Style.Plain:
                WriteFolded(text, "", spot.Indent, isKey);
                break;
            case YamlTextStyle.Style.SingleQuoted:
                WriteFolded(text, "'", spot.Indent, isKey);
                break;
            case YamlTextStyle.Style.Literal:
                WriteLiteral(text, spot.Indent);
                break;
            default:
                WriteDoubleQuoted(text, spot.Indent, isKey);
                break;
        }
    }

    // A single space after the width is reached becomes a line break; more than one space cannot.
    private void WriteFolded(string text, string quote, int indent, bool isKey)
    {
        Put(quote);
        bool afterSpace = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool mayFold = quote.Length == 0 || (i > 0 && i < text.Length - 1);
            if (c == ' ' && !isKey && !afterSpace && _column > WidthBest && mayFold && text[i + 1] != ' ')
            {
                NewLine(indent);
            }
            else
            {
                Put(c == '\'' && quote.Length > 0 ? "''" : text.AsSpan(i, 1));
            }

            afterSpace = c == ' ';
        }

        Put(quote);
    }

    private void WriteDoubleQuoted(string text, int indent, bool isKey)
    {
        Put("\"");
        bool afterSpace = false;
        int i = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (YamlTextStyle.Escape(rune) is { } escape)
            {
                Put(escape);
                afterSpace = false;
            }
            else if (rune.Value == ' ' && !isKey && !afterSpace && _column > WidthBest && i > 0 && i < text.Length - 1)
            {
                NewLine(indent);
                Put(text[i + 1] == ' ' ? "\\" : "");
                afterSpace = true;
            }
            else
            {
                Put(rune.ToString());
                afterSpace = rune.Value == ' ';
            }

            i += rune.Utf16SequenceLength;
        }

        Put("\"");
    }

    private void WriteLiteral(string text, int indent)
    {
        Put(text[0] is ' ' or '\n' ? "|2" : "|");
        bool endsWithBreak = text[^1] == '\n';
        Put(!endsWithBreak ? "-" : text.Length == 1 || text[^2] == '\n' ? "+" : "");
        foreach (string line in (endsWithBreak ? text[..^1] : text).Split('\n'))
        {
            if (line.Length == 0)
            {
                _out.Append('\n');
                _column = 0;
            }
            else
            {
                NewLine(indent);
                Put(line);
            }
        }
    }

    private void NewLine(int indent)
    {
        _out.Append('\n').Append(' ', indent);
        _column = indent;
    }

    private void Put(ReadOnlySpan<char> text)
    {
        _out.Append(text);
        foreach (char c in text)
        {
            _column += char.IsLowSurrogate(c) ? 0 : 1;
        }
    }
}
