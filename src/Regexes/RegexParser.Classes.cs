using System.Buffers;

namespace Tocsin.Regexes;

/// <content>Character classes and escapes.</content>
internal sealed partial class RegexParser
{
    private static readonly SearchValues<char> WordChars =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");

    private static readonly RuneRanges Digit = RuneRanges.From([('0', '9')]);
    private static readonly RuneRanges Space = RuneRanges.From([('\t', '\n'), ('\f', '\r'), (' ', ' ')]);
    private static readonly RuneRanges Word = RuneRanges.From([('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]);

    private static readonly Dictionary<string, RuneRanges> Posix = new(StringComparer.Ordinal)
    {
        ["alnum"] = RuneRanges.From([('0', '9'), ('A', 'Z'), ('a', 'z')]),
        ["alpha"] = RuneRanges.From([('A', 'Z'), ('a', 'z')]),
        ["ascii"] = RuneRanges.From([(0, 0x7F)]),
        ["blank"] = RuneRanges.From([('\t', '\t'), (' ', ' ')]),
        ["cntrl"] = RuneRanges.From([(0, 0x1F), (0x7F, 0x7F)]),
        ["digit"] = Digit,
        ["graph"] = RuneRanges.From([('!', '~')]),
        ["lower"] = RuneRanges.From([('a', 'z')]),
        ["print"] = RuneRanges.From([(' ', '~')]),
        ["punct"] = RuneRanges.From([('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]),
        ["space"] = RuneRanges.From([('\t', '\r'), (' ', ' ')]),
        ["upper"] = RuneRanges.From([('A', 'Z')]),
        ["word"] = Word,
        ["xdigit"] = RuneRanges.From([('0', '9'), ('A', 'F'), ('a', 'f')]),
    };

    private bool FoldsCase => _flags.HasFlag(RegexFlags.FoldCase);

    private void ParseBackslash()
    {
        char kind = _at + 1 < _pattern.Length ? _pattern[_at + 1] : '\0';
        switch (kind)
        {
            case 'A' or 'z' or 'b' or 'B':
                _at += 2;
                Push(kind switch
                {
                    'A' => Assertion.BeginText,
                    'z' => Assertion.EndText,
                    'b' => Assertion.WordBoundary,
                    _ => Assertion.NoWordBoundary,
                });
                return;
            case 'C':
                throw new RegexSyntaxException("invalid escape sequence", "\\C");
            case 'Q':
                ParseQuoted();
                return;
        }

        if ((TryParseUnicodeClass() ?? TryParsePerlClass()) is { } set)
        {
            Push(new RegexNode.Runes(set));
        }
        else
        {
            PushLiteral(ParseEscape());
        }
    }

    private void ParseQuoted()
    {
        _at += 2;
        int end = _pattern.IndexOf("\\E", _at, StringComparison.Ordinal);
        int stop = end < 0 ? _pattern.Length : end;
        while (_at < stop)
        {
            PushLiteral(NextRune());
        }

        _at = end < 0 ? stop : end + 2;
    }

    private RuneRanges ParseClass()
    {
        int start = _at++;
        bool negative = !AtEnd && _pattern[_at] == '^';
        _at += negative ? 1 : 0;
        var ranges = new List<(int Low, int High)>();
        bool first = true;
        while (AtEnd || _pattern[_at] != ']' || first)
        {
            first = false;
            if ((TryParsePosixClass() ?? TryParseUnicodeClass() ?? TryParsePerlClass()) is { } set)
            {
                ranges.AddRange(set.Ranges);
                continue;
            }

            ParseClassRange(start, ranges);
        }

        _at++;
        RuneRanges all = RuneRanges.From(ranges);
        return negative ? all.Negate() : all;
    }

    private void ParseClassRange(int classStart, List<(int Low, int High)> ranges)
    {
        int start = _at;
        int low = ParseClassRune(classStart);
        int high = low;
        // A hyphen before the closing bracket is itself.
        if (_at + 1 < _pattern.Length && _pattern[_at] == '-' && _pattern[_at + 1] != ']')
        {
            _at++;
            high = ParseClassRune(classStart);
            if (high < low)
            {
                throw new RegexSyntaxException("invalid character class range", _pattern[start.._at]);
            }
        }

        ranges.Add((low, high));
        if (FoldsCase)
        {
            CaseFolding.AddOthers(low, high, ranges);
        }
    }

    private int ParseClassRune(int classStart) =>
        AtEnd ? throw new RegexSyntaxException("missing closing ]", _pattern[classStart..])
        : _pattern[_at] == '\\' ? ParseEscape()
        : NextRune();

    // [:alpha:] or [:^alpha:] inside a class.
    private RuneRanges? TryParsePosixClass()
    {
        ReadOnlySpan<char> rest = _pattern.AsSpan(_at);
        if (rest.Length <= 2 || rest[0] != '[' || rest[1] != ':')
        {
            return null;
        }

        int end = rest[2..].IndexOf(":]");
        if (end < 0)
        {
            return null;
        }

        string whole = rest[..(end + 4)].ToString();
        bool negative = end > 0 && whole[2] == '^';
        if (!Posix.TryGetValue(whole[(negative ? 3 : 2)..^2], out RuneRanges? set))
        {
            throw new RegexSyntaxException("invalid character class range", whole);
        }

        _at += whole.Length;
        return Signed(set, negative);
    }

    // \d \s \w and their opposites, ASCII only.
    private RuneRanges? TryParsePerlClass()
    {
        if (_at + 1 >= _pattern.Length || _pattern[_at] != '\\')
        {
            return null;
        }

        char kind = _pattern[_at + 1];
        RuneRanges? set = char.ToLowerInvariant(kind) switch
        {
            'd' => Digit,
            's' => Space,
            'w' => Word,
            _ => null,
        };
        if (set is null)
        {
            return null;
        }

        _at += 2;
        return Signed(set, char.IsAsciiLetterUpper(kind));
    }

    // \pN, \p{Greek}, \p{^Greek}, \P{Greek}.
    private RuneRanges? TryParseUnicodeClass()
    {
        if (_at + 1 >= _pattern.Length || _pattern[_at] != '\\' || _pattern[_at + 1] is not ('p' or 'P'))
        {
            return null;
        }

        int start = _at;
        bool negative = _pattern[_at + 1] == 'P';
        _at += 2;
        string name = "";
        if (!AtEnd && _pattern[_at] == '{')
        {
            int end = _pattern.IndexOf('}', _at);
            if (end < 0)
            {
                throw new RegexSyntaxException("invalid character class range", _pattern[start..]);
            }

            name = _pattern[(_at + 1)..end];
            _at = end + 1;
        }
        else if (!AtEnd)
        {
            int from = _at;
            NextRune();
            name = _pattern[from.._at];
        }

        if (name.StartsWith('^'))
        {
            negative = !negative;
            name = name[1..];
        }

        RuneRanges set = UnicodeClasses.Find(name)
            ?? throw new RegexSyntaxException("invalid character class range", _pattern[start.._at]);
        return Signed(set, negative);
    }

    private RuneRanges Signed(RuneRanges set, bool negative)
    {
        RuneRanges folded = FoldsCase ? set.Fold() : set;
        return negative ? folded.Negate() : folded;
    }

    private int ParseEscape()
    {
        int start = _at++;
        if (AtEnd)
        {
            throw new RegexSyntaxException("trailing backslash at end of expression", "");
        }

        int rune = NextRune();
        int? value = rune switch
        {
            >= '1' and <= '7' when AtEnd || _pattern[_at] is < '0' or > '7' => null, // A back-reference.
            >= '0' and <= '7' => ReadOctal(rune - '0'),
            'x' => ReadHex(),
            'a' => '\a',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\v',
            < 0x80 when !char.IsAsciiLetterOrDigit((char)rune) => rune,
            _ => null,
        };
        return value ?? throw new RegexSyntaxException("invalid escape sequence", _pattern[start.._at]);
    }

    private int ReadOctal(int value)
    {
        for (int i = 1; i < 3 && !AtEnd && _pattern[_at] is >= '0' and <= '7'; i++)
        {
            value = (value * 8) + (_pattern[_at++] - '0');
        }

        return value;
    }

    private int? ReadHex()
    {
        if (AtEnd)
        {
            return null;
        }

        int first = NextRune();
        if (first != '{')
        {
            int high = HexDigit(first);
            int low = AtEnd ? -1 : HexDigit(NextRune());
            return high < 0 || low < 0 ? null : (high * 16) + low;
        }

        int value = 0;
        for (int digits = 0; !AtEnd; digits++)
        {
            int rune = NextRune();
            if (rune == '}')
            {
                return digits > 0 ? value : null;
            }

            int digit = HexDigit(rune);
            value = (value * 16) + digit;
            if (digit < 0 || value > RuneRanges.Max)
            {
                return null;
            }
        }

        return null;
    }

    private static int HexDigit(int rune) => rune switch
    {
        >= '0' and <= '9' => rune - '0',
        >= 'a' and <= 'f' => rune - 'a' + 10,
        >= 'A' and <= 'F' => rune - 'A' + 10,
        _ => -1,
    };
}
