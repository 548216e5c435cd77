namespace Tocsin.Regexes;

/// <summary>RE2's limits: they bound the compiled program and the depth of every recursion over the tree.</summary>
// Source: Go regexp/syntax: a repeat of 1000, also as a product of nested ones; a height of 1000; 128 MB of program.
internal static class RegexLimits
{
    /// <summary>How many levels a tree may have.</summary>
    public const int HeightMax = 1000;

    private const long SizeMax = (128 << 20) / 40;

    /// <exception cref="RegexSyntaxException">The tree is too high or its program would be too big.</exception>
    public static void Check(RegexNode root, string pattern)
    {
        // Level by level: recursion is safe only once the height is known.
        var level = new List<RegexNode> { root };
        for (int height = 1; level.Count > 0; height++)
        {
            if (height > HeightMax)
            {
                throw new RegexSyntaxException("expression nests too deeply", pattern);
            }

            level = [.. level.SelectMany(ChildLevel)];
        }

        if (SizeOf(root) > SizeMax)
        {
            throw new RegexSyntaxException("expression too large", pattern);
        }
    }

    /// <summary>True if the product of nested counts, this one included, is at most <paramref name="budget"/>.</summary>
    // Walked with a stack of its own, as the height is not checked yet when the parser asks.
    public static bool RepeatsFit(RegexNode node, int budget)
    {
        var open = new Stack<(RegexNode Node, int Budget)>();
        open.Push((node, budget));
        while (open.TryPop(out var entry))
        {
            int rest = entry.Budget;
            if (entry.Node is RegexNode.Repeat repeat)
            {
                int count = repeat.Max < 0 ? repeat.Min : repeat.Max;
                if (repeat.Max == 0)
                {
                    continue;
                }

                if (count > rest)
                {
                    return false;
                }

                rest /= Math.Max(1, count);
            }

            foreach (RegexNode child in Children(entry.Node))
            {
                open.Push((child, rest));
            }
        }

        return true;
    }

    private static IEnumerable<RegexNode> Children(RegexNode node) => node switch
    {
        RegexNode.Capture capture => [capture.Inner],
        RegexNode.Repeat repeat => [repeat.Inner],
        RegexNode.Concat concat => concat.Parts,
        RegexNode.Alternate alternate => alternate.Choices,
        _ => [],
    };

    // RE2 keeps neighbouring characters in one node, so they add no level to a concatenation.
    private static IEnumerable<RegexNode> ChildLevel(RegexNode node) =>
        node is RegexNode.Concat concat ? concat.Parts.Where(p => p is not RegexNode.Runes) : Children(node);

    private static long SizeOf(RegexNode node)
    {
        long size = node switch
        {
            RegexNode.Capture capture => 2 + SizeOf(capture.Inner),
            RegexNode.Repeat repeat => SizeOfRepeat(repeat, SizeOf(repeat.Inner)),
            RegexNode.Concat concat => concat.Parts.Sum(SizeOf),
            RegexNode.Alternate alternate => alternate.Choices.Sum(SizeOf) + alternate.Choices.Count - 1,
            _ => 1,
        };
        return Math.Max(1, Math.Min(size, SizeMax + 1));
    }

    private static long SizeOfRepeat(RegexNode.Repeat repeat, long inner) => repeat switch
    {
        { Max: -1, Min: 0 } => 2 + inner,
        { Max: -1 } => 1 + (repeat.Min * inner),
        _ => (repeat.Max * inner) + (repeat.Max - repeat.Min),
    };
}
