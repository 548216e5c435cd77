using System.Text;

namespace Tocsin.Regexes;

/// <summary>Reads RE2's syntax with Perl's extensions and refuses what RE2 refuses, in its words.</summary>
/// <remarks>
/// Groups are frames on an explicit stack, so no pattern can overflow the thread's stack here; what comes out is at
/// most <see cref="RegexLimits.HeightMax"/> levels high, which bounds the recursion of everything that walks it.
/// </remarks>
// Source: Go regexp/syntax, Parse with the Perl flags.
internal sealed partial class RegexParser
{
    private const int RepeatMax = 1000;

    private readonly string _pattern;
    private readonly Stack<Frame> _outer = new();
    private Frame _frame = new(0, "", RegexFlags.None);
    private RegexFlags _flags;
    private int _at;
    private int _groups;

    private RegexParser(string pattern, RegexFlags flags) => (_pattern, _flags) = (pattern, flags);

    /// <exception cref="RegexSyntaxException">RE2 refuses the pattern.</exception>
    public static (RegexNode Node, int Groups) Parse(string pattern, RegexFlags flags)
    {
        var parser = new RegexParser(pattern, flags);
        RegexNode node = parser.ParseAll();
        RegexLimits.Check(node, pattern);
        return (node, parser._groups);
    }

    private bool AtEnd => _at >= _pattern.Length;

    private RegexNode ParseAll()
    {
        int lastRepeat = -1;
        while (!AtEnd)
        {
            int start = _at;
            bool repeated = ParseOne(lastRepeat);
            lastRepeat = repeated ? start : -1;
        }

        return _outer.Count > 0
            ? throw new RegexSyntaxException("missing closing )", _pattern)
            : _frame.Close();
    }

    // Returns true if what it read was a repetition, after which another one may not follow.
    private bool ParseOne(int lastRepeat)
    {
        switch (_pattern[_at])
        {
            case '(':
                ParseGroup();
                return false;
            case '|':
                _at++;
                _frame.NextChoice();
                return false;
            case ')':
                CloseGroup();
                return false;
            case '^':
                _at++;
                Push(_flags.HasFlag(RegexFlags.MultiLine) ? Assertion.BeginLine : Assertion.BeginText);
                return false;
            case '$':
                _at++;
                Push(_flags.HasFlag(RegexFlags.MultiLine) ? Assertion.EndLine : Assertion.EndText);
                return false;
            case '.':
                _at++;
                Push(new RegexNode.Runes(
                    _flags.HasFlag(RegexFlags.DotNewline) ? RuneRanges.Any : RuneRanges.NotNewline));
                return false;
            case '[':
                Push(new RegexNode.Runes(ParseClass()));
                return false;
            case '*' or '+' or '?' or '{':
                return ParseRepeat(lastRepeat);
            case '\\':
                ParseBackslash();
                return false;
            default:
                PushLiteral(NextRune());
                return false;
        }
    }

    private void ParseGroup()
    {
        if (_at + 1 < _pattern.Length && _pattern[_at + 1] == '?')
        {
            ParsePerlGroup();
            return;
        }

        _at++;
        OpenGroup(++_groups, "");
    }

    // A choice's parts are collected in the frame; the frame remembers the flags to return to.
    private void OpenGroup(int index, string name)
    {
        _outer.Push(_frame);
        _frame = new Frame(index, name, _flags);
    }

    private void CloseGroup()
    {
        if (_outer.Count == 0)
        {
            throw new RegexSyntaxException("unexpected )", _pattern);
        }

        _at++;
        RegexNode inner = _frame.Close();
        _flags = _frame.FlagsOutside;
        RegexNode group = _frame.Index == 0 ? inner : new RegexNode.Capture(inner, _frame.Index, _frame.Name);
        _frame = _outer.Pop();
        Push(group);
    }

    // (?P<name>…), (?<name>…), (?flags) or (?flags:…); everything else that Perl has after "(?" is refused.
    private void ParsePerlGroup()
    {
        ReadOnlySpan<char> rest = _pattern.AsSpan(_at);
        int nameAt = rest.Length > 4 && rest[2] == 'P' && rest[3] == '<' ? 4 : rest.Length > 3 && rest[2] == '<' ? 3 : 0;
        if (nameAt == 0)
        {
            ParseFlags();
            return;
        }

        int end = rest.IndexOf('>');
        if (end < 0)
        {
            throw new RegexSyntaxException("invalid named capture", rest.ToString());
        }

        ReadOnlySpan<char> name = rest[nameAt..end];
        if (name.IsEmpty || name.ContainsAnyExcept(WordChars))
        {
            throw new RegexSyntaxException("invalid named capture", rest[..(end + 1)].ToString());
        }

        _at += end + 1;
        OpenGroup(++_groups, name.ToString());
    }

    private void ParseFlags()
    {
        int start = _at;
        _at += 2;
        RegexFlags flags = _flags;
        bool negative = false;
        bool sawFlag = false;
        while (!AtEnd)
        {
            int rune = NextRune();
            RegexFlags flag = FlagOf(rune);
            if (flag != RegexFlags.None)
            {
                flags = negative ? flags & ~flag : flags | flag;
                sawFlag = true;
            }
            else if (rune == '-' && !negative)
            {
                negative = true;
                sawFlag = false;
            }
            else if (rune is ':' or ')' && (sawFlag || !negative))
            {
                if (rune == ':')
                {
                    OpenGroup(0, "");
                }

                _flags = flags;
                return;
            }
            else
            {
                break;
            }
        }

        throw new RegexSyntaxException("invalid or unsupported Perl syntax", _pattern[start.._at]);
    }

    private static RegexFlags FlagOf(int rune) => rune switch
    {
        'i' => RegexFlags.FoldCase,
        'm' => RegexFlags.MultiLine,
        's' => RegexFlags.DotNewline,
        'U' => RegexFlags.Ungreedy,
        _ => RegexFlags.None,
    };

    private bool ParseRepeat(int lastRepeat)
    {
        int start = _at;
        (int Min, int Max)? counts = _pattern[_at] switch
        {
            '*' => (0, -1),
            '+' => (1, -1),
            '?' => (0, 1),
            _ => ReadCounts(),
        };
        if (counts is not { } range)
        {
            // A brace that opens no count is itself.
            _at = start + 1;
            PushLiteral('{');
            return false;
        }

        bool counted = _pattern[start] == '{';
        _at = counted ? _at : start + 1;
        if (counted && (range.Min is < 0 or > RepeatMax || range.Max > RepeatMax
            || (range.Max >= 0 && range.Min > range.Max)))
        {
            throw new RegexSyntaxException("invalid repeat count", _pattern[start.._at]);
        }

        Repeat(start, lastRepeat, range, counted);
        return true;
    }

    private void Repeat(int start, int lastRepeat, (int Min, int Max) range, bool counted)
    {
        bool lazy = _flags.HasFlag(RegexFlags.Ungreedy);
        if (!AtEnd && _pattern[_at] == '?')
        {
            _at++;
            lazy = !lazy;
        }

        if (lastRepeat >= 0)
        {
            throw new RegexSyntaxException("invalid nested repetition operator", _pattern[lastRepeat.._at]);
        }

        if (_frame.Parts.Count == 0)
        {
            throw new RegexSyntaxException("missing argument to repetition operator", _pattern[start.._at]);
        }

        var repeat = new RegexNode.Repeat(_frame.Parts[^1], range.Min, range.Max, lazy);
        if (counted && (range.Min >= 2 || range.Max >= 2) && !RegexLimits.RepeatsFit(repeat, RepeatMax))
        {
            throw new RegexSyntaxException("invalid repeat count", _pattern[start.._at]);
        }

        _frame.Parts[^1] = repeat;
    }

    // {n}, {n,} or {n,m}; null if it is none of these. A number too long to hold comes back as -1, too many as Min.
    private (int Min, int Max)? ReadCounts()
    {
        _at++;
        if (!TryReadInt(out int min) || AtEnd)
        {
            return null;
        }

        int max = min;
        if (_pattern[_at] == ',')
        {
            _at++;
            if (AtEnd)
            {
                return null;
            }

            max = -1;
            if (_pattern[_at] != '}')
            {
                if (!TryReadInt(out max))
                {
                    return null;
                }

                min = max < 0 ? -1 : min;
            }
        }

        if (AtEnd || _pattern[_at] != '}')
        {
            return null;
        }

        _at++;
        return (min, max);
    }

    private bool TryReadInt(out int value)
    {
        value = 0;
        int start = _at;
        while (!AtEnd && char.IsAsciiDigit(_pattern[_at]))
        {
            if (value is >= 0 and < 100_000_000)
            {
                value = (value * 10) + (_pattern[_at] - '0');
            }
            else
            {
                value = -1;
            }

            _at++;
        }

        return _at > start && (_pattern[start] != '0' || _at == start + 1);
    }

    private int NextRune()
    {
        if (Rune.DecodeFromUtf16(_pattern.AsSpan(_at), out Rune rune, out int used) != System.Buffers.OperationStatus.Done)
        {
            throw new RegexSyntaxException("invalid UTF-8", _pattern);
        }

        _at += used;
        return rune.Value;
    }

    private void PushLiteral(int rune)
    {
        RuneRanges set = RuneRanges.Of(rune);
        Push(new RegexNode.Runes(_flags.HasFlag(RegexFlags.FoldCase) ? set.Fold() : set));
    }

    private void Push(Assertion kind) => Push(new RegexNode.Assert(kind));

    private void Push(RegexNode node) => _frame.Parts.Add(node);

    /// <summary>An open group: the finished choices and the parts of the one being read.</summary>
    private sealed class Frame(int index, string name, RegexFlags flagsOutside)
    {
        private readonly List<RegexNode> _choices = [];

        public int Index { get; } = index;

        public string Name { get; } = name;

        public RegexFlags FlagsOutside { get; } = flagsOutside;

        public List<RegexNode> Parts { get; private set; } = [];

        public void NextChoice()
        {
            _choices.Add(Parts.Count == 1 ? Parts[0] : new RegexNode.Concat(Parts));
            Parts = [];
        }

        public RegexNode Close()
        {
            NextChoice();
            return _choices.Count == 1 ? _choices[0] : new RegexNode.Alternate(_choices);
        }
    }
}
