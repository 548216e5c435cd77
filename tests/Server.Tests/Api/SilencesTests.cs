using System.Text.Json.Nodes;
using Tocsin.Server.Hosting;

namespace Tocsin.Server.Tests.Api;

/// <summary>/api/v2/silences and /api/v2/silence/{id}.</summary>
public sealed class SilencesTests
{
    private const string UnknownId = "00000000-0000-4000-8000-00000000beef";
    private const string Config = """
        route: {receiver: nobody, group_by: [alertname]}
        receivers:
        - name: nobody
        """;

    [Fact]
    public async Task A_silence_is_made_and_suppresses_at_once_until_it_is_deleted()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        await server.PushAsync("""[{"labels":{"alertname":"A"}}]""");
        Assert.Equal("active", await StateAsync(server));
        string id = await MakeAsync(server, Silence());
        Assert.Equal("suppressed", await StateAsync(server));
        JsonNode alert = (await server.GetAsync("api/v2/alerts")).Json[0]!;
        Assert.Equal(id, (string)alert["status"]!["silencedBy"]![0]!);
        Assert.Equal("[]\n", (await server.GetAsync("api/v2/alerts?silenced=false")).Body);

        Assert.Equal(new Reply(200, "", ""), await server.SendAsync(HttpMethod.Delete, $"api/v2/silence/{id}"));
        Assert.Equal("active", await StateAsync(server));
        Assert.Equal("expired", await StateOfAsync(server, id));
        Reply again = await server.SendAsync(HttpMethod.Delete, $"api/v2/silence/{id}");
        Assert.Equal(200, again.Status);
    }

    [Fact]
    public async Task A_silence_is_shown_with_the_fields_of_upstream()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        string id = await MakeAsync(server, Silence());
        Assert.Equal(
            $"{{\"id\":\"{id}\"," + """
            "status":{"state":"active"},"updatedAt":"2026-01-01T00:00:00.000Z","comment":"c","createdBy":"me",
            "endsAt":"2026-01-01T02:00:00.000Z","matchers":[{"isEqual":true,"isRegex":false,"name":"alertname","value":"A"}],
            "startsAt":"2026-01-01T00:00:00.000Z"}
            """.ReplaceLineEndings("") + "\n",
            (await server.GetAsync($"api/v2/silence/{id}")).Body);
    }

    [Fact]
    public async Task A_change_of_the_end_keeps_the_id_and_a_change_of_the_matchers_makes_a_new_one()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        string id = await MakeAsync(server, Silence());
        Assert.Equal(id, await MakeAsync(server, Silence(id: id, end: "2026-01-01T03:00:00Z")));
        string other = await MakeAsync(server, Silence(id: id, value: "B"));
        Assert.NotEqual(id, other);
        Assert.Equal("expired", await StateOfAsync(server, id));
        Assert.Equal("active", await StateOfAsync(server, other));
    }

    [Fact]
    public async Task A_silence_begins_and_ends_by_the_clock()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        string id = await MakeAsync(server, Silence(start: "2026-01-01T01:00:00Z"));
        Assert.Equal("pending", await StateOfAsync(server, id));
        server.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("active", await StateOfAsync(server, id));
        server.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("expired", await StateOfAsync(server, id));
    }

    [Theory]
    [InlineData("startsAt", null, 422, "startsAt in body is required")]
    [InlineData("endsAt", null, 422, "endsAt in body is required")]
    [InlineData("createdBy", null, 422, "createdBy in body is required")]
    [InlineData("comment", null, 422, "comment in body is required")]
    [InlineData("matchers", null, 422, "matchers in body is required")]
    [InlineData("matchers", "[]", 422, "matchers in body should have at least 1 items")]
    [InlineData("matchers", "[{\"value\":\"x\",\"isRegex\":false}]", 422, "matchers.0.name in body is required")]
    [InlineData("matchers", "[{\"name\":\"a\",\"isRegex\":false}]", 422, "matchers.0.value in body is required")]
    [InlineData("matchers", "[{\"name\":\"a\",\"value\":\"x\"}]", 422, "matchers.0.isRegex in body is required")]
    [InlineData("endsAt", "\"2025-12-31T00:00:00Z\"", 400, "Failed to create silence: start time must be before end time")]
    [InlineData("matchers", "[{\"name\":\"a\",\"value\":\"\",\"isRegex\":false}]", 400, "must not match the empty string")]
    [InlineData("matchers", "[{\"name\":\"a\",\"value\":\".*\",\"isRegex\":true}]", 400, "must not match the empty string")]
    [InlineData("matchers", "[{\"name\":\"a\",\"value\":\"(\",\"isRegex\":true}]", 400, "invalid regular expression")]
    [InlineData("matchers", "[{\"name\":\"\",\"value\":\"x\",\"isRegex\":false}]", 400, "invalid label name \"\"")]
    [InlineData("id", "\"00000000-0000-4000-8000-00000000beef\"", 404, "")]
    [InlineData("startsAt", "12", 400, "parsing silence body from")]
    [InlineData("startsAt", "\"soon\"", 400, "parsing silence body from")]
    [InlineData("matchers", "{}", 400, "parsing silence body from")]
    [InlineData("comment", "[1]", 400, "parsing silence body from")]
    public async Task A_faulty_silence_is_refused_in_upstreams_words(string field, string? json, int status, string error)
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        JsonObject silence = JsonNode.Parse(Silence())!.AsObject();
        silence.Remove(field);
        if (json is not null)
        {
            silence[field] = JsonNode.Parse(json);
        }

        Reply reply = await server.PostAsync("api/v2/silences", silence.ToJsonString());
        Assert.Equal(status, reply.Status);
        string said = reply.Json is JsonObject fault ? (string)fault["message"]! : (string)reply.Json!;
        Assert.Contains(error, said, StringComparison.Ordinal);
        Assert.Equal("[]\n", (await server.GetAsync("api/v2/silences")).Body);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    public async Task A_body_that_is_no_silence_is_refused(string body)
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        Reply reply = await server.PostAsync("api/v2/silences", body);
        Assert.InRange(reply.Status, 400, 422);
        Assert.Equal(415, (await server.PostAsync("api/v2/silences", body, "text/plain")).Status);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task An_id_that_is_no_uuid_is_told_from_one_that_is_not_there(string method)
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        Reply bad = await server.SendAsync(new HttpMethod(method), "api/v2/silence/not-a-uuid");
        Assert.Equal(
            (422, "{\"code\":601,\"message\":\"silenceID in path must be of type uuid: \\\"not-a-uuid\\\"\"}"),
            (bad.Status, bad.Body));
        Reply missing = await server.SendAsync(new HttpMethod(method), $"api/v2/silence/{UnknownId}");
        Assert.Equal((404, ""), (missing.Status, missing.Body));
    }

    [Fact]
    public async Task Silences_are_filtered_by_their_matchers_and_states_and_sorted_by_urgency()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        await MakeAsync(server, Silence(value: "late", end: "2026-01-01T09:00:00Z"));
        await MakeAsync(server, Silence(value: "pending", start: "2026-01-01T01:00:00Z"));
        await MakeAsync(server, Silence(value: "early", end: "2026-01-01T01:00:00Z"));
        string over = await MakeAsync(server, Silence(value: "over"));
        await server.SendAsync(HttpMethod.Delete, $"api/v2/silence/{over}");

        Assert.Equal("early late pending over", await ValuesAsync(server, ""));
        Assert.Equal("late", await ValuesAsync(server, "?filter=alertname%3D%22late%22"));
        Assert.Equal("", await ValuesAsync(server, "?filter=team%3D%22late%22"));
        Assert.Equal("pending", await ValuesAsync(server, "?active=false&expired=false"));
        Assert.Equal("early late", await ValuesAsync(server, "?pending=false&expired=false"));
        Assert.Equal(400, (await server.GetAsync("api/v2/silences?filter=alertname")).Status);
    }

    [Fact]
    public async Task Classic_mode_refuses_matchers_on_names_beyond_ascii()
    {
        var options = new ServeOptions { EnableFeature = "classic-mode" };
        await using RunningServer server = await RunningServer.StartAsync(Config, options);
        string silence = Silence().Replace("alertname", "with.dot", StringComparison.Ordinal);
        Reply reply = await server.PostAsync("api/v2/silences", silence);
        Assert.Equal(400, reply.Status);
        Assert.StartsWith("invalid silence: invalid label matcher", (string)reply.Json!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_on_silences_are_told()
    {
        var options = new ServeOptions { SilencesMax = 1, SilenceBytesMax = 400 };
        await using RunningServer server = await RunningServer.StartAsync(Config, options);
        Reply large = await server.PostAsync("api/v2/silences", Silence(value: new string('x', 500)));
        Assert.Equal(400, large.Status);
        await MakeAsync(server, Silence());
        Reply second = await server.PostAsync("api/v2/silences", Silence(value: "B"));
        Assert.Equal(400, second.Status);
    }

    [Fact]
    public async Task Text_that_is_no_unicode_becomes_the_replacement_character()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        string silence = Silence(value: "a\\ud800b").Replace("\"c\"", "\"\\udc00\"", StringComparison.Ordinal);
        string id = await MakeAsync(server, silence);
        JsonNode made = (await server.GetAsync($"api/v2/silence/{id}")).Json;
        Assert.Equal(("a\uFFFDb", "\uFFFD"), ((string)made["matchers"]![0]!["value"]!, (string)made["comment"]!));
    }

    private static string Silence(
        string id = "", string value = "A", string start = "2026-01-01T00:00:00Z", string end = "2026-01-01T02:00:00Z") =>
        $$"""
        {"id":"{{id}}","matchers":[{"name":"alertname","value":"{{value}}","isRegex":false}],
         "startsAt":"{{start}}","endsAt":"{{end}}","createdBy":"me","comment":"c"}
        """;

    private static async Task<string> MakeAsync(RunningServer server, string silence)
    {
        Reply reply = await server.PostAsync("api/v2/silences", silence);
        Assert.True(reply.Status == 200, reply.ToString());
        return (string)reply.Json["silenceID"]!;
    }

    private static async Task<string> StateAsync(RunningServer server) =>
        (string)(await server.GetAsync("api/v2/alerts")).Json[0]!["status"]!["state"]!;

    private static async Task<string> StateOfAsync(RunningServer server, string id) =>
        (string)(await server.GetAsync($"api/v2/silence/{id}")).Json["status"]!["state"]!;

    private static async Task<string> ValuesAsync(RunningServer server, string query) => string.Join(
        ' ', (await server.GetAsync("api/v2/silences" + query)).Json.AsArray().Select(s => (string)s!["matchers"]![0]!["value"]!));
}
