using System.Globalization;
using System.Text.Json.Nodes;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Queries;

/// <summary>An answer of the query API, read so that two can be compared.</summary>
internal sealed class QueryAnswer
{
    private QueryAnswer(int status, JsonNode body)
    {
        Status = status;
        Error = DeliberateDifferences.Common($"{body["errorType"]}: {body["error"]}");
        IsError = (string?)body["status"] == "error";
        Type = (string?)body["data"]?["resultType"] ?? "";
        Warnings = Texts(body["warnings"]);
        Infos = Texts(body["infos"]);
        Series = Type switch
        {
            "vector" or "matrix" => [.. body["data"]!["result"]!.AsArray().Select(s => AnsweredSeries.Read(s!))],
            "" => [],
            _ => [new AnsweredSeries("", Point(body["data"]!["result"]!.AsArray()))],
        };
    }

    public int Status { get; }

    public bool IsError { get; }

    public string Error { get; }

    public string Type { get; }

    public string[] Warnings { get; }

    public string[] Infos { get; }

    public AnsweredSeries[] Series { get; }

    public static QueryAnswer Read(Answer answer)
    {
        try
        {
            return new QueryAnswer((int)answer.Status, JsonNode.Parse(answer.Body)!);
        }
        catch (System.Text.Json.JsonException)
        {
            throw new InvalidOperationException($"{(int)answer.Status} without JSON: {answer.Body}");
        }
    }

    /// <summary>How this answer differs from the wanted one; empty if it does not.</summary>
    /// <param name="wanted">The real server's.</param>
    /// <param name="query">What was asked.</param>
    public string DifferenceTo(QueryAnswer wanted, DuelQuery query)
    {
        if (IsError || wanted.IsError)
        {
            return Told(wanted) == Told(this) ? "" : $"\n  prometheus {Told(wanted)}\n  tocsin     {Told(this)}";
        }

        if (Type != wanted.Type)
        {
            return $"\n  prometheus {wanted.Type}\n  tocsin     {Type}";
        }

        string difference = SeriesDifference(wanted, query);
        difference += TextDifference("warnings", wanted.Warnings, Warnings);
        return difference + TextDifference("infos", wanted.Infos, Infos);
    }

    private static string Told(QueryAnswer answer) =>
        answer.IsError ? $"{answer.Status} {answer.Error}" : $"{answer.Type} of {answer.Series.Length}";

    private static string[] Texts(JsonNode? list) =>
    [
        .. (list?.AsArray() ?? []).Select(t => (string)t!).Where(t => !DeliberateDifferences.IsAdded(t))
            .Select(DeliberateDifferences.Common).Distinct().Order(StringComparer.Ordinal),
    ];

    private static (string Time, string Value)[] Point(JsonArray point) => [(point[0]!.ToJsonString(), (string)point[1]!)];

    // Beyond ten the real server tells any ten of them.
    private static string TextDifference(string what, string[] wanted, string[] got)
    {
        bool same = wanted.Concat(got).Any(t => t.Contains("annotations omitted", StringComparison.Ordinal))
            || wanted.Length == got.Length && wanted.Zip(got, DeliberateDifferences.AreAlike).All(same => same);
        return same ? "" : $"\n  {what}: prometheus [{string.Join(" | ", wanted)}]\n  {what}: tocsin     [{string.Join(" | ", got)}]";
    }

    private static string Rounded(string labels) => DeliberateDifferences.LastDigits().Replace(labels, "");

    private static IOrderedEnumerable<string> InOrder(IEnumerable<string> texts) => texts.Order(StringComparer.Ordinal);

    private string SeriesDifference(QueryAnswer wanted, DuelQuery query)
    {
        double tolerance = DeliberateDifferences.Tolerance(query.Text);
        string[] left = [.. wanted.Series.Select(s => s.Labels)];
        string[] right = [.. Series.Select(s => s.Labels)];
        if (!InOrder(left).SequenceEqual(InOrder(right)))
        {
            // Counted values are labels: their last digits may differ as those of any value.
            return InOrder(left.Select(Rounded)).SequenceEqual(InOrder(right.Select(Rounded)))
                ? ""
                : $"\n  only prometheus: {string.Join(' ', left.Except(right).Take(5))}"
                    + $"\n  only tocsin:     {string.Join(' ', right.Except(left).Take(5))} ({left.Length}, {right.Length})";
        }

        // Series with the same value may come in any order.
        string difference = "";
        if (query.IsOrdered)
        {
            difference = wanted.Series.Zip(Series, (w, g) => w.DifferenceTo(g, tolerance)).FirstOrDefault(d => d.Length > 0) ?? "";
            difference = difference.Length > 0 ? $"\n  order: {difference}" : "";
        }

        var byLabels = Series.GroupBy(s => s.Labels).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        return difference + string.Concat(wanted.Series
            .Select(s => s.DifferenceTo(byLabels[s.Labels], tolerance)).Where(d => d.Length > 0).Take(3));
    }
}

/// <summary>One series of an answer.</summary>
/// <param name="Labels">The labels in order, as text.</param>
/// <param name="Points">Times and values; a histogram is flattened to its numbers.</param>
internal sealed record AnsweredSeries(string Labels, (string Time, string Value)[] Points)
{
    public static AnsweredSeries Read(JsonNode series)
    {
        string labels = string.Join(',', series["metric"]!.AsObject()
            .OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value!.ToJsonString()}"));
        JsonNode?[] floats = PointsOf(series["values"], series["value"]);
        JsonNode?[] histograms = PointsOf(series["histograms"], series["histogram"]);
        return new AnsweredSeries(
            $"{{{labels}}}",
            [
                .. floats.Select(p => (p![0]!.ToJsonString(), (string)p[1]!)),
                .. histograms.Select(p => (p![0]!.ToJsonString(), Flat(p[1]!))),
            ]);
    }

    public string DifferenceTo(AnsweredSeries got, double tolerance)
    {
        for (int i = 0; i < Math.Max(Points.Length, got.Points.Length); i++)
        {
            (string Time, string Value) left = i < Points.Length ? Points[i] : ("", "");
            (string Time, string Value) right = i < got.Points.Length ? got.Points[i] : ("", "");
            bool torn = IsTorn(left.Value) && !IsTorn(right.Value);
            if (left.Time != right.Time || !(torn || Alike(left.Value, right.Value, tolerance)))
            {
                return $"\n  {Labels}: prometheus {left}, tocsin {right}";
            }
        }

        return "";
    }

    private static JsonNode?[] PointsOf(JsonNode? many, JsonNode? one) => many is not null ? [.. many.AsArray()]
        : one is not null ? [one] : [];

    private static string Flat(JsonNode histogram)
    {
        IEnumerable<string> buckets = (histogram["buckets"]?.AsArray() ?? [])
            .Select(b => $"{b![0]} {(string)b[1]!} {(string)b[2]!} {(string)b[3]!}");
        return string.Join(' ', [(string)histogram["count"]!, (string)histogram["sum"]!, .. buckets]);
    }

    // 3.5 writes into histograms that are being read elsewhere: then the buckets do not add up to the count.
    private static bool IsTorn(string value)
    {
        double[] numbers = [.. value.Split(' ').Select(Number)];
        double buckets = numbers.Skip(2).Where((_, i) => i % 4 == 3).Sum();
        return numbers.Length > 1 && Math.Abs(buckets - numbers[0]) > 1e-9 * Math.Abs(numbers[0]);
    }

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN;

    private static bool Alike(string wanted, string got, double tolerance)
    {
        if (wanted == got)
        {
            return true;
        }

        string[] left = wanted.Split(' ');
        string[] right = got.Split(' ');
        return left.Length == right.Length && left.Zip(right, (l, r) => l == r || Close(l, r, tolerance)).All(same => same);
    }

    private static bool Close(string wanted, string got, double tolerance) =>
        double.TryParse(wanted, NumberStyles.Float, CultureInfo.InvariantCulture, out double left)
        && double.TryParse(got, NumberStyles.Float, CultureInfo.InvariantCulture, out double right)
        && double.IsFinite(left) && double.IsFinite(right)
        && Math.Abs(left - right) <= tolerance * Math.Max(Math.Abs(left), Math.Abs(right));
}
