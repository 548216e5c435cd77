using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Tocsin.Model.Labels;

namespace Tocsin.Model.Matching;

/// <summary>Matchers that must all hold. The order is kept as given; an empty set matches everything. Immutable.</summary>
public sealed class MatcherSet : IReadOnlyList<LabelMatcher>, IEquatable<MatcherSet>
{
    /// <summary>The set that matches everything.</summary>
    public static readonly MatcherSet Empty = new([]);

    private readonly LabelMatcher[] _matchers;

    /// <summary>A set of the given matchers in the given order.</summary>
    public MatcherSet(IEnumerable<LabelMatcher> matchers) => _matchers = [.. matchers];

    /// <inheritdoc/>
    public int Count => _matchers.Length;

    /// <inheritdoc/>
    public LabelMatcher this[int index] => _matchers[index];

    /// <summary>True if every matcher accepts a missing label, so that even an empty label set matches.</summary>
    public bool MatchesEmpty => _matchers.All(m => m.MatchesEmpty);

    /// <summary>True if all matchers hold.</summary>
    public bool Matches(LabelSet labels)
    {
        foreach (LabelMatcher matcher in _matchers)
        {
            if (!matcher.Matches(labels))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The same matchers by name, value, operator, as routes keep and print them.</summary>
    public MatcherSet Sorted() => new(_matchers.Order());

    /// <summary>The matchers of both sets.</summary>
    public MatcherSet And(IEnumerable<LabelMatcher> more) => new(_matchers.Concat(more));

    /// <inheritdoc/>
    public IEnumerator<LabelMatcher> GetEnumerator() => ((IEnumerable<LabelMatcher>)_matchers).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>True if both hold equal matchers in the same order.</summary>
    public bool Equals([NotNullWhen(true)] MatcherSet? other) =>
        other is not null && _matchers.AsSpan().SequenceEqual(other._matchers);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MatcherSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (LabelMatcher matcher in _matchers)
        {
            hash.Add(matcher);
        }

        return hash.ToHashCode();
    }

    /// <summary><c>{a="b",c=~"d"}</c>, in the set's own order.</summary>
    public override string ToString() => $"{{{string.Join(',', _matchers.Select(m => m.ToString()))}}}";
}
