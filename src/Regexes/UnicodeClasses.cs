using System.Globalization;

namespace Tocsin.Regexes;

/// <summary>The names that may stand in <c>\p{…}</c>: general categories with their aliases, and scripts.</summary>
/// <remarks>Names are looked up without regard to case, spaces, underscores and hyphens, as in Unicode TR18.</remarks>
internal static class UnicodeClasses
{
    private const string Aliases = """
        C Other|Cc Control|Cc cntrl|Cf Format|Cn Unassigned|Co Private_Use|Cs Surrogate|L Letter|LC Cased_Letter
        Ll Lowercase_Letter|Lm Modifier_Letter|Lo Other_Letter|Lt Titlecase_Letter|Lu Uppercase_Letter|M Mark
        M Combining_Mark|Mc Spacing_Mark|Me Enclosing_Mark|Mn Nonspacing_Mark|N Number|Nd Decimal_Number|Nd digit
        Nl Letter_Number|No Other_Number|P Punctuation|P punct|Pc Connector_Punctuation|Pd Dash_Punctuation
        Pe Close_Punctuation|Pf Final_Punctuation|Pi Initial_Punctuation|Po Other_Punctuation|Ps Open_Punctuation
        S Symbol|Sc Currency_Symbol|Sk Modifier_Symbol|Sm Math_Symbol|So Other_Symbol|Z Separator|Zl Line_Separator
        Zp Paragraph_Separator|Zs Space_Separator
        """;

    // In the order of UnicodeCategory's values.
    private static readonly string[] Categories =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co",
        "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn",
    ];

    private static readonly Lazy<Dictionary<string, RuneRanges>> Tables = new(Build);

    /// <summary>The code points of a name, or null if there is no such name.</summary>
    public static RuneRanges? Find(string name) => Tables.Value.GetValueOrDefault(Canonical(name));

    private static string Canonical(string name) =>
        string.Concat(name.Where(c => c is not ('_' or '-' or ' '))).ToLowerInvariant();

    private static Dictionary<string, RuneRanges> Build()
    {
        var tables = new Dictionary<string, RuneRanges>(StringComparer.Ordinal);
        AddCategories(tables);
        AddScripts(tables);
        foreach (string alias in Aliases.Split(['|', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = alias.Trim().Split(' ');
            tables.TryAdd(Canonical(parts[1]), tables[Canonical(parts[0])]);
        }

        tables["any"] = RuneRanges.Any;
        tables["ascii"] = RuneRanges.From([(0, 0x7F)]);
        tables["assigned"] = tables["cn"].Negate();
        return tables;
    }

    private static void AddCategories(Dictionary<string, RuneRanges> tables)
    {
        var found = Categories.Select(_ => new List<(int Low, int High)>()).ToArray();
        int start = 0;
        UnicodeCategory current = CharUnicodeInfo.GetUnicodeCategory(0);
        for (int rune = 1; rune <= RuneRanges.Max + 1; rune++)
        {
            UnicodeCategory? next = rune <= RuneRanges.Max ? CharUnicodeInfo.GetUnicodeCategory(rune) : null;
            if (next != current)
            {
                found[(int)current].Add((start, rune - 1));
                start = rune;
                current = next ?? current;
            }
        }

        foreach (var group in Categories.Index().GroupBy(c => c.Item[0]))
        {
            tables[Canonical(group.Key.ToString())] = RuneRanges.From([.. group.SelectMany(c => found[c.Index])]);
        }

        tables["lc"] = RuneRanges.From([.. found[0], .. found[1], .. found[2]]);
        foreach ((int index, string name) in Categories.Index())
        {
            tables[Canonical(name)] = RuneRanges.From(found[index]);
        }
    }

    private static void AddScripts(Dictionary<string, RuneRanges> tables)
    {
        using Stream stream = typeof(UnicodeClasses).Assembly.GetManifestResourceStream("UnicodeScripts.txt")!;
        using var reader = new StreamReader(stream);
        string name = "";
        var ranges = new List<(int Low, int High)>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            string[] words = line.Split(' ');
            if (words[0].Length > 0)
            {
                Close(tables, name, ranges);
                (name, ranges) = (words[0], []);
            }

            ranges.AddRange(words.Skip(1).Select(ReadRange));
        }

        Close(tables, name, ranges);
    }

    private static void Close(Dictionary<string, RuneRanges> tables, string name, List<(int Low, int High)> ranges)
    {
        if (name.Length > 0)
        {
            tables[Canonical(name)] = RuneRanges.From(ranges);
        }
    }

    private static (int Low, int High) ReadRange(string word)
    {
        string[] ends = word.Split('-');
        int low = int.Parse(ends[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return (low, int.Parse(ends[^1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
    }
}
