using System.Globalization;
using System.Text.RegularExpressions;
using Tocsin.Model.Durations;
using Tocsin.PromQL.SeriesNotation;

namespace Tocsin.Conformance.PromQL;

/// <summary>Reads one <c>eval</c> with the lines that say what it must give.</summary>
internal sealed partial class EvalParser(int line, string head, List<string> block)
{
    private readonly Expectations _expect = new();
    private (long Start, long End, long Step)? _rangeVector;

    public EvalCase Parse()
    {
        Match instant = InstantHead().Match(head);
        Match range = RangeHead().Match(head);
        Match match = instant.Success ? instant : range;
        AddOldForm(match.Groups["mod"].Value);
        ReadBlock();
        if (range.Success)
        {
            return new EvalCase
            {
                Line = line,
                Expression = range.Groups["expr"].Value,
                IsRange = true,
                StartMs = Ms(range.Groups["from"].Value),
                EndMs = Ms(range.Groups["to"].Value),
                StepMs = Ms(range.Groups["step"].Value),
                Expect = _expect,
            };
        }

        long at = instant.Groups["at"].Success ? Ms(instant.Groups["at"].Value) : 0;
        (long start, long end, long step) = _rangeVector ?? (at, at, 0);
        return new EvalCase
        {
            Line = line,
            Expression = instant.Groups["expr"].Value,
            IsRange = false,
            StartMs = start,
            EndMs = end,
            StepMs = step,
            AtMs = _rangeVector is null ? at : end,
            Expect = _expect,
        };
    }

    private static long Ms(string duration) => (long)PrometheusDuration.Parse(duration).TotalMilliseconds;

    private void AddOldForm(string modifier)
    {
        if (Enum.TryParse(modifier, ignoreCase: true, out ExpectKind kind))
        {
            _expect.Add(kind, TextPattern.Any);
        }
    }

    private void ReadBlock()
    {
        int place = 0;
        foreach (string text in block)
        {
            Match expect = ExpectLine().Match(text);
            Match range = RangeVectorLine().Match(text);
            if (range.Success)
            {
                _expect.IsRangeVector = true;
                _rangeVector = (Ms(range.Groups["from"].Value), Ms(range.Groups["to"].Value), Ms(range.Groups["step"].Value));
            }
            else if (text.StartsWith("expect string ", StringComparison.Ordinal))
            {
                _expect.Text = text["expect string ".Length..].Trim()[1..^1];
            }
            else if (text.StartsWith("expected_fail_", StringComparison.Ordinal))
            {
                AddOldFailure(text);
            }
            else if (expect.Success)
            {
                AddExpectation(expect);
            }
            else if (TryNumber(text, out double number))
            {
                _expect.Scalar = number;
            }
            else
            {
                AddSeries(text, ++place);
            }
        }
    }

    private void AddOldFailure(string text)
    {
        string[] parts = text.Split((char[]?)null, 2, StringSplitOptions.TrimEntries);
        _expect.Texts.Remove(ExpectKind.Fail);
        _expect.Add(ExpectKind.Fail, parts[0].EndsWith("message", StringComparison.Ordinal)
            ? new TextPattern(parts[1], null)
            : new TextPattern(null, new Regex(parts[1])));
    }

    private void AddExpectation(Match expect)
    {
        ExpectKind kind = Enum.Parse<ExpectKind>(expect.Groups["kind"].Value.Replace("_", "", StringComparison.Ordinal), true);
        string text = expect.Groups["text"].Value.Trim();
        _expect.Add(kind, expect.Groups["how"].Value switch
        {
            "msg" => new TextPattern(text, null),
            "regex" => new TextPattern(null, new Regex(text)),
            _ => TextPattern.Any,
        });
    }

    private void AddSeries(string text, int place)
    {
        NotedSeries series = SeriesNotationParser.TryParse(text, out NotedSeries? parsed, out string? error)
            ? parsed
            : throw new FormatException($"line {line}: {error}");
        _expect.Series[series.Labels] = (place, series.Values);
    }

    private static bool TryNumber(string text, out double number)
    {
        string plain = text.Replace("+Inf", "Infinity", StringComparison.OrdinalIgnoreCase)
            .Replace("-Inf", "-Infinity", StringComparison.OrdinalIgnoreCase);
        plain = plain.Equals("inf", StringComparison.OrdinalIgnoreCase) ? "Infinity" : plain;
        return double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    [GeneratedRegex(@"^eval(_(?<mod>fail|warn|ordered|info))?\s+instant\s+(at\s+(?<at>.+?))?\s+(?<expr>.+)$")]
    private static partial Regex InstantHead();

    [GeneratedRegex(@"^eval(_(?<mod>fail|warn|info))?\s+range\s+from\s+(?<from>.+)\s+to\s+(?<to>.+)\s+step\s+(?<step>.+?)\s+(?<expr>.+)$")]
    private static partial Regex RangeHead();

    [GeneratedRegex(@"^expect\s+(?<kind>ordered|fail|warn|no_warn|info|no_info)(\s+(?<how>regex|msg):(?<text>.+))?$")]
    private static partial Regex ExpectLine();

    [GeneratedRegex(@"^expect range vector\s+from\s+(?<from>.+)\s+to\s+(?<to>.+)\s+step\s+(?<step>.+)$")]
    private static partial Regex RangeVectorLine();
}
