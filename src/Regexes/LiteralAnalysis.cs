using System.Text;

namespace Tocsin.Regexes;

/// <summary>Finds the patterns that need no automaton.</summary>
internal static class LiteralAnalysis
{
    private const int LiteralsMax = 512;
    private const int CharsMax = 16_384;
    private const int SetMax = 8;
    private const int RepeatMax = 8;

    // The affixes are tried one after the other.
    private const int AffixesMax = 8;

    /// <summary>A matcher for a tree of the form <c>^(?:…)$</c>, or null if it takes an automaton.</summary>
    public static TextMatcher? Find(RegexNode root)
    {
        if (root is not RegexNode.Concat
            {
                Parts: [
                    RegexNode.Assert { Kind: Assertion.BeginText }, ..,
                    RegexNode.Assert { Kind: Assertion.EndText }] whole
            })
        {
            return null;
        }

        var parts = new List<RegexNode>();
        foreach (RegexNode part in whole.Skip(1).SkipLast(1))
        {
            Flatten(part, parts);
        }

        int[] gaps = [.. parts.Index().Where(p => RunOf(p.Item) is not null).Select(p => p.Index)];
        return gaps.Length switch
        {
            0 => Expand(parts) is { } literals ? new LiteralMatcher(literals) : null,
            1 => Affix(parts, gaps[0]),
            2 when gaps[0] == 0 && gaps[1] == parts.Count - 1 => Infix(parts),
            _ => null,
        };
    }

    /// <summary>
    /// Texts of which one begins every text that the tree matches from its start, none beginning another; null if that
    /// says nothing.
    /// </summary>
    public static IReadOnlyList<string>? Prefixes(RegexNode root)
    {
        if (root is not RegexNode.Concat { Parts: [RegexNode.Assert { Kind: Assertion.BeginText }, ..] whole })
        {
            return null;
        }

        List<string> prefixes = Prefix(new RegexNode.Concat([.. whole.Skip(1)])).Texts;
        return prefixes.Contains("")
            ? null
            : prefixes.FindAll(p => !prefixes.Exists(o => o.Length < p.Length && p.StartsWith(o, StringComparison.Ordinal)));
    }

    // Complete: the texts are all that the node can match, so that what follows it may prolong them.
    private static (List<string> Texts, bool Complete) Prefix(RegexNode node)
    {
        switch (node)
        {
            case RegexNode.Capture capture:
                return Prefix(capture.Inner);
            case RegexNode.Concat concat:
                return PrefixOfParts(concat.Parts);
            case RegexNode.Alternate alternate:
                return PrefixOfChoices(alternate.Choices);
            case RegexNode.Repeat { Min: > 0 } repeat:
                return (Prefix(repeat.Inner).Texts, false);
            default:
                return Expand(node) is { Count: <= AffixesMax } texts ? (texts, true) : ([""], false);
        }
    }

    private static (List<string> Texts, bool Complete) PrefixOfParts(IReadOnlyList<RegexNode> parts)
    {
        List<string> texts = [""];
        foreach (RegexNode part in parts)
        {
            (List<string> next, bool complete) = Prefix(part);
            if (texts.Count * next.Count > AffixesMax || texts.Sum(t => t.Length) > CharsMax / AffixesMax)
            {
                return (texts, false);
            }

            texts = [.. texts.SelectMany(t => next.Select(n => t + n)).Distinct(StringComparer.Ordinal)];
            if (!complete)
            {
                return (texts, false);
            }
        }

        return (texts, true);
    }

    private static (List<string> Texts, bool Complete) PrefixOfChoices(IReadOnlyList<RegexNode> choices)
    {
        var texts = new HashSet<string>(StringComparer.Ordinal);
        bool allComplete = true;
        foreach (RegexNode choice in choices)
        {
            (List<string> next, bool complete) = Prefix(choice);
            texts.UnionWith(next);
            allComplete &= complete;
            if (texts.Count > AffixesMax)
            {
                return ([""], false);
            }
        }

        return ([.. texts], allComplete);
    }

    private static void Flatten(RegexNode node, List<RegexNode> parts)
    {
        switch (node)
        {
            case RegexNode.Concat concat:
                foreach (RegexNode part in concat.Parts)
                {
                    Flatten(part, parts);
                }

                break;
            case RegexNode.Capture capture:
                Flatten(capture.Inner, parts);
                break;
            default:
                parts.Add(node);
                break;
        }
    }

    private static AnyRun? RunOf(RegexNode node) =>
        node is RegexNode.Repeat { Min: 0 or 1, Max: -1, Inner: RegexNode.Runes { Set: var set } } repeat
        && (set.Equals(RuneRanges.Any) || set.Equals(RuneRanges.NotNewline))
            ? new AnyRun(repeat.Min == 1, set.Equals(RuneRanges.Any))
            : null;

    private static AffixMatcher? Affix(List<RegexNode> parts, int gap)
    {
        List<string>? prefixes = Expand(parts[..gap]);
        List<string>? suffixes = Expand(parts[(gap + 1)..]);
        return prefixes is { Count: <= AffixesMax } && suffixes is { Count: <= AffixesMax }
            ? new AffixMatcher(prefixes, RunOf(parts[gap])!.Value, suffixes)
            : null;
    }

    private static InfixMatcher? Infix(List<RegexNode> parts) =>
        Expand(parts[1..^1]) is [{ Length: > 0 } infix]
            ? new InfixMatcher(RunOf(parts[0])!.Value, infix, RunOf(parts[^1])!.Value)
            : null;

    // All texts that a sequence matches, or null if they are too many.
    private static List<string>? Expand(IReadOnlyList<RegexNode> parts)
    {
        List<string> texts = [""];
        foreach (RegexNode part in parts)
        {
            if (Expand(part) is not { } next || next.Count * texts.Count > LiteralsMax)
            {
                return null;
            }

            texts = [.. texts.SelectMany(t => next.Select(n => t + n)).Distinct(StringComparer.Ordinal)];
            if (texts.Sum(t => t.Length) > CharsMax)
            {
                return null;
            }
        }

        return texts;
    }

    private static List<string>? Expand(RegexNode node)
    {
        switch (node)
        {
            case RegexNode.Runes runes:
                return ExpandSet(runes.Set);
            case RegexNode.Capture capture:
                return Expand(capture.Inner);
            case RegexNode.Concat concat:
                return Expand(concat.Parts);
            case RegexNode.Alternate alternate:
                return ExpandChoices(alternate.Choices);
            case RegexNode.Repeat { Max: >= 0 and <= RepeatMax } repeat:
                return ExpandRepeat(repeat);
            default:
                return null;
        }
    }

    private static List<string>? ExpandChoices(IReadOnlyList<RegexNode> choices)
    {
        var texts = new HashSet<string>(StringComparer.Ordinal);
        foreach (RegexNode choice in choices)
        {
            if (Expand(choice) is not { } next || texts.Count + next.Count > LiteralsMax)
            {
                return null;
            }

            texts.UnionWith(next);
        }

        return [.. texts];
    }

    private static List<string>? ExpandRepeat(RegexNode.Repeat repeat)
    {
        if (Expand(repeat.Inner) is not { } inner)
        {
            return null;
        }

        var all = new HashSet<string>(StringComparer.Ordinal);
        List<string> texts = [""];
        for (int count = 0; count <= repeat.Max; count++)
        {
            if (count >= repeat.Min)
            {
                all.UnionWith(texts);
            }

            if (texts.Count * inner.Count > LiteralsMax || all.Count > LiteralsMax)
            {
                return null;
            }

            texts = [.. texts.SelectMany(t => inner.Select(n => t + n)).Distinct(StringComparer.Ordinal)];
        }

        return [.. all];
    }

    // A lone surrogate can be named in a pattern but stands in no text, so a set that holds one is left to the
    // automaton.
    private static List<string>? ExpandSet(RuneRanges set)
    {
        if (set.CountUpTo(SetMax + 1) > SetMax)
        {
            return null;
        }

        var texts = new List<string>();
        foreach ((int low, int high) in set.Ranges)
        {
            for (int rune = low; rune <= high; rune++)
            {
                if (!Rune.IsValid(rune))
                {
                    return null;
                }

                texts.Add(new Rune(rune).ToString());
            }
        }

        return texts;
    }
}
