using System.Runtime.InteropServices;
using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;

namespace Tocsin.Routing.Candidates;

/// <summary>
/// Finds the matcher sets that could match a label set without asking each: every set is filed under one of its
/// matchers, and only what is filed under the labels at hand is looked at.
/// </summary>
/// <remarks>
/// <para>
/// Filed by value: a matcher that demands one of some known values, an equality or a regex like <c>a|b|c</c>. It costs
/// a look-up per label, however many sets there are.
/// </para>
/// <para>
/// Filed by prefix: a regex of which every match begins with one of some texts, <c>api-.*</c>. It costs a look-up per
/// label and length of such texts.
/// </para>
/// <para>
/// Filed by name: a matcher that demands a value but says less about it, <c>.+</c>. Each costs one test of a value that is
/// at hand already, and nothing if the label is missing.
/// </para>
/// <para>
/// The rest matches a missing label by each of its matchers and is always a candidate. A candidate still has to be
/// tested in full. Not thread-safe.
/// </para>
/// </remarks>
/// <typeparam name="T">What is found: a rule's index, a silence.</typeparam>
public sealed class MatcherIndex<T>
    where T : notnull
{
    // Filing a regex of hundreds of texts by value would cost more memory than it saves time.
    private const int ValuesMax = 64;

    private readonly Dictionary<byte[], Drawer> _drawers = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], Drawer>.AlternateLookup<ReadOnlySpan<byte>> _byName;
    private readonly List<T> _rest = [];

    /// <summary>An empty index.</summary>
    public MatcherIndex() => _byName = _drawers.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>True if nothing is filed.</summary>
    public bool IsEmpty => _rest.Count + _drawers.Count == 0;

    /// <summary>Files <paramref name="item"/>; <see cref="Remove"/> wants the result.</summary>
    /// <returns>The matcher it is filed under, or null if it is always a candidate.</returns>
    public LabelMatcher? Add(MatcherSet set, T item)
    {
        LabelMatcher? chosen = Choose(set);
        if (chosen is null)
        {
            _rest.Add(item);
            return null;
        }

        if (!_byName.TryGetValue(chosen.NameUtf8, out Drawer? drawer))
        {
            drawer = new Drawer();
            _drawers.Add(chosen.NameUtf8.ToArray(), drawer);
        }

        drawer.Add(chosen, item);
        return chosen;
    }

    /// <summary>Takes out what <see cref="Add"/> filed.</summary>
    public void Remove(LabelMatcher? filedUnder, T item)
    {
        if (filedUnder is null)
        {
            _rest.Remove(item);
        }
        else if (_byName.TryGetValue(filedUnder.NameUtf8, out Drawer? drawer))
        {
            drawer.Remove(filedUnder, item);
            if (drawer.IsEmpty)
            {
                _byName.Remove(filedUnder.NameUtf8);
            }
        }
    }

    /// <summary>Adds the items that could match to <paramref name="found"/>, in no particular order.</summary>
    /// <remarks>One item comes at most once for each time it was filed.</remarks>
    public void Collect(LabelSet labels, List<T> found)
    {
        found.AddRange(_rest);
        if (_drawers.Count == 0)
        {
            return;
        }

        foreach (LabelSet.Label label in labels)
        {
            if (_byName.TryGetValue(label.Name, out Drawer? drawer))
            {
                drawer.Collect(label.Value, found);
            }
        }
    }

    private static IReadOnlyList<string>? ValuesOf(LabelMatcher matcher) =>
        matcher.AcceptedValues is { Count: <= ValuesMax } values ? values : null;

    // By value before by name; among values those with the fewest items so far: with ten thousand rules for
    // severity="critical" and each with its own alertname, the alert's name is what tells them apart.
    private LabelMatcher? Choose(MatcherSet set)
    {
        LabelMatcher? best = null;
        int bestLoad = int.MaxValue;
        foreach (LabelMatcher matcher in set)
        {
            if (ValuesOf(matcher) is { } values)
            {
                int load = _byName.TryGetValue(matcher.NameUtf8, out Drawer? drawer) ? drawer.LoadOf(values) : 0;
                (best, bestLoad) = load < bestLoad ? (matcher, load) : (best, bestLoad);
            }
        }

        return best
            ?? set.FirstOrDefault(m => m.AcceptedPrefixes is not null)
            ?? set.FirstOrDefault(m => !m.MatchesEmpty);
    }

    /// <summary>What is filed under the matchers of one label name.</summary>
    private sealed class Drawer
    {
        private readonly Dictionary<byte[], List<T>> _byValue = new(Utf8Comparer.Instance);
        private readonly Dictionary<byte[], List<T>>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
        private readonly List<(LabelMatcher Matcher, T Item)> _byTest = [];

        // By length, ascending, since a value has one prefix of each.
        private readonly List<(int Length, Dictionary<byte[], List<T>> Items)> _byPrefix = [];

        public Drawer() => _lookup = _byValue.GetAlternateLookup<ReadOnlySpan<byte>>();

        public bool IsEmpty => _byValue.Count + _byPrefix.Count + _byTest.Count == 0;

        public void Add(LabelMatcher matcher, T item)
        {
            if (ValuesOf(matcher) is { } values)
            {
                foreach (string value in values)
                {
                    Add(_byValue, Encoding.UTF8.GetBytes(value), item);
                }
            }
            else if (matcher.AcceptedPrefixes is { } prefixes)
            {
                foreach (string prefix in prefixes)
                {
                    byte[] key = Encoding.UTF8.GetBytes(prefix);
                    Add(OfLength(key.Length), key, item);
                }
            }
            else
            {
                _byTest.Add((matcher, item));
            }
        }

        public void Remove(LabelMatcher matcher, T item)
        {
            if (ValuesOf(matcher) is { } values)
            {
                foreach (string value in values)
                {
                    Remove(_byValue, Encoding.UTF8.GetBytes(value), item);
                }
            }
            else if (matcher.AcceptedPrefixes is { } prefixes)
            {
                foreach (string prefix in prefixes)
                {
                    byte[] key = Encoding.UTF8.GetBytes(prefix);
                    Remove(OfLength(key.Length), key, item);
                }

                _byPrefix.RemoveAll(p => p.Items.Count == 0);
            }
            else
            {
                _byTest.Remove((matcher, item));
            }
        }

        public void Collect(ReadOnlySpan<byte> value, List<T> found)
        {
            if (_lookup.TryGetValue(value, out List<T>? items))
            {
                found.AddRange(items);
            }

            // No prefix of a matcher begins another of its own, so a value meets a matcher once.
            foreach ((int length, Dictionary<byte[], List<T>> byPrefix) in CollectionsMarshal.AsSpan(_byPrefix))
            {
                if (length > value.Length)
                {
                    break;
                }

                if (byPrefix.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(value[..length], out items))
                {
                    found.AddRange(items);
                }
            }

            foreach ((LabelMatcher matcher, T item) in CollectionsMarshal.AsSpan(_byTest))
            {
                if (matcher.Matches(value))
                {
                    found.Add(item);
                }
            }
        }

        public int LoadOf(IReadOnlyList<string> values)
        {
            int load = 0;
            foreach (string value in values)
            {
                load += _byValue.TryGetValue(Encoding.UTF8.GetBytes(value), out List<T>? items) ? items.Count : 0;
            }

            return load;
        }

        private Dictionary<byte[], List<T>> OfLength(int length)
        {
            int at = _byPrefix.FindIndex(p => p.Length >= length);
            if (at >= 0 && _byPrefix[at].Length == length)
            {
                return _byPrefix[at].Items;
            }

            var items = new Dictionary<byte[], List<T>>(Utf8Comparer.Instance);
            _byPrefix.Insert(at < 0 ? _byPrefix.Count : at, (length, items));
            return items;
        }

        private static void Add(Dictionary<byte[], List<T>> filed, byte[] key, T item)
        {
            ref List<T>? items = ref CollectionsMarshal.GetValueRefOrAddDefault(filed, key, out _);
            (items ??= new(1)).Add(item);
        }

        private static void Remove(Dictionary<byte[], List<T>> filed, byte[] key, T item)
        {
            if (filed.TryGetValue(key, out List<T>? items) && items.Remove(item) && items.Count == 0)
            {
                filed.Remove(key);
            }
        }
    }
}
