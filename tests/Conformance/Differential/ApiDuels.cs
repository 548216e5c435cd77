using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Differential;

public sealed partial class ApiDuels
{
    private const string Config = """
        route:
          receiver: default
          group_by: [alertname]
          group_wait: 1h
          routes:
          - receiver: team-a
            matchers: [team="a"]
            continue: true
          - receiver: team-b
            matchers: [team=~"a|b"]
            group_by: [team]
        inhibit_rules:
        - source_matchers: [severity="critical"]
          target_matchers: [severity="warning"]
          equal: [alertname]
        receivers:
        - name: default
        - name: team-a
        - name: team-b
        """;

    [Theory]
    [InlineData("alerts.txt")]
    [InlineData("silences.txt")]
    [InlineData("surface.txt")]
    public async Task Every_request_of_the_corpus_is_answered_alike(string corpus)
    {
        IReadOnlyList<ApiCase> cases = ApiCase.Read(
            Repository.Path("tests", "Conformance", "Differential", "Corpus", corpus));
        await using AlertmanagerProcess real = await StartAsync(Subject.Alertmanager);
        await using AlertmanagerProcess ours = await StartAsync(Duel.Challenger);
        var expected = new Ids();
        var actual = new Ids();
        var faults = new StringBuilder();
        int different = 0;
        foreach (ApiCase one in cases)
        {
            string wanted = await AnswerAsync(real, one, expected);
            string got = await AnswerAsync(ours, one, actual);
            if (wanted != got)
            {
                different++;
                faults.AppendLine(CultureInfo.InvariantCulture, $"{one.Place}: {one.Method} {one.Path} {one.Body}");
                faults.AppendLine(CultureInfo.InvariantCulture, $"  alertmanager {wanted}\n  tocsin       {got}");
            }
        }

        Assert.True(different == 0, $"{different} of {cases.Count} differ:\n{faults}");
    }

    private static Task<AlertmanagerProcess> StartAsync(Subject subject) =>
        AlertmanagerProcess.StartAsync(new AlertmanagerOptions(subject, Config));

    private static async Task<string> AnswerAsync(AlertmanagerProcess server, ApiCase one, Ids ids)
    {
        Answer answer = await server.Client.SendAsync(
            new HttpMethod(one.Method),
            one.Path.Replace("{silence}", ids.Last, StringComparison.Ordinal),
            one.Body?.Replace("{silence}", ids.Last, StringComparison.Ordinal),
            one.ContentType);
        if (one.Path == "api/v2/silences" && one.Method == "POST" && (int)answer.Status == 200)
        {
            ids.Last = (string)JsonNode.Parse(answer.Body)!["silenceID"]!;
        }

        string head = one.CodeOnly ? $"{(int)answer.Status}" : $"{(int)answer.Status} [{answer.ContentType}]";
        return one.StatusOnly || one.CodeOnly ? head : $"{head} {Normalise(answer.Body, ids)}";
    }

    // Ids become their order of appearance, instants close to now one word, and all instants UTC: the real server gives
    // back the offset that it was sent, ours keeps none. All else must be the same bytes.
    private static string Normalise(string body, Ids ids)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        body = Uuid().Replace(body, m => ids.NumberOf(m.Value));
        body = Instant().Replace(body, m =>
        {
            var at = DateTimeOffset.Parse(m.Value, CultureInfo.InvariantCulture);
            double minutes = Math.Abs((at - now).TotalMinutes);
            string utc = at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
            return minutes < 3 ? "<now>" : minutes < 8 ? "<soon>" : utc;
        });
        return Sorted(body);
    }

    // What the real server tells in the order of a Go map or of random ids is compared as a set; all else keeps its
    // order and its bytes.
    private static string Sorted(string body)
    {
        body = AllowedMethods().Replace(body, m => string.Join(',', m.Value.Split(',').Order(StringComparer.Ordinal)));
        if (!body.StartsWith("[{", StringComparison.Ordinal))
        {
            return body;
        }

        JsonArray list = JsonNode.Parse(body)!.AsArray();
        if (list[0]!["createdBy"] is not null)
        {
            return string.Join('\n', InOrder(list));
        }

        return list[0]!["receiver"] is null
            ? body
            : string.Join('\n', list.Select(g => Group(g!)));
    }

    private static string Group(JsonNode group)
    {
        string alerts = string.Join(' ', InOrder(group["alerts"]!));
        return $"{group["labels"]!.ToJsonString()} {group["receiver"]!.ToJsonString()} {alerts}";
    }

    private static IEnumerable<string> InOrder(JsonNode list) =>
        list.AsArray().Select(item => item!.ToJsonString()).Order(StringComparer.Ordinal);

    [GeneratedRegex("(?<=is not allowed, but \\[)[A-Z,]+")]
    private static partial Regex AllowedMethods();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9:]{5})")]
    private static partial Regex Instant();

    private sealed class Ids
    {
        private readonly List<string> _seen = ["00000000-0000-4000-8000-000000000000"];

        public string Last { get; set; } = "00000000-0000-4000-8000-000000000000";

        public string NumberOf(string id)
        {
            int at = _seen.IndexOf(id);
            if (at < 0)
            {
                _seen.Add(id);
                at = _seen.Count - 1;
            }

            return $"<id {at}>";
        }
    }
}
