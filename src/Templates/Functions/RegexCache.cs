using System.Collections.Concurrent;
using Tocsin.Regexes;

namespace Tocsin.Templates.Functions;

/// <summary>
/// The regular expressions of templates, compiled once per process: they are nearly always constants of a template.
/// </summary>
internal static class RegexCache
{
    // Patterns made from labels could be any number; when the cache is full it starts anew, which costs one compilation
    // per pattern in use and keeps the memory bounded.
    private const int EntriesMax = 256;

    private static readonly ConcurrentDictionary<string, Re2> Compiled = new(StringComparer.Ordinal);

    /// <summary>Finds or compiles a pattern; returns RE2's error or null.</summary>
    public static string? Find(string pattern, out Re2? regex)
    {
        if (Compiled.TryGetValue(pattern, out regex))
        {
            return null;
        }

        if (!Re2.TryCompile(pattern, Re2Anchoring.None, out regex, out string? error))
        {
            return error;
        }

        if (Compiled.Count >= EntriesMax)
        {
            Compiled.Clear();
        }

        Compiled[pattern] = regex;
        return null;
    }
}
