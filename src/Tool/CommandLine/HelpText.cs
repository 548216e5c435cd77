using System.Text;

namespace Tocsin.Tool.CommandLine;

/// <summary>Sets help texts: paragraphs are wrapped evenly, indented parts and lists keep their lines.</summary>
/// <remarks>Source: Go's doc comments as text, which upstream's help is printed with.</remarks>
internal static class HelpText
{
    /// <summary>A break behind a word that does not end a clause costs as much as eight empty columns.</summary>
    private const long BreakPenalty = 64;

    /// <summary>The lines of <paramref name="text"/>, each with <paramref name="indent"/> in front.</summary>
    public static List<string> Lay(string text, string indent, int width)
    {
        var lines = new List<string>();
        foreach (List<string> block in Blocks(text))
        {
            if (lines.Count > 0)
            {
                lines.Add("");
            }

            if (!IsIndented(block[0]))
            {
                lines.AddRange(Wrap(Fields(block), width).Select(l => indent + l));
            }
            else if (block[0].TrimStart().StartsWith("- ", StringComparison.Ordinal))
            {
                AddList(lines, block, indent, width);
            }
            else
            {
                lines.AddRange(Unindent(block).Select(l => l.Length == 0 ? "" : $"  {indent}{l}"));
            }
        }

        return lines;
    }

    private static void AddList(List<string> lines, List<string> block, string indent, int width)
    {
        var items = new List<StringBuilder>();
        foreach (string line in block.Select(l => l.Trim()))
        {
            if (line.StartsWith("- ", StringComparison.Ordinal))
            {
                items.Add(new StringBuilder(line[2..]));
            }
            else
            {
                items[^1].Append(' ').Append(line);
            }
        }

        foreach (StringBuilder item in items)
        {
            List<string> wrapped = Wrap(Fields([item.ToString()]), width - 4);
            lines.Add($"{indent}  - {wrapped[0]}");
            lines.AddRange(wrapped.Skip(1).Select(l => $"{indent}    {l}"));
        }
    }

    private static List<List<string>> Blocks(string text)
    {
        var blocks = new List<List<string>>();
        int blanks = 1;
        foreach (string line in text.Split('\n').Select(l => l.TrimEnd()))
        {
            if (line.Length == 0)
            {
                blanks++;
                continue;
            }

            bool indented = IsIndented(line);
            bool goesOn = blocks.Count > 0 && IsIndented(blocks[^1][0]) == indented;
            if (goesOn && (blanks == 0 || indented))
            {
                blocks[^1].AddRange(Enumerable.Repeat("", blanks));
                blocks[^1].Add(line);
            }
            else
            {
                blocks.Add([line]);
            }

            blanks = 0;
        }

        return blocks;
    }

    private static IEnumerable<string> Unindent(List<string> block)
    {
        string common = block[0][..^block[0].TrimStart().Length];
        foreach (string line in block.Where(l => l.Length > 0))
        {
            int same = 0;
            while (same < Math.Min(common.Length, line.Length) && common[same] == line[same])
            {
                same++;
            }

            common = common[..same];
        }

        return block.Select(l => l.Length == 0 ? l : l[common.Length..]);
    }

    private static bool IsIndented(string line) => line[0] is ' ' or '\t';

    private static string[] Fields(List<string> block) =>
        string.Join(' ', block).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>
    /// Breaks words into lines so that the squares of the empty columns, the last line's not counted, add up to the
    /// least; lines too long for the width are avoided first.
    /// </summary>
    private static List<string> Wrap(string[] words, int width)
    {
        if (words.Length == 0)
        {
            return [""];
        }

        var best = new (long Over, long Cost)[words.Length + 1];
        int[] from = new int[words.Length + 1];
        for (int end = 1; end <= words.Length; end++)
        {
            best[end] = (long.MaxValue, long.MaxValue);
            int length = -1;
            for (int start = end - 1; start >= 0; start--)
            {
                length += words[start].Length + 1;
                (long over, long cost) = Weigh(length, width, words[end - 1], end == words.Length);
                (long, long) total = (best[start].Over + over, best[start].Cost + cost);
                if (total.CompareTo(best[end]) < 0)
                {
                    best[end] = total;
                    from[end] = start;
                }
            }
        }

        var lines = new List<string>();
        for (int end = words.Length; end > 0; end = from[end])
        {
            lines.Insert(0, string.Join(' ', words[from[end]..end]));
        }

        return lines;
    }

    private static (long Over, long Cost) Weigh(int length, int width, string lastWord, bool isLast)
    {
        if (isLast && length <= width)
        {
            return (0, 0);
        }

        long penalty = lastWord[^1] is '.' or ',' or ':' or ';' ? 0 : BreakPenalty;
        long square = (long)(width - length) * (width - length);
        return length > width ? (square, penalty) : (0, square + penalty);
    }
}
