using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Tocsin.Regexes;

namespace Tocsin.Model.Matching;

/// <summary>
/// The regular expressions of selectors that somebody has in use: rules repeat a few of them (<c>5..</c>) by the thousand,
/// and one serves all, with what its automaton has learned.
/// </summary>
/// <remarks>Thread-safe. It keeps nothing alive: what nobody uses any more is compiled again when it is next asked for.</remarks>
internal static class SelectorPatterns
{
    private const int CountMax = 1024;
    private const int LengthMax = 256;

    private static readonly ConcurrentDictionary<string, WeakReference<Re2>> Known = new(StringComparer.Ordinal);

    /// <summary>Compiles a pattern as selectors match it.</summary>
    // Source: Prometheus model/labels, NewFastRegexMatcher: the pattern must be valid by itself, before it is anchored.
    public static bool TryGet(string pattern, [NotNullWhen(true)] out Re2? regex, [NotNullWhen(false)] out string? error)
    {
        error = null;
        if (Known.TryGetValue(pattern, out WeakReference<Re2>? known) && known.TryGetTarget(out regex))
        {
            return true;
        }

        regex = null;
        if (!Re2.TryCompile(pattern, Re2Anchoring.None, out _, out error)
            || !Re2.TryCompile(pattern, Re2Anchoring.WholeDotAll, out regex, out error))
        {
            return false;
        }

        if (pattern.Length <= LengthMax)
        {
            if (Known.Count >= CountMax)
            {
                Known.Clear();
            }

            Known[pattern] = new WeakReference<Re2>(regex);
        }

        return true;
    }
}
