using System.Globalization;
using System.Text.RegularExpressions;
using Tocsin.Model.Durations;
using Tocsin.PromQL.SeriesNotation;

namespace Tocsin.Conformance.PromQL;

/// <summary>Reads test scripts: <c>clear</c>, <c>load</c> and <c>eval</c>.</summary>
internal sealed partial class ScriptParser
{
    private readonly string[] _lines;
    private int _at;

    private ScriptParser(string text)
    {
        // A comment is as good as a blank line, so it ends a block.
        _lines = [.. text.Split('\n').Select(l => l.Trim()).Select(l => l.StartsWith('#') ? "" : l)];
    }

    public static List<ScriptCommand> Parse(string text) => new ScriptParser(text).Commands();

    private List<ScriptCommand> Commands()
    {
        List<ScriptCommand> commands = [];
        for (; _at < _lines.Length; _at++)
        {
            string word = _lines[_at].Split(' ', '\t')[0];
            if (word.Equals("clear", StringComparison.OrdinalIgnoreCase))
            {
                commands.Add(new ClearCommand());
            }
            else if (word.StartsWith("load", StringComparison.OrdinalIgnoreCase))
            {
                commands.Add(Load());
            }
            else if (word.StartsWith("eval", StringComparison.OrdinalIgnoreCase))
            {
                commands.Add(new EvalParser(_at + 1, _lines[_at], Block()).Parse());
            }
            else if (word.Length > 0)
            {
                throw new FormatException($"line {_at + 1}: invalid command {word}");
            }
        }

        return commands;
    }

    // The lines up to the next blank one.
    private List<string> Block()
    {
        List<string> block = [];
        while (_at + 1 < _lines.Length && _lines[_at + 1].Length > 0)
        {
            block.Add(_lines[++_at]);
        }

        return block;
    }

    private LoadCommand Load()
    {
        Match head = LoadHead().Match(_lines[_at]);
        TimeSpan step = PrometheusDuration.Parse(head.Groups["step"].Value);
        List<LoadedSeries> series = [];
        IReadOnlyList<long?>? starts = null;
        foreach (string line in Block())
        {
            Match start = StartLine().Match(line);
            if (start.Success)
            {
                starts = Starts(start.Groups["values"].Value);
                continue;
            }

            NotedSeries noted = SeriesNotationParser.TryParse(line, out NotedSeries? parsed, out string? error)
                ? parsed
                : throw new FormatException($"line {_at + 1}: {error}");
            series.Add(new LoadedSeries(noted, starts));
            starts = null;
        }

        return new LoadCommand(step, head.Groups["nhcb"].Success, series);
    }

    // One start per value: a duration from the value's own time, repeated and stepped like values.
    private static List<long?> Starts(string values)
    {
        List<long?> starts = [];
        foreach (string item in values.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            Match match = StartItem().Match(item);
            int repeats = match.Groups["n"].Success ? int.Parse(match.Groups["n"].Value, CultureInfo.InvariantCulture) : 0;
            if (item.StartsWith('_'))
            {
                starts.AddRange(Enumerable.Repeat((long?)null, match.Groups["n"].Success ? repeats : 1));
                continue;
            }

            long start = Milliseconds(match.Groups["first"].Value);
            long step = match.Groups["step"].Success ? Milliseconds(match.Groups["step"].Value) : 0;
            for (int i = 0; i <= repeats; i++)
            {
                starts.Add(start + (i * step));
            }
        }

        return starts;
    }

    private static long Milliseconds(string text)
    {
        long size = (long)PrometheusDuration.Parse(text.TrimStart('+', '-')).TotalMilliseconds;
        return text.StartsWith('-') ? -size : size;
    }

    [GeneratedRegex(@"^load(_(?<nhcb>with_nhcb))?\s+(?<step>.+?)$", RegexOptions.IgnoreCase)]
    private static partial Regex LoadHead();

    [GeneratedRegex(@"^\S+@st\s+(?<values>.+)$")]
    private static partial Regex StartLine();

    [GeneratedRegex("^(_|(?<first>[+-]?[0-9]+[a-wy-z]*)(?<step>[+-][0-9]+[a-wy-z]*)?)(x(?<n>[0-9]+))?$")]
    private static partial Regex StartItem();
}
