using System.Runtime.InteropServices;

namespace Tocsin.Regexes;

/// <summary>
/// Answers "does it match?" in one pass over UTF-8: a deterministic automaton whose states are made when first
/// reached. Time is linear in the text; memory is bounded, since a full cache is dropped and begun anew.
/// </summary>
/// <remarks>
/// Thread-safe. Transitions are read without a lock: a missing one sends the reader to <see cref="Step"/>, which makes
/// the state under the lock and publishes it with one reference write. Two threads may both find it missing; the
/// second finds the first one's state in the cache. A reader on a dropped state goes on correctly, as states are
/// never changed except to gain transitions.
/// </remarks>
internal sealed class LazyDfa
{
    private const long CacheBytesMax = 1 << 20;

    // A set of more instructions than this is not worth keeping: one state would take a large part of the cache.
    private const int CachedSetMax = 4096;

    private readonly RegexProgram _program;
    private readonly RuneAlphabet _alphabet;
    private readonly int _endClass;
    private readonly State _dead = new([], At.Begin, false);
    private readonly State _matched = new([], At.Begin, true);
    private readonly Lock _gate = new();
    private readonly Dictionary<State, State> _cache = new(StateComparer.Instance);
    private readonly Closure _closure;
    private readonly List<int> _instructions = [];
    private State _start;
    private long _cacheBytes;

    public LazyDfa(RegexProgram program)
    {
        _program = program;
        _alphabet = program.Alphabet;
        _endClass = _alphabet.Count;
        _closure = new Closure(program.Code);
        _start = MakeStart();
    }

    /// <summary>What stood before the position, as far as assertions care.</summary>
    private enum At : byte
    {
        Begin,
        AfterNewline,
        AfterWord,
        AfterOther,
    }

    /// <summary>True if the text holds a match. Invalid UTF-8 counts as U+FFFD, a byte at a time.</summary>
    public bool IsMatch(ReadOnlySpan<byte> text)
    {
        State state = Volatile.Read(ref _start);
        int at = 0;
        while (at < text.Length && !state.IsFinal)
        {
            int runeClass = text[at] < 0x80
                ? _alphabet.ClassOfAscii(text[at++])
                : _alphabet.ClassOf(Utf8.Decode(text, ref at));
            state = state.Next?[runeClass] ?? Step(state, runeClass);
        }

        return state.IsFinal ? state.IsMatch : (state.Next?[_endClass] ?? Step(state, _endClass)).IsMatch;
    }

    private State MakeStart()
    {
        _closure.Begin();
        _closure.Add(_program.Start);
        return Intern(At.Begin);
    }

    private State Step(State state, int runeClass)
    {
        lock (_gate)
        {
            bool matched = Resolve(state, runeClass);
            State next = matched ? _matched : runeClass == _endClass ? _dead : Advance(runeClass);
            if (state.Next is { } transitions)
            {
                Volatile.Write(ref transitions[runeClass], next);
            }

            return next;
        }
    }

    // Follows the assertions that hold between what stood before and the class to come; true if the match is reached.
    private bool Resolve(State state, int runeClass)
    {
        _instructions.Clear();
        if (!state.HasAssertions)
        {
            _instructions.AddRange(state.Instructions);
            return false;
        }

        _closure.Begin(Holding(state.Before, runeClass));
        foreach (int instruction in state.Instructions)
        {
            _closure.Add(instruction);
        }

        _instructions.AddRange(_closure.Members);
        return _closure.IsMatch;
    }

    private State Advance(int runeClass)
    {
        _closure.Begin();
        foreach (int at in _instructions)
        {
            RegexInstruction instruction = _program.Code[at];
            if (instruction.Op == RegexOp.Rune && _alphabet.Contains(instruction.Argument, runeClass))
            {
                _closure.Add(instruction.Next);
            }
        }

        if (!_program.AnchoredAtStart)
        {
            _closure.Add(_program.Start);
        }

        return Intern(runeClass == _alphabet.NewlineClass ? At.AfterNewline
            : _alphabet.IsWord(runeClass) ? At.AfterWord
            : At.AfterOther);
    }

    private State Intern(At before)
    {
        if (_closure.IsMatch)
        {
            return _matched;
        }

        ReadOnlySpan<int> members = _closure.Members;
        if (members.IsEmpty)
        {
            return _dead;
        }

        bool asserts = _closure.HasAssertions;
        int[] sorted = members.ToArray();
        Array.Sort(sorted);
        var state = new State(sorted, asserts ? before : At.Begin, false) { HasAssertions = asserts };
        if (sorted.Length > CachedSetMax)
        {
            return state;
        }

        if (_cache.TryGetValue(state, out State? known))
        {
            return known;
        }

        long bytes = 96 + (sorted.Length * sizeof(int)) + ((_endClass + 1) * (long)IntPtr.Size);
        if (bytes > CacheBytesMax / 8)
        {
            return state;
        }

        if (_cacheBytes + bytes > CacheBytesMax)
        {
            _cache.Clear();
            _cacheBytes = 0;
            Volatile.Write(ref _start, _start.WithoutTransitions(_endClass + 1));
        }

        _cacheBytes += bytes;
        state.Next = new State?[_endClass + 1];
        _cache.Add(state, state);
        return state;
    }

    private Assertion Holding(At before, int runeClass)
    {
        bool end = runeClass == _endClass;
        bool wordBefore = before == At.AfterWord;
        bool wordAfter = !end && _alphabet.IsWord(runeClass);
        return (before == At.Begin ? Assertion.BeginText | Assertion.BeginLine : Assertion.None)
            | (before == At.AfterNewline ? Assertion.BeginLine : Assertion.None)
            | (end ? Assertion.EndText | Assertion.EndLine : Assertion.None)
            | (runeClass == _alphabet.NewlineClass ? Assertion.EndLine : Assertion.None)
            | (wordBefore != wordAfter ? Assertion.WordBoundary : Assertion.NoWordBoundary);
    }

    /// <summary>The instructions that are possible at one position.</summary>
    private sealed class State(int[] instructions, At before, bool isMatch)
    {
        public int[] Instructions { get; } = instructions;

        public At Before { get; } = before;

        public bool IsMatch { get; } = isMatch;

        public bool HasAssertions { get; init; }

        /// <summary>Nothing that follows can change the answer.</summary>
        public bool IsFinal { get; } = isMatch || instructions.Length == 0;

        /// <summary>By class of the next code point, the end of the text last; null if this state is not kept.</summary>
        public State?[]? Next { get; set; }

        public State WithoutTransitions(int classes) => IsFinal
            ? this
            : new State(Instructions, Before, IsMatch) { HasAssertions = HasAssertions, Next = new State?[classes] };
    }

    private sealed class StateComparer : IEqualityComparer<State>
    {
        public static readonly StateComparer Instance = new();

        public bool Equals(State? x, State? y) =>
            x!.Before == y!.Before && x.Instructions.AsSpan().SequenceEqual(y.Instructions);

        public int GetHashCode(State state)
        {
            var hash = default(HashCode);
            hash.Add(state.Before);
            hash.AddBytes(MemoryMarshal.AsBytes(state.Instructions.AsSpan()));
            return hash.ToHashCode();
        }
    }

    /// <summary>Collects instructions reachable without taking a code point. Reused; marks avoid clearing.</summary>
    private sealed class Closure(RegexInstruction[] code)
    {
        private readonly Stack<int> _open = new();
        private readonly List<int> _members = [];
        private int[] _marks = [];
        private int _mark;
        private Assertion? _holding;

        public ReadOnlySpan<int> Members => CollectionsMarshal.AsSpan(_members);

        public bool IsMatch { get; private set; }

        public bool HasAssertions { get; private set; }

        /// <summary>Assertions are kept as members while <paramref name="holding"/> is not known.</summary>
        public void Begin(Assertion? holding = null)
        {
            if (_marks.Length == 0)
            {
                _marks = new int[code.Length];
            }

            if (++_mark == int.MaxValue)
            {
                Array.Clear(_marks);
                _mark = 1;
            }

            _holding = holding;
            _members.Clear();
            IsMatch = false;
            HasAssertions = false;
        }

        public void Add(int start)
        {
            _open.Push(start);
            while (_open.TryPop(out int at))
            {
                if (_marks[at] == _mark)
                {
                    continue;
                }

                _marks[at] = _mark;
                Visit(at, code[at]);
            }
        }

        private void Visit(int at, RegexInstruction instruction)
        {
            switch (instruction.Op)
            {
                case RegexOp.Rune:
                    _members.Add(at);
                    break;
                case RegexOp.Split:
                    _open.Push(instruction.Argument);
                    _open.Push(instruction.Next);
                    break;
                case RegexOp.Save:
                    _open.Push(instruction.Next);
                    break;
                case RegexOp.Match:
                    IsMatch = true;
                    break;
                case RegexOp.Assert when _holding is null:
                    HasAssertions = true;
                    _members.Add(at);
                    break;
                case RegexOp.Assert when ((Assertion)instruction.Argument & _holding) != 0:
                    _open.Push(instruction.Next);
                    break;
            }
        }
    }
}
