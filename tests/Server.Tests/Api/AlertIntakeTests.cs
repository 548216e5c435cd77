using System.Text.Json.Nodes;
using Tocsin.Server.Api;
using Tocsin.Server.Hosting;

namespace Tocsin.Server.Tests.Api;

/// <summary>POST /api/v2/alerts, answer by answer.</summary>
public sealed class AlertIntakeTests
{
    private const string Config = """
        route: {receiver: nobody, group_by: [alertname]}
        receivers:
        - name: nobody
        """;

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData(" [ ] ")]
    public async Task A_body_without_alerts_is_taken(string body)
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        Reply reply = await server.PostAsync("api/v2/alerts", body);
        Assert.Equal(new Reply(200, "", ""), reply);
        Assert.Equal("[]\n", (await server.GetAsync("api/v2/alerts")).Body);
    }

    [Theory]
    [InlineData("[{\"labels\":")]
    [InlineData("{\"labels\":{\"alertname\":\"x\"}}")]
    [InlineData("\"text\"")]
    [InlineData("[1]")]
    [InlineData("[] trailing")]
    [InlineData("[{\"labels\":{\"a\":1}}]")]
    [InlineData("[{\"labels\":{\"alertname\":\"x\"},\"startsAt\":\"yesterday\"}]")]
    public async Task A_body_that_is_not_a_list_of_alerts_is_answered_like_upstream(string body)
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        Reply reply = await server.PostAsync("api/v2/alerts", body);
        Assert.Equal((400, 400), (reply.Status, (int)reply.Json["code"]!));
        Assert.StartsWith(
            "parsing alerts body from \"\" failed, because ", (string)reply.Json["message"]!, StringComparison.Ordinal);

        Assert.Equal("[]\n", (await server.GetAsync("api/v2/alerts")).Body);
    }

    [Theory]
    [InlineData("", 602, "alerts in body is required")]
    [InlineData("[{\"annotations\":{}}]", 602, "0.labels in body is required")]
    [InlineData("[{\"labels\":{\"alertname\":\"Lost\"}},{\"labels\":null}]", 602, "1.labels in body is required")]
    [InlineData("[null]", 602, "0 in body is required")]
    [InlineData(
        "[{\"labels\":{\"alertname\":\"Lost\"},\"generatorURL\":\"not a url\"}]",
        601,
        "0.generatorURL in body must be of type uri: \"not a url\"")]
    [InlineData(
        "[{\"labels\":{\"alertname\":\"Lost\"},\"generatorURL\":\"relative/path\"}]",
        601,
        "0.generatorURL in body must be of type uri: \"relative/path\"")]
    [InlineData(
        "[{\"labels\":{\"a\":\"1\"},\"generatorURL\":\"http://a/b\"},{\"labels\":{\"a\":\"2\"}},"
        + "{\"labels\":{\"a\":\"3\"},\"generatorURL\":\"b\"}]",
        601,
        "2.generatorURL in body must be of type uri: \"b\"")]
    public async Task A_fault_of_the_schema_loses_the_whole_batch(string body, int code, string message)
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        Reply reply = await server.PostAsync("api/v2/alerts", body);
        Assert.Equal(422, reply.Status);
        Assert.Equal((code, message), ((int)reply.Json["code"]!, (string)reply.Json["message"]!));
        Assert.Equal("[]\n", (await server.GetAsync("api/v2/alerts")).Body);
    }

    [Theory]
    [InlineData("{\"labels\":{}}", "at least one label pair required")]
    [InlineData("{\"labels\":{\"a\":null}}", "at least one label pair required")]
    [InlineData("{\"labels\":{\"\":\"x\"}}", "invalid label set: invalid name \"\"")]
    [InlineData(
        "{\"labels\":{\"a\":\"b\"},\"startsAt\":\"2026-01-02T00:00:00Z\",\"endsAt\":\"2026-01-01T00:00:00Z\"}",
        "start time must be before end time")]
    public async Task An_invalid_alert_is_refused_and_the_others_are_kept(string alert, string error)
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        Reply reply = await server.PostAsync("api/v2/alerts", "[" + alert + """,{"labels":{"alertname":"Kept"}}]""");
        Assert.Equal((400, "application/json", error), (reply.Status, reply.Type, (string?)reply.Json));
        Assert.Equal(["Kept"], await NamesAsync(server));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Only_json_is_taken(string type)
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        Reply reply = await server.PostAsync("api/v2/alerts", "[]", type);
        Assert.Equal((415, 415), (reply.Status, (int)reply.Json["code"]!));
        Assert.Equal(200, (await server.PostAsync("api/v2/alerts", "[]", "application/json; charset=utf-8")).Status);
    }

    [Fact]
    public async Task Lone_surrogates_and_broken_utf8_become_the_replacement_character()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        await server.PushAsync("""[{"labels":{"alertname":"a\ud800b","n\udc00":"v"},"annotations":{"\ud83d":"\ud83d\ude00"}}]""");
        byte[] broken = [.. "[{\"labels\":{\"alertname\":\""u8, 0xFF, 0xC3, .. "\"}}]"u8];
        Assert.Equal(200, (await server.PostAsync("api/v2/alerts", broken)).Status);
        Assert.Equal(["a\uFFFDb", "\uFFFD\uFFFD"], await NamesAsync(server));
        Assert.Contains("\"n\uFFFD\":\"v\"", (await server.GetAsync("api/v2/alerts")).Body, StringComparison.Ordinal);
        Assert.Empty(server.Errors);
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("labels\\udc00")]
    [InlineData("\\u006cabels\\u0000")]
    public async Task An_unknown_field_is_ignored_whatever_its_name(string field)
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        await server.PushAsync("[{\"" + field + "\":[{\"x\":null}],\"labels\":{\"alertname\":\"Kept\"}}]");
        Assert.Equal(["Kept"], await NamesAsync(server));
    }

    [Fact]
    public async Task Field_names_match_in_any_case_and_escaped()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        await server.PushAsync("""[{"LABELS":{"alertname":"Upper"}},{"\u006cabels":{"alertname":"Escaped"}}]""");
        Assert.Equal(["Escaped", "Upper"], await NamesAsync(server));
    }

    [Theory]
    [InlineData("2025-12-31", "9999-12-31T23:59:59Z", "2025-12-31T00:00:00.000Z", "9999-12-31T23:59:59.000Z")]
    [InlineData("2025-12-31T10:00:00.123456789+05:30", "2026-02-01", "2025-12-31T04:30:00.123Z", "2026-02-01T00:00:00.000Z")]
    public async Task Times_are_taken_in_the_forms_of_upstream(string start, string end, string startsAt, string endsAt)
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        await server.PushAsync($$"""[{"labels":{"alertname":"A"},"startsAt":"{{start}}","endsAt":"{{end}}"}]""");
        JsonNode alert = (await server.GetAsync("api/v2/alerts")).Json[0]!;
        Assert.Equal((startsAt, endsAt), ((string)alert["startsAt"]!, (string)alert["endsAt"]!));
    }

    [Fact]
    public async Task Missing_times_are_filled_in_from_the_clock()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        await server.PushAsync("""[{"labels":{"alertname":"A"}}]""");
        JsonNode alert = (await server.GetAsync("api/v2/alerts")).Json[0]!;
        Assert.Equal("2026-01-01T00:00:00.000Z", (string)alert["startsAt"]!);
        Assert.Equal("2026-01-01T00:05:00.000Z", (string)alert["endsAt"]!);
        Assert.Equal("2026-01-01T00:00:00.000Z", (string)alert["updatedAt"]!);
    }

    [Fact]
    public async Task Deep_nesting_is_refused_or_ignored_and_never_fatal()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        string deep = new string('[', 200_000) + new string(']', 200_000);
        Reply reply = await server.PostAsync("api/v2/alerts", deep);
        Assert.Equal(400, reply.Status);
        reply = await server.PostAsync("api/v2/alerts", """[{"labels":{"alertname":"A"},"x":""" + deep + "}]");
        Assert.Equal(400, reply.Status);
        Assert.Equal("[]\n", (await server.GetAsync("api/v2/alerts")).Body);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_answered_with_413()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        byte[] large = new byte[RequestBody.BytesMax + 1];
        large.AsSpan().Fill((byte)' ');
        Reply reply = await server.PostAsync("api/v2/alerts", large);
        Assert.Equal(413, reply.Status);
        reply = await server.PostAsync("api/v2/silences", large);
        Assert.Equal(413, reply.Status);
    }

    [Fact]
    public async Task Classic_mode_refuses_names_beyond_ascii()
    {
        var options = new ServeOptions { EnableFeature = "classic-mode" };
        await using RunningServer server = await RunningServer.StartAsync(Config, options);
        Reply reply = await server.PostAsync("api/v2/alerts", """[{"labels":{"alertname":"A","with.dot":"1"}}]""");
        Assert.Equal((400, "invalid label set: invalid name \"with.dot\""), (reply.Status, (string?)reply.Json));
        await server.PushAsync("""[{"labels":{"alertname":"ü"}}]""");
        Assert.Equal(["ü"], await NamesAsync(server));
    }

    [Fact]
    public async Task A_label_named_twice_keeps_its_last_value()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        await server.PushAsync("""[{"labels":{"alertname":"A","x":"1","x":"2","y":"1","y":""}}]""");
        JsonNode labels = (await server.GetAsync("api/v2/alerts")).Json[0]!["labels"]!;
        Assert.Equal("""{"alertname":"A","x":"2"}""", labels.ToJsonString());
    }

    [Fact]
    public async Task The_old_path_works_and_answers_in_its_old_envelope()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        Reply taken = await server.PostAsync("api/v1/alerts", """[{"labels":{"alertname":"Old"}}]""", "");
        Assert.Equal((200, "{\"status\":\"success\"}\n"), (taken.Status, taken.Body));
        Assert.Equal(["Old"], await NamesAsync(server));
        Reply refused = await server.PostAsync("api/v1/alerts", "[");
        Assert.Equal((400, "error"), (refused.Status, (string?)refused.Json["status"]));
    }

    private static async Task<IEnumerable<string>> NamesAsync(RunningServer server) =>
        (await server.GetAsync("api/v2/alerts")).Json.AsArray()
            .Select(alert => (string)alert!["labels"]!["alertname"]!).Order(StringComparer.Ordinal);
}
