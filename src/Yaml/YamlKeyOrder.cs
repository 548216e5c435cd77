using System.Text;

namespace Tocsin.Yaml;

/// <summary>The order in which yaml.v2 prints the keys of a map: numbers first, digits in texts by their number.</summary>
public sealed class YamlKeyOrder : IComparer<YamlValue>
{
    /// <summary>The only instance.</summary>
    public static YamlKeyOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(YamlValue? x, YamlValue? y)
    {
        double? left = Number(x);
        double? right = Number(y);
        if (left is not null && right is not null)
        {
            return left.Value.CompareTo(right.Value);
        }

        return x is YamlText a && y is YamlText b
            ? CompareTexts([.. a.Value.EnumerateRunes()], [.. b.Value.EnumerateRunes()])
            : (left is null).CompareTo(right is null);
    }

    // Source: yaml.v2 sorter: at the first difference letters come after other characters, and runs of digits are
    // compared as numbers unless zeros lead.
    private static int CompareTexts(ReadOnlySpan<Rune> a, ReadOnlySpan<Rune> b)
    {
        for (int i = 0; i < a.Length && i < b.Length; i++)
        {
            if (a[i] == b[i])
            {
                continue;
            }

            bool leftLetter = Rune.IsLetter(a[i]);
            bool rightLetter = Rune.IsLetter(b[i]);
            return leftLetter != rightLetter ? leftLetter.CompareTo(rightLetter)
                : leftLetter ? a[i].CompareTo(b[i])
                : CompareDigits(a, b, i);
        }

        return a.Length.CompareTo(b.Length);
    }

    private static int CompareDigits(ReadOnlySpan<Rune> a, ReadOnlySpan<Rune> b, int at)
    {
        long start = (a[at].Value == '0' || b[at].Value == '0') && FollowsDigit(a, at) ? 1 : 0;
        (long left, int leftEnd) = ReadDigits(a, at, start);
        (long right, int rightEnd) = ReadDigits(b, at, start);
        int byNumber = left.CompareTo(right);
        int byLength = leftEnd.CompareTo(rightEnd);
        return byNumber != 0 ? byNumber : byLength != 0 ? byLength : a[at].CompareTo(b[at]);
    }

    private static bool FollowsDigit(ReadOnlySpan<Rune> text, int at)
    {
        for (int i = at - 1; i >= 0 && Rune.IsDigit(text[i]); i--)
        {
            if (text[i].Value != '0')
            {
                return true;
            }
        }

        return false;
    }

    private static (long Number, int End) ReadDigits(ReadOnlySpan<Rune> text, int at, long number)
    {
        while (at < text.Length && Rune.IsDigit(text[at]))
        {
            number = unchecked((number * 10) + (text[at].Value - '0'));
            at++;
        }

        return (number, at);
    }

    private static double? Number(YamlValue? key) => key switch
    {
        YamlInteger whole => (double)whole.Value,
        YamlFloat real => real.Value,
        YamlBool flag => flag.Value ? 1 : 0,
        _ => null,
    };
}
