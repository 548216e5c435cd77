namespace Tocsin.Regexes;

/// <summary>A set of code points as ascending, disjoint, non-adjacent ranges. Immutable.</summary>
internal sealed class RuneRanges : IEquatable<RuneRanges>
{
    /// <summary>The last code point.</summary>
    public const int Max = 0x10FFFF;

    public static readonly RuneRanges None = new([]);
    public static readonly RuneRanges Any = new([(0, Max)]);
    public static readonly RuneRanges NotNewline = Of('\n').Negate();

    private readonly (int Low, int High)[] _ranges;
    private readonly int _hash;

    private RuneRanges((int Low, int High)[] ranges)
    {
        _ranges = ranges;
        var hash = default(HashCode);
        foreach ((int low, int high) in ranges)
        {
            hash.Add(low);
            hash.Add(high);
        }

        _hash = hash.ToHashCode();
    }

    public ReadOnlySpan<(int Low, int High)> Ranges => _ranges;

    /// <summary>The only member, or -1 if there are none or several.</summary>
    public int Single => _ranges is [var only] && only.Low == only.High ? only.Low : -1;

    public static RuneRanges Of(int rune) => new([(rune, rune)]);

    /// <summary>Sorts and merges; the list may hold overlaps in any order.</summary>
    public static RuneRanges From(List<(int Low, int High)> ranges)
    {
        ranges.Sort();
        var merged = new List<(int Low, int High)>(ranges.Count);
        foreach ((int low, int high) in ranges)
        {
            if (merged.Count > 0 && low <= merged[^1].High + 1)
            {
                merged[^1] = (merged[^1].Low, Math.Max(merged[^1].High, high));
            }
            else
            {
                merged.Add((low, high));
            }
        }

        return new([.. merged]);
    }

    public RuneRanges Negate()
    {
        var negated = new List<(int Low, int High)>(_ranges.Length + 1);
        int next = 0;
        foreach ((int low, int high) in _ranges)
        {
            if (low > next)
            {
                negated.Add((next, low - 1));
            }

            next = high + 1;
        }

        if (next <= Max)
        {
            negated.Add((next, Max));
        }

        return new([.. negated]);
    }

    /// <summary>Adds to every member the other cases of it.</summary>
    public RuneRanges Fold()
    {
        var folded = new List<(int Low, int High)>(_ranges);
        foreach ((int low, int high) in _ranges)
        {
            CaseFolding.AddOthers(low, high, folded);
        }

        return folded.Count == _ranges.Length ? this : From(folded);
    }

    public bool Contains(int rune)
    {
        int low = 0;
        int high = _ranges.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            if (rune < _ranges[middle].Low)
            {
                high = middle - 1;
            }
            else if (rune > _ranges[middle].High)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>How many code points there are, counted up to <paramref name="limit"/>.</summary>
    public int CountUpTo(int limit)
    {
        int count = 0;
        foreach ((int low, int high) in _ranges)
        {
            count += Math.Min(limit, high - low + 1);
            if (count >= limit)
            {
                return limit;
            }
        }

        return count;
    }

    public bool Equals(RuneRanges? other) =>
        other is not null && _hash == other._hash && _ranges.AsSpan().SequenceEqual(other._ranges);

    public override bool Equals(object? obj) => Equals(obj as RuneRanges);

    public override int GetHashCode() => _hash;
}
