using System.Runtime.InteropServices;
using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;

namespace Tocsin.Routing.Candidates;

/// <summary>
/// Finds the matcher sets that could match a label set without asking each: every set is filed under the values that
/// one of its matchers demands, and only what is filed under the labels at hand is looked at.
/// </summary>
/// <remarks>
/// A matcher that demands a value is an equality or a regex that is a set of texts, <c>a|b|c</c>. A set without one is
/// in a list that is always looked at. A candidate still has to be tested. Not thread-safe.
/// </remarks>
/// <typeparam name="T">What is found: a rule's index, a silence.</typeparam>
public sealed class MatcherIndex<T>
    where T : notnull
{
    // Filing a regex of hundreds of texts would cost more memory than it saves time.
    private const int ValuesMax = 64;

    private readonly Dictionary<byte[], Dictionary<byte[], List<T>>> _filed = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], Dictionary<byte[], List<T>>>.AlternateLookup<ReadOnlySpan<byte>> _byName;
    private readonly List<T> _rest = [];

    /// <summary>An empty index.</summary>
    public MatcherIndex() => _byName = _filed.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>How many sets are looked at for every label set.</summary>
    public int AlwaysLookedAt => _rest.Count;

    /// <summary>Files <paramref name="item"/>; <see cref="Remove"/> wants the result.</summary>
    /// <returns>The matcher it is filed under, or null if it is in the list that is always looked at.</returns>
    public LabelMatcher? Add(MatcherSet set, T item)
    {
        LabelMatcher? chosen = Choose(set);
        if (chosen is null)
        {
            _rest.Add(item);
            return null;
        }

        ref Dictionary<byte[], List<T>>? byValue =
            ref CollectionsMarshal.GetValueRefOrAddDefault(_filed, chosen.NameUtf8.ToArray(), out _);
        byValue ??= new(Utf8Comparer.Instance);
        foreach (string value in chosen.AcceptedValues!)
        {
            ref List<T>? items =
                ref CollectionsMarshal.GetValueRefOrAddDefault(byValue, Encoding.UTF8.GetBytes(value), out _);
            (items ??= new(1)).Add(item);
        }

        return chosen;
    }

    /// <summary>Takes out what <see cref="Add"/> filed.</summary>
    public void Remove(LabelMatcher? filedUnder, T item)
    {
        if (filedUnder is null)
        {
            _rest.Remove(item);
            return;
        }

        if (!_byName.TryGetValue(filedUnder.NameUtf8, out Dictionary<byte[], List<T>>? byValue))
        {
            return;
        }

        foreach (string value in filedUnder.AcceptedValues!)
        {
            byte[] key = Encoding.UTF8.GetBytes(value);
            if (byValue.TryGetValue(key, out List<T>? items) && items.Remove(item) && items.Count == 0)
            {
                byValue.Remove(key);
            }
        }

        if (byValue.Count == 0)
        {
            _byName.Remove(filedUnder.NameUtf8);
        }
    }

    /// <summary>Adds the items that could match to <paramref name="found"/>, in no particular order.</summary>
    /// <remarks>One item comes at most once for each time it was filed.</remarks>
    public void Collect(LabelSet labels, List<T> found)
    {
        found.AddRange(_rest);
        if (_filed.Count == 0)
        {
            return;
        }

        foreach (LabelSet.Label label in labels)
        {
            if (_byName.TryGetValue(label.Name, out Dictionary<byte[], List<T>>? byValue)
                && byValue.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(label.Value, out List<T>? items))
            {
                found.AddRange(items);
            }
        }
    }

    // The matcher whose values have the fewest items so far: with ten thousand rules for severity="critical" and each
    // with its own alertname, the alert's name is what tells them apart.
    private LabelMatcher? Choose(MatcherSet set)
    {
        LabelMatcher? best = null;
        int bestLoad = int.MaxValue;
        foreach (LabelMatcher matcher in set)
        {
            if (matcher.AcceptedValues is { Count: <= ValuesMax } values)
            {
                int load = LoadOf(matcher, values);
                (best, bestLoad) = load < bestLoad ? (matcher, load) : (best, bestLoad);
            }
        }

        return best;
    }

    private int LoadOf(LabelMatcher matcher, IReadOnlyList<string> values)
    {
        if (!_byName.TryGetValue(matcher.NameUtf8, out Dictionary<byte[], List<T>>? byValue))
        {
            return 0;
        }

        int load = 0;
        foreach (string value in values)
        {
            load += byValue.TryGetValue(Encoding.UTF8.GetBytes(value), out List<T>? items) ? items.Count : 0;
        }

        return load;
    }
}
