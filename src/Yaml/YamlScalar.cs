using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Tocsin.Yaml;

/// <summary>What a scalar's text means in YAML 1.1 as yaml.v2 reads it.</summary>
/// <param name="Tag">The resolved tag in its short form, used in error texts.</param>
/// <param name="Value">The value; a timestamp stays a text.</param>
public readonly partial record struct YamlScalar(string Tag, YamlValue Value)
{
    /// <summary>Resolves a scalar node. A tag that does not fit its text is an error.</summary>
    /// <returns>The error's text, or null.</returns>
    public static string? TryResolve(YamlNode node, out YamlScalar scalar)
    {
        if (node.Tag.Length == 0)
        {
            scalar = node.IsPlain ? ResolvePlain(node.Text) : new("!!str", new YamlText(node.Text));
            return null;
        }

        return TryResolveTagged(node, out scalar);
    }

    /// <summary>Resolves an unquoted text.</summary>
    // Source: yaml.v2 resolve: the first character decides what the text may be; base 60 is on purpose not read.
    public static YamlScalar ResolvePlain(string text)
    {
        if (text.Length == 0)
        {
            return new("!!null", YamlValue.Null);
        }

        return text[0] switch
        {
            '~' or 'y' or 'Y' or 'n' or 'N' or 't' or 'T' or 'f' or 'F' or 'o' or 'O' => ResolveWord(text),
            '.' => ResolveWord(text) is { Tag: not "!!str" } word ? word : ResolveFloat(text),
            '+' or '-' => ResolveWord(text) is { Tag: not "!!str" } word ? word : ResolveNumber(text),
            >= '0' and <= '9' => ResolveNumber(text),
            _ => AsText(text),
        };
    }

    private static YamlScalar AsText(string text) => new("!!str", new YamlText(text));

    private static YamlScalar ResolveWord(string text) => text switch
    {
        "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" =>
            new("!!bool", new YamlBool(true)),
        "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" =>
            new("!!bool", new YamlBool(false)),
        "~" or "null" or "Null" or "NULL" => new("!!null", YamlValue.Null),
        ".nan" or ".NaN" or ".NAN" => new("!!float", new YamlFloat(double.NaN)),
        ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => new("!!float", new YamlFloat(double.PositiveInfinity)),
        "-.inf" or "-.Inf" or "-.INF" => new("!!float", new YamlFloat(double.NegativeInfinity)),
        _ => AsText(text),
    };

    private static YamlScalar ResolveNumber(string text)
    {
        if (IsTimestamp(text))
        {
            return new("!!timestamp", new YamlText(text));
        }

        string digits = text.Replace("_", "", StringComparison.Ordinal);
        return TryParseInteger(digits, out Int128 number)
            ? new("!!int", new YamlInteger(number))
            : ResolveFloat(digits) is { Tag: "!!float" } real ? real : AsText(text);
    }

    private static YamlScalar ResolveFloat(string text) =>
        IsFloat(text)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real)
            && double.IsFinite(real)
            ? new("!!float", new YamlFloat(real))
            : AsText(text);

    // Go's ParseInt with base 0: 0x, 0o, 0b, and a leading 0 for octal.
    private static bool TryParseInteger(string text, out Int128 number)
    {
        number = 0;
        bool negative = text[0] == '-';
        ReadOnlySpan<char> digits = text.AsSpan(text[0] is '-' or '+' ? 1 : 0);
        int numberBase = 10;
        if (digits.Length > 1 && digits[0] == '0')
        {
            (numberBase, int prefix) = char.ToLowerInvariant(digits[1]) switch
            {
                'x' => (16, 2),
                'o' => (8, 2),
                'b' => (2, 2),
                _ => (8, 1),
            };
            digits = digits[prefix..];
        }

        if (digits.IsEmpty || digits.Length > 64)
        {
            return false;
        }

        foreach (char c in digits)
        {
            int digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : numberBase;
            if (digit >= numberBase)
            {
                return false;
            }

            number = (number * numberBase) + digit;
            if (number > ulong.MaxValue)
            {
                return false;
            }
        }

        number = negative ? -number : number;
        return number >= long.MinValue && (number <= long.MaxValue || text[0] is not ('-' or '+'));
    }

    private static string? TryResolveTagged(YamlNode node, out YamlScalar scalar)
    {
        scalar = AsText(node.Text);
        switch (node.Tag)
        {
            case "!!str":
                return null;
            case "!!binary":
                return TryDecodeBinary(node.Text, out scalar);
            case "!!bool" or "!!int" or "!!float" or "!!null" or "!!timestamp":
                break;
            default:
                scalar = new(node.Tag, new YamlText(node.Text));
                return null;
        }

        scalar = ResolvePlain(node.Text);
        if (node.Tag == "!!float" && scalar.Value is YamlInteger whole)
        {
            scalar = new("!!float", new YamlFloat((double)whole.Value));
        }

        return scalar.Tag == node.Tag ? null : $"yaml: cannot decode {scalar.Tag} `{node.Text}` as a {node.Tag}";
    }

    private static string? TryDecodeBinary(string text, out YamlScalar scalar)
    {
        byte[] bytes = new byte[text.Length];
        bool ok = Convert.TryFromBase64String(text, bytes, out int length);
        scalar = new("!!binary", new YamlText(ok ? Encoding.UTF8.GetString(bytes, 0, length) : ""));
        return ok ? null : "yaml: !!binary value contains invalid base64 data";
    }

    // Source: yaml.v2 resolve, yamlStyleFloat: [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
    private static bool IsFloat(ReadOnlySpan<char> text)
    {
        text = text is ['-' or '+', ..] ? text[1..] : text;
        int whole = DigitsAt(text);
        text = text[whole..];
        if (text is ['.', ..])
        {
            int fraction = DigitsAt(text[1..]);
            if (whole + fraction == 0)
            {
                return false;
            }

            text = text[(1 + fraction)..];
        }
        else if (whole == 0)
        {
            return false;
        }

        if (text is not ['e' or 'E', .. var exponent])
        {
            return text.IsEmpty;
        }

        exponent = exponent is ['-' or '+', ..] ? exponent[1..] : exponent;
        return !exponent.IsEmpty && DigitsAt(exponent) == exponent.Length;
    }

    private static int DigitsAt(ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }

    private static bool IsTimestamp(string text) =>
        text.Length >= 8 && text[4] == '-' && Timestamp().Match(text) is { Success: true } match
        && DateOnly.TryParseExact(match.Groups[1].Value, "yyyy-M-d", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    [GeneratedRegex(
        @"\A([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})([Tt][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\.[0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})|"
            + @" [0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\.[0-9]+)?)?\z")]
    private static partial Regex Timestamp();
}
