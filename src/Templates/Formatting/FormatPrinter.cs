using System.Globalization;
using System.Text;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Formatting;

/// <summary>Prints values by verb. One printer per call; not thread-safe.</summary>
// Source: Go fmt, the printer and its flags; where Go looks for methods, values have Stringer.
internal sealed partial class FormatPrinter(StringBuilder text)
{
    // Go prints addresses; a fixed one keeps notifications the same from run to run.
    private const long Address = 0xc000010000;
    private const int DepthMax = 100;

    private readonly FormatState _state = new();
    private FormatFlags _flags;
    private bool _isErroring;

    /// <summary>Where it prints to.</summary>
    public StringBuilder Text => text;

    public void ClearFlags() => _flags = default;

    /// <summary>Prints one value.</summary>
    public void PrintArgument(GoValue value, char verb)
    {
        if (value.IsNil)
        {
            if (verb is 'T' or 'v')
            {
                Pad("<nil>");
            }
            else
            {
                BadVerb(value, verb);
            }

            return;
        }

        switch (verb)
        {
            case 'T':
                PadString(value.Type.Name);
                break;
            case 'p':
                PrintPointer(value, verb);
                break;
            case 'w':
                // The verb for wrapping errors, which there are none of.
                BadVerb(value, verb);
                break;
            default:
                PrintValue(value, verb, 0);
                break;
        }
    }

    private void PrintValue(GoValue value, char verb, int depth)
    {
        if (depth > DepthMax)
        {
            text.Append("...");
            return;
        }

        if (PrintStringer(value, verb))
        {
            return;
        }

        switch (value)
        {
            case GoBool constant when verb is 't' or 'v':
                Pad(constant.Value ? "true" : "false");
                break;
            case GoInt integer:
                PrintInteger(integer, verb);
                break;
            case GoFloat number:
                PrintFloat(number, verb);
                break;
            case GoString content:
                PrintString(content, content.Text, verb);
                break;
            case GoList list:
                PrintList(list, verb, depth);
                break;
            case GoMap map:
                PrintMap(map, verb, depth);
                break;
            case GoStruct structure:
                PrintStruct(structure, verb, depth);
                break;
            case GoPointer pointer when depth == 0:
                text.Append('&');
                PrintValue(pointer.Target, verb, depth + 1);
                break;
            case GoPointer:
                PrintPointer(value, verb);
                break;
            case { IsNil: true } when verb == 'v':
                text.Append(_flags.SharpV ? "interface {}(nil)" : "<nil>");
                break;
            default:
                BadVerb(value, verb);
                break;
        }
    }

    private bool PrintStringer(GoValue value, char verb)
    {
        if (_isErroring)
        {
            return false;
        }

        if (_flags.SharpV)
        {
            if (verb == 'v' && value is GoTime.TimeValue time)
            {
                PadString(time.ToGoSyntax());
                return true;
            }

            return false;
        }

        if (verb is not ('v' or 's' or 'x' or 'X' or 'q') || value.Stringer is not { } printed)
        {
            return false;
        }

        PrintString(value, printed, verb);
        return true;
    }

    private void PrintString(GoValue value, string content, char verb)
    {
        switch (verb)
        {
            case 'v' when _flags.SharpV:
            case 'q':
                PrintQuoted(content);
                break;
            case 'v':
            case 's':
                PadString(content);
                break;
            case 'x':
            case 'X':
                PrintHex(content, verb);
                break;
            default:
                BadVerb(value, verb);
                break;
        }
    }

    private void PrintQuoted(string content)
    {
        content = Truncate(content);
        Pad(_flags.Sharp && GoStrings.CanBackquote(content)
            ? "`" + content + "`"
            : GoStrings.Quote(content, '"', _flags.Plus));
    }

    private void PrintHex(string content, char verb)
    {
        ReadOnlySpan<byte> bytes = GoText.ToBytes(content);
        bytes = bytes[..Math.Min(bytes.Length, _flags.Precision ?? int.MaxValue)];
        var hex = new StringBuilder(bytes.Length * 2);
        for (int i = 0; i < bytes.Length; i++)
        {
            bool starts = i == 0 || _flags.Space;
            hex.Append(i > 0 && _flags.Space ? " " : "")
                .Append(_flags.Sharp && starts ? (verb == 'x' ? "0x" : "0X") : "")
                .Append(bytes[i].ToString(verb == 'x' ? "x2" : "X2", CultureInfo.InvariantCulture));
        }

        Pad(hex.ToString());
    }

    private void PrintList(GoList list, char verb, int depth)
    {
        Open(list.Type, '[');
        for (int i = 0; i < list.Count; i++)
        {
            Separate(i);
            PrintElement(list[i], verb, depth + 1);
        }

        text.Append(_flags.SharpV ? '}' : ']');
    }

    private void PrintMap(GoMap map, char verb, int depth)
    {
        if (!_flags.SharpV)
        {
            text.Append("map");
        }

        Open(map.Type, '[');
        for (int i = 0; i < map.Count; i++)
        {
            Separate(i);
            PrintValue(new GoString(map.KeyAt(i)), verb, depth + 1);
            text.Append(':');
            PrintElement(map.ValueAt(i), verb, depth + 1);
        }

        text.Append(_flags.SharpV ? '}' : ']');
    }

    private void PrintStruct(GoStruct structure, char verb, int depth)
    {
        Open(structure.Type, '{');
        for (int i = 0; i < structure.Type.Fields.Count; i++)
        {
            Separate(i);
            if (_flags.PlusV || _flags.SharpV)
            {
                text.Append(structure.Type.Fields[i].Name).Append(':');
            }

            PrintElement(structure.FieldAt(i), verb, depth + 1);
        }

        text.Append('}');
    }

    // A nil inside a collection prints even under verbs that refuse a nil argument... except that only %v knows it.
    private void PrintElement(GoValue value, char verb, int depth)
    {
        if (value.IsNil)
        {
            text.Append(_flags.SharpV ? "interface {}(nil)" : "<nil>");
            return;
        }

        PrintValue(value, verb, depth);
    }

    private void Open(GoType type, char plain)
    {
        if (_flags.SharpV)
        {
            text.Append(type.Name).Append('{');
        }
        else
        {
            text.Append(plain);
        }
    }

    private void Separate(int index)
    {
        if (index > 0)
        {
            text.Append(_flags.SharpV ? ", " : " ");
        }
    }

    private void PrintPointer(GoValue value, char verb)
    {
        if (value.Kind is not (GoKind.Pointer or GoKind.Map or GoKind.List))
        {
            BadVerb(value, verb);
            return;
        }

        switch (verb)
        {
            case 'v' when _flags.SharpV:
                text.Append('(').Append(value.Type.Name).Append(")(0xc000010000)");
                break;
            case 'v' or 'p':
                bool sharp = _flags.Sharp;
                _flags.Sharp = !sharp;
                PrintNumber((ulong)Address, false, (16, 'v'));
                _flags.Sharp = sharp;
                break;
            case 'b' or 'o' or 'd' or 'x' or 'X':
                PrintInteger(new GoInt(Address, GoTypes.Int64), verb);
                break;
            default:
                BadVerb(value, verb);
                break;
        }
    }

    private void BadVerb(GoValue value, char verb)
    {
        _isErroring = true;
        text.Append("%!").Append(verb).Append('(');
        if (value.IsNil)
        {
            text.Append("<nil>");
        }
        else
        {
            text.Append(value.Type.Name).Append('=');
            PrintValue(value, 'v', 0);
        }

        text.Append(')');
        _isErroring = false;
    }

    private void PadString(string content) => Pad(Truncate(content));

    private string Truncate(string content) =>
        _flags.Precision is { } runes ? GoText.FirstRunes(content, runes) : content;

    private void Pad(string content)
    {
        int padding = _flags.Width is { } width ? width - GoText.RuneCount(content) : 0;
        if (padding <= 0)
        {
            text.Append(content);
        }
        else if (_flags.Minus)
        {
            text.Append(content).Append(' ', padding);
        }
        else
        {
            text.Append(_flags.Zero ? '0' : ' ', padding).Append(content);
        }
    }
}
