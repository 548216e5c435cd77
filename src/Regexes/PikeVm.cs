namespace Tocsin.Regexes;

/// <summary>
/// Finds the leftmost match that a backtracking matcher would prefer, with its groups, in time linear in the text:
/// all threads of the automaton walk together, in order of preference.
/// </summary>
/// <remarks>Not thread-safe; made for one search over one text. Slower than <see cref="LazyDfa"/>.</remarks>
internal ref struct PikeVm
{
    private readonly RegexProgram _program;
    private readonly ReadOnlySpan<byte> _text;
    private readonly int _slots;
    private readonly Stack<(int At, int Slot, int Old)> _open = new();
    private Threads _now;
    private Threads _next;

    public PikeVm(RegexProgram program, ReadOnlySpan<byte> text)
    {
        _program = program;
        _text = text;
        _slots = 2 * (program.Groups + 1);
        _now = new Threads(program.Code.Length);
        _next = new Threads(program.Code.Length);
    }

    /// <summary>
    /// The first match at or after <paramref name="from"/>: start and end of each group in bytes, -1 for a group that
    /// took no part; null if there is none.
    /// </summary>
    public int[]? Find(int from)
    {
        int[]? found = null;
        _now.Clear();
        int at = from;
        while (true)
        {
            if (_now.Count == 0 && (found is not null || (_program.AnchoredAtStart && at > 0)))
            {
                return found;
            }

            if (found is null && (at == 0 || !_program.AnchoredAtStart))
            {
                int[] slots = new int[_slots];
                Array.Fill(slots, -1);
                Follow(_now, _program.Start, at, slots);
            }

            int runeClass = -1;
            int after = at;
            if (at < _text.Length)
            {
                runeClass = _program.Alphabet.ClassOf(Utf8.Decode(_text, ref after));
            }

            found = Step(runeClass, after) ?? found;
            (_now, _next) = (_next, _now);
            if (at >= _text.Length)
            {
                return found;
            }

            at = after;
        }
    }

    // Moves every thread over one code point; a thread that has matched ends those of less preference.
    private int[]? Step(int runeClass, int after)
    {
        _next.Clear();
        for (int i = 0; i < _now.Count; i++)
        {
            RegexInstruction instruction = _program.Code[_now.At(i)];
            if (instruction.Op == RegexOp.Match)
            {
                return _now.Slots(i);
            }

            if (runeClass >= 0 && _program.Alphabet.Contains(instruction.Argument, runeClass))
            {
                Follow(_next, instruction.Next, after, _now.Slots(i)!);
            }
        }

        return null;
    }

    private readonly void Follow(Threads threads, int start, int position, int[] slots)
    {
        int[] current = [.. slots];
        _open.Push((start, -1, 0));
        while (_open.TryPop(out var entry))
        {
            if (entry.Slot >= 0)
            {
                current[entry.Slot] = entry.Old;
                continue;
            }

            if (!threads.TryEnter(entry.At))
            {
                continue;
            }

            RegexInstruction instruction = _program.Code[entry.At];
            switch (instruction.Op)
            {
                case RegexOp.Split:
                    _open.Push((instruction.Argument, -1, 0));
                    _open.Push((instruction.Next, -1, 0));
                    break;
                case RegexOp.Save:
                    _open.Push((0, instruction.Argument, current[instruction.Argument]));
                    current[instruction.Argument] = position;
                    _open.Push((instruction.Next, -1, 0));
                    break;
                case RegexOp.Assert:
                    if (Holds((Assertion)instruction.Argument, position))
                    {
                        _open.Push((instruction.Next, -1, 0));
                    }

                    break;
                default:
                    threads.Add(entry.At, [.. current]);
                    break;
            }
        }
    }

    private readonly bool Holds(Assertion assertion, int position)
    {
        int before = Utf8.DecodeBefore(_text, position);
        int end = position;
        int after = position < _text.Length ? Utf8.Decode(_text, ref end) : -1;
        return assertion switch
        {
            Assertion.BeginText => before < 0,
            Assertion.EndText => after < 0,
            Assertion.BeginLine => before is < 0 or '\n',
            Assertion.EndLine => after is < 0 or '\n',
            Assertion.WordBoundary => IsWord(before) != IsWord(after),
            _ => IsWord(before) == IsWord(after),
        };
    }

    private static bool IsWord(int rune) => rune is '_' || (rune is >= 0 and < 0x80 && char.IsAsciiLetterOrDigit((char)rune));

    /// <summary>Threads in order of preference, at most one per instruction.</summary>
    private sealed class Threads(int instructions)
    {
        private readonly int[] _marks = new int[instructions];
        private readonly List<(int At, int[] Slots)> _list = [];
        private int _mark = 1;

        public int Count => _list.Count;

        public int At(int index) => _list[index].At;

        public int[] Slots(int index) => _list[index].Slots;

        public void Add(int at, int[] slots) => _list.Add((at, slots));

        public void Clear()
        {
            _list.Clear();
            _mark++;
        }

        public bool TryEnter(int at)
        {
            bool fresh = _marks[at] != _mark;
            _marks[at] = _mark;
            return fresh;
        }
    }
}
