using System.Globalization;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Parsing;

/// <summary>
/// A number of a template before its type is known: Go keeps the value in every type it fits, because the function
/// that receives it decides.
/// </summary>
public readonly record struct NumberLiteral
{
    /// <summary>True if it is a whole number that fits 64 signed bits.</summary>
    public bool IsInt { get; init; }

    /// <summary>True if it is a whole number that fits 64 unsigned bits.</summary>
    public bool IsUint { get; init; }

    /// <summary>True if it has a value as a float; every literal that parses has one.</summary>
    public bool IsFloat { get; init; }

    /// <summary>The value if <see cref="IsInt"/>.</summary>
    public long AsInt { get; init; }

    /// <summary>The value if <see cref="IsUint"/>.</summary>
    public ulong AsUint { get; init; }

    /// <summary>The value if <see cref="IsFloat"/>.</summary>
    public double AsFloat { get; init; }

    /// <summary>The value of a character constant.</summary>
    internal static NumberLiteral OfRune(int rune) => new()
    {
        IsInt = true,
        IsUint = true,
        IsFloat = true,
        AsInt = rune,
        AsUint = (ulong)rune,
        AsFloat = rune,
    };

    /// <summary>Reads a literal as written; the error is Go's message.</summary>
    // Source: Go text/template/parse, newNumber.
    internal static bool TryParse(string text, out NumberLiteral literal, out string error)
    {
        bool isUint = GoNumbers.TryParseUint(text, 0, out ulong unsigned);
        bool isInt = GoNumbers.TryParseInt(text, 0, out long signed);
        error = "";
        if (isInt || isUint)
        {
            // "-0" is no unsigned literal by its syntax, but its value is.
            literal = new()
            {
                IsInt = isInt,
                IsUint = isUint || signed == 0,
                IsFloat = true,
                AsInt = signed,
                AsUint = isUint ? unsigned : 0,
                AsFloat = isInt ? signed : unsigned,
            };
            return true;
        }

        return TryParseFloat(text, out literal, out error);
    }

    private static bool TryParseFloat(string text, out NumberLiteral literal, out string error)
    {
        literal = default;
        if (!GoNumbers.TryParseFloat(text, out double value))
        {
            error = "illegal number syntax: " + GoStrings.Quote(text);
            return false;
        }

        if (text.AsSpan().IndexOfAny(".eEpP") < 0)
        {
            error = "integer overflow: " + GoStrings.Quote(text);
            return false;
        }

        bool whole = double.IsInteger(value);
        bool fitsInt = whole && value is >= long.MinValue and < 9223372036854775808.0;
        bool fitsUint = whole && value is >= 0 and < 18446744073709551616.0;
        literal = new()
        {
            IsInt = fitsInt,
            IsUint = fitsUint,
            IsFloat = true,
            AsInt = fitsInt ? (long)value : 0,
            AsUint = fitsUint ? (ulong)value : 0,
            AsFloat = value,
        };
        error = "";
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        IsInt ? AsInt.ToString(CultureInfo.InvariantCulture) : AsFloat.ToString(CultureInfo.InvariantCulture);
}
