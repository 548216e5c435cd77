using System.Collections.Concurrent;

namespace Tocsin.Server.Logging;

/// <summary>
/// Finds the constant part of a message. Log lines carry their values as keys, so <c>"Listening on {address}"</c>
/// becomes <c>msg="Listening on" address=…</c>; scripts look for the constant part.
/// </summary>
internal static class MessageTemplate
{
    /// <summary>
    /// Templates are constants of the program; the bound is for a library that builds them at run time.
    /// </summary>
    private const int CachedMax = 4096;

    private static readonly ConcurrentDictionary<string, string?> Constants = new();

    /// <summary>
    /// The text before the placeholders when they all stand at its end; null when one stands inside the sentence, which
    /// then is only readable with its values filled in.
    /// </summary>
    public static string? Constant(string template)
    {
        if (Constants.TryGetValue(template, out string? known))
        {
            return known;
        }

        string? constant = Find(template);
        if (Constants.Count < CachedMax)
        {
            Constants.TryAdd(template, constant);
        }

        return constant;
    }

    private static string? Find(string template)
    {
        int first = template.IndexOf('{', StringComparison.Ordinal);
        if (first < 0)
        {
            return template;
        }

        string tail = template[first..];
        while (tail.Length > 0)
        {
            int close = tail.IndexOf('}', StringComparison.Ordinal);
            if (tail[0] != '{' || close < 0)
            {
                return null;
            }

            tail = tail[(close + 1)..].TrimStart();
        }

        return template[..first].TrimEnd();
    }
}
