using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Phones;

/// <summary>The numbers of one message.</summary>
/// <param name="Good">Numbers as E.164 has them, each once.</param>
/// <param name="Bad">What is no such number, and what is one too many.</param>
internal sealed record NumberList(IReadOnlyList<string> Good, IReadOnlyList<string> Bad);

/// <summary>Finds the numbers of a message, which may depend on its labels. Immutable.</summary>
internal sealed class PhoneNumbers(IReadOnlyList<string> to, IFieldCompiler templates)
{
    /// <summary>How many phones one message goes to at most; they are told one after the other.</summary>
    public const int CountMax = 20;

    // https://www.itu.int/rec/T-REC-E.164: at most 15 digits, of which the first is not 0.
    private const int DigitsMax = 15;
    private const int DigitsMin = 7;

    // What people write between digits.
    private const string Ornaments = " \t-./()\u00a0";

    private readonly IReadOnlyList<FieldTemplate> _to = [.. to.Select((t, i) => templates.Text($"to[{i}]", t))];

    /// <summary>The numbers; a template gives none, one, or several with commas between them.</summary>
    public NumberList Read(Rendering rendering)
    {
        List<string> good = [];
        List<string> bad = [];
        foreach (string text in _to.SelectMany(t => rendering.Text(t).Split(
            [',', ';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            if (!TryParse(text, out string number))
            {
                rendering.Note($"to: \"{Truncation.InRunes(text, 40)}\" is not a number such as +4915112345678");
                bad.Add(Truncation.InRunes(text, 40));
            }
            else if (!good.Contains(number))
            {
                (good.Count < CountMax ? good : bad).Add(number);
            }
        }

        return new NumberList(good, bad);
    }

    private static bool TryParse(string text, out string number)
    {
        number = string.Concat(text.Where(c => !Ornaments.Contains(c, StringComparison.Ordinal)));
        if (number.StartsWith("00", StringComparison.Ordinal))
        {
            number = "+" + number[2..];
        }

        return number is ['+', >= '1' and <= '9', ..] && number.Length is > DigitsMin and <= DigitsMax + 1
            && number.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
    }
}
