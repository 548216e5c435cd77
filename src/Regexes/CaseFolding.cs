using System.Text;

namespace Tocsin.Regexes;

/// <summary>Unicode's simple case folding: which code points are the same letter in another case.</summary>
/// <remarks>
/// Built from the runtime's simple upper and lower mappings when the first case-insensitive pattern comes, in some
/// milliseconds. The dotted I and the dotless i map one way only and fold with nothing, as in Unicode's CaseFolding.
/// </remarks>
internal static class CaseFolding
{
    // Beyond this plane no script has cases.
    private const int LastCased = 0x1FFFF;
    private const int LongS = 0x17F;
    private static readonly Lazy<Table> Orbits = new(Build);

    /// <summary>Adds the other cases of every code point of [low, high].</summary>
    public static void AddOthers(int low, int high, List<(int Low, int High)> folded)
    {
        Table table = Orbits.Value;
        int at = Array.BinarySearch(table.Cased, low);
        for (at = at < 0 ? ~at : at; at < table.Cased.Length && table.Cased[at] <= high; at++)
        {
            foreach (int other in table.Others[at])
            {
                if (other < low || other > high)
                {
                    folded.Add((other, other));
                }
            }
        }
    }

    private static Table Build()
    {
        var orbits = new SortedDictionary<int, List<int>>();
        for (int value = 0; value <= LastCased; value++)
        {
            if (!Rune.IsValid(value) || value is 0x130 or 0x131)
            {
                continue;
            }

            var rune = new Rune(value);
            Join(orbits, value, Rune.ToUpperInvariant(rune).Value);
            Join(orbits, value, Rune.ToLowerInvariant(rune).Value);
        }

        // The runtime's invariant mapping leaves the long s alone, as it maps to ASCII; folding does not.
        Join(orbits, LongS, 's');

        return new([.. orbits.Keys], [.. orbits.Select(o => o.Value.Where(v => v != o.Key).Order().ToArray())]);
    }

    private static void Join(SortedDictionary<int, List<int>> orbits, int left, int right)
    {
        if (left == right || right is 0x130 or 0x131)
        {
            return;
        }

        List<int> leftOrbit = orbits.TryGetValue(left, out List<int>? l) ? l : [left];
        List<int> rightOrbit = orbits.TryGetValue(right, out List<int>? r) ? r : [right];
        if (!ReferenceEquals(leftOrbit, rightOrbit))
        {
            leftOrbit.AddRange(rightOrbit);
        }

        foreach (int member in leftOrbit)
        {
            orbits[member] = leftOrbit;
        }
    }

    private sealed record Table(int[] Cased, int[][] Others);
}
