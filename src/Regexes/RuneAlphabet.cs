namespace Tocsin.Regexes;

/// <summary>
/// The code points of a pattern folded into classes that no set of the pattern tells apart. The automaton steps over
/// classes, so <c>\pL</c> costs as much as <c>a</c>, and characters beyond the BMP are as good as others.
/// </summary>
internal sealed class RuneAlphabet
{
    private readonly int[] _ascii = new int[128];
    private readonly int[] _starts;
    private readonly int[] _classes;
    private readonly ClassSet[] _sets;
    private readonly bool[] _isWord;

    /// <param name="sets">The distinct sets of the pattern; instructions name them by index.</param>
    /// <param name="splitWords">True if word boundaries matter, so that no class may hold both kinds.</param>
    public RuneAlphabet(IReadOnlyList<RuneRanges> sets, bool splitWords)
    {
        List<RuneRanges> all = [.. sets];
        all.Add(RuneRanges.Of('\n'));
        if (splitWords)
        {
            all.Add(RuneRanges.From([('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]));
        }

        _starts = [.. all.SelectMany(Bounds).Append(0).Distinct().Order()];
        _classes = new int[_starts.Length];
        var segmentsPerClass = new List<int> { _starts.Length };
        foreach (RuneRanges set in all)
        {
            Split(set, segmentsPerClass);
        }

        Count = segmentsPerClass.Count;

        for (int rune = 0; rune < _ascii.Length; rune++)
        {
            _ascii[rune] = Search(rune);
        }

        _sets = [.. sets.Select(s => new ClassSet(s, this))];
        NewlineClass = Search('\n');
        _isWord = new bool[Count];
        for (int rune = 0; rune < _ascii.Length; rune++)
        {
            _isWord[_ascii[rune]] |= char.IsAsciiLetterOrDigit((char)rune) || rune == '_';
        }
    }

    /// <summary>How many classes there are.</summary>
    public int Count { get; }

    /// <summary>The class that holds the newline alone.</summary>
    public int NewlineClass { get; }

    /// <summary>The class of a code point.</summary>
    public int ClassOf(int rune) => (uint)rune < (uint)_ascii.Length ? _ascii[rune] : Search(rune);

    /// <summary>The class of an ASCII byte.</summary>
    public int ClassOfAscii(byte b) => _ascii[b];

    /// <summary>True if the class holds ASCII letters, digits or the underscore. Exact only if words were split.</summary>
    public bool IsWord(int runeClass) => _isWord[runeClass];

    /// <summary>True if the set holds the class.</summary>
    public bool Contains(int set, int runeClass) => _sets[set].Contains(runeClass);

    private static IEnumerable<int> Bounds(RuneRanges set)
    {
        for (int i = 0; i < set.Ranges.Length; i++)
        {
            yield return set.Ranges[i].Low;
            if (set.Ranges[i].High < RuneRanges.Max)
            {
                yield return set.Ranges[i].High + 1;
            }
        }
    }

    // Every class that the set cuts in two gives a new class for the part inside. A set and its complement cut
    // alike, so the smaller of the two is walked; otherwise many negated sets would cost their square.
    private void Split(RuneRanges set, List<int> segmentsPerClass)
    {
        RuneRanges complement = set.Negate();
        RuneRanges smaller = SegmentsIn(complement) < SegmentsIn(set) ? complement : set;
        var inside = new Dictionary<int, int>();
        ForEachSegment(smaller, s => inside[_classes[s]] = inside.GetValueOrDefault(_classes[s]) + 1);
        var renamed = new Dictionary<int, int>();
        foreach ((int runeClass, int segments) in inside)
        {
            if (segments < segmentsPerClass[runeClass])
            {
                renamed[runeClass] = segmentsPerClass.Count;
                segmentsPerClass[runeClass] -= segments;
                segmentsPerClass.Add(segments);
            }
        }

        ForEachSegment(smaller, s => _classes[s] = renamed.GetValueOrDefault(_classes[s], _classes[s]));
    }

    private int SegmentsIn(RuneRanges set)
    {
        int count = 0;
        foreach ((int low, int high) in set.Ranges)
        {
            count += SegmentAfter(high) - Array.BinarySearch(_starts, low);
        }

        return count;
    }

    private int SegmentAfter(int high) => high >= RuneRanges.Max ? _starts.Length : Array.BinarySearch(_starts, high + 1);

    private void ForEachSegment(RuneRanges set, Action<int> action)
    {
        foreach ((int low, int high) in set.Ranges)
        {
            int end = SegmentAfter(high);
            for (int segment = Array.BinarySearch(_starts, low); segment < end; segment++)
            {
                action(segment);
            }
        }
    }

    private int Search(int rune)
    {
        int at = Array.BinarySearch(_starts, rune);
        return _classes[at < 0 ? ~at - 1 : at];
    }

    /// <summary>The classes of one set: as bits while they fit a word, else in order.</summary>
    private readonly struct ClassSet
    {
        private readonly ulong _bits;
        private readonly int[]? _members;
        private readonly bool _negated;

        public ClassSet(RuneRanges set, RuneAlphabet alphabet)
        {
            RuneRanges complement = set.Negate();
            _negated = alphabet.Count > 64 && alphabet.SegmentsIn(complement) < alphabet.SegmentsIn(set);
            var members = new SortedSet<int>();
            alphabet.ForEachSegment(_negated ? complement : set, s => members.Add(alphabet._classes[s]));
            if (alphabet.Count > 64)
            {
                _members = [.. members];
                return;
            }

            foreach (int member in members)
            {
                _bits |= 1UL << member;
            }
        }

        public bool Contains(int runeClass) => _members is null
            ? (_bits >> runeClass & 1) != 0
            : Array.BinarySearch(_members, runeClass) >= 0 != _negated;
    }
}
