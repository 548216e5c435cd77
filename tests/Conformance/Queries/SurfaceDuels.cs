using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Queries;

public sealed partial class SurfaceDuels
{
    [Fact]
    public async Task Every_request_of_the_corpus_is_answered_as_the_real_Prometheus_answers_it()
    {
        await using SeriesPair pair = await SeriesPair.StartAsync();
        var faults = new List<string>();
        string file = Repository.Path("tests", "Conformance", "Queries", "Corpus", "surface.txt");
        string[] lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        string[] requests = [.. lines.Where(l => l.Length > 0 && l[0] != '#')];
        foreach (string request in requests)
        {
            string text = Base().Replace(request, m => Seconds(pair.BaseMs, m.Groups["second"].ValueSpan));
            string wanted = Told(await SendAsync(pair.Prometheus.Client, text));
            string got = Told(await SendAsync(pair.Tocsin.Client, text));
            if (wanted != got && !IsDeliberate(request, wanted, got))
            {
                faults.Add($"{text}\n  prometheus {wanted}\n  tocsin     {got}");
            }
        }

        Assert.True(faults.Count == 0, $"{faults.Count} of {requests.Length} differ:\n{string.Join('\n', faults)}");
    }

    private static string Seconds(long baseMs, ReadOnlySpan<char> beyond) =>
        ((baseMs / 1000) + (beyond.IsEmpty ? 0 : decimal.Parse(beyond, CultureInfo.InvariantCulture)))
        .ToString(CultureInfo.InvariantCulture);

    private static bool IsDeliberate(string request, string wanted, string got) =>
        DeliberateDifferences.Requests.Any(r => r.Request.IsMatch(request) && r.Difference.IsMatch($"{wanted}\n{got}"));

    private static Task<Answer> SendAsync(SeriesClient client, string request)
    {
        string[] parts = request.Split(' ', 3);
        return client.SendAsync(parts[0], Escaped(parts[1]), parts.Length > 2 ? Escaped(parts[2]) : null);
    }

    // What a URL may not hold is escaped; what is escaped already stays, an invalid byte, too.
    private static string Escaped(string text) => Unsafe().Replace(text, m => Uri.EscapeDataString(m.Value));

    private static string Told(Answer answer)
    {
        string head = $"{(int)answer.Status} [{answer.ContentType}] ";
        try
        {
            return head + DeliberateDifferences.Common(Canonical(JsonNode.Parse(answer.Body)));
        }
        catch (System.Text.Json.JsonException)
        {
            return head + answer.Body.Trim();
        }
    }

    // Keys in order, and lists of objects, which have no order, too.
    private static string Canonical(JsonNode? node) => node switch
    {
        JsonObject fields => "{" + string.Join(',', fields.OrderBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => $"{f.Key}:{Canonical(f.Value)}")) + "}",
        JsonArray list when list.All(i => i is JsonObject) =>
            "[" + string.Join(',', list.Select(Canonical).Order(StringComparer.Ordinal)) + "]",
        JsonArray list => "[" + string.Join(',', list.Select(Canonical)) + "]",
        null => "null",
        _ => node.GetValueKind() == System.Text.Json.JsonValueKind.String ? $"'{(string)node!}'" : node.ToJsonString(),
    };

    [GeneratedRegex(@"\{base(\+(?<second>[0-9.]+))?\}")]
    private static partial Regex Base();

    [GeneratedRegex("[^A-Za-z0-9%&=?/._~+:-]")]
    private static partial Regex Unsafe();
}
