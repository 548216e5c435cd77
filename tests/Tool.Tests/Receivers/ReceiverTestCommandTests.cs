using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tocsin.TestKit.BlackBox;
using Tocsin.Tool.Tests.Amtool;

namespace Tocsin.Tool.Tests.Receivers;

public sealed class ReceiverTestCommandTests : AmtoolFixture
{
    private static readonly string Report = TestJson.Compact(
        """
        {"id":"t1","receiver":"pager","at":"2026-01-01T00:00:00Z","delivered":false,"integrations":[
          {"integration":"pagerduty","index":0,"delivered":true,"messages":[
            {"status":"firing","outcome":"delivered","reason":"","code":202,"answer":"ok","durationMs":120,"templateError":"",
             "hops":[{"action":"POST https://events.pagerduty.com","code":202,"answer":"ok","durationMs":118,"bodyBytes":812,
                      "bodyDigest":"9f86d0"}]},
            {"status":"resolved","outcome":"delivered","reason":"","code":202,"answer":"ok","durationMs":1100,
             "templateError":"","hops":[]}]},
          {"integration":"slack","index":1,"delivered":false,"messages":[
            {"status":"firing","outcome":"rejected","reason":"clientError","code":404,"answer":"no\nsuch channel",
             "durationMs":7,"templateError":"title: no field X","hops":[]}]}]}
        """);

    [Fact]
    public async Task The_server_is_asked_and_its_report_printed()
    {
        Api.On("POST /api/v2/receivers/pager/test", 200, Report);
        Assert.Equal(1, await TestAsync("--requested-by=ann", "pager"));
        Assert.Equal("""POST /api/v2/receivers/pager/test {"requestedBy":"ann"}""", Assert.Single(Api.Requests));
        Assert.Equal(
            """
            Receiver pager: NOT delivered (test t1)

            pagerduty[0]
              firing    delivered after 120ms: ok
                POST https://events.pagerduty.com  202  118ms  812 bytes  ok
              resolved  delivered after 1.1s: ok

            slack[1]
              firing    rejected (clientError) after 7ms: no such channel
                a template failed, so a plain message went: title: no field X

            """,
            Terminal.Out);
    }

    [Fact]
    public async Task Everything_that_is_asked_for_is_in_the_request()
    {
        Api.On("POST /api/v2/receivers/a%2Fb/test", 200, """{"receiver":"a/b","delivered":true,"integrations":[]}""");
        Assert.Equal(0, await TestAsync(
            "--requested-by=ann", "--integration=slack[0]", "-l", "severity=critical", "-l", "team=db",
            "--annotation=summary=\"All gone\"", "--no-resolve", "-o", "json", "a/b"));
        Assert.Equal(
            "POST /api/v2/receivers/a%2Fb/test {\"requestedBy\":\"ann\",\"integration\":\"slack[0]\",\"resolve\":false,"
            + "\"labels\":{\"severity\":\"critical\",\"team\":\"db\"},\"annotations\":{\"summary\":\"All gone\"}}",
            Assert.Single(Api.Requests));
        Assert.Equal("{\"receiver\":\"a/b\",\"delivered\":true,\"integrations\":[]}\n", Terminal.Out);
    }

    [Fact]
    public async Task What_the_server_refuses_is_told()
    {
        Api.On("POST /api/v2/receivers/pagr/test", 404,
            """{"code":404,"message":"there is no receiver \"pagr\"; did you mean \"pager\"?"}""");
        Assert.Equal(1, await TestAsync("pagr"));
        Assert.Contains("did you mean", Terminal.Error, StringComparison.Ordinal);
        Assert.Equal(1, await TestAsync("-l", "severity=~x", "pager"));
        Assert.Equal("tocsin: error: --label must be name=value\n", Terminal.Error);
    }

    [Fact]
    public async Task With_a_file_the_program_sends_by_itself()
    {
        await using HttpSink sink = await HttpSink.StartAsync(
            (received, http) =>
            {
                http.Response.StatusCode = received.Path == "/bad" ? StatusCodes.Status403Forbidden : StatusCodes.Status200OK;
                return Task.CompletedTask;
            });
        string path = Home.Write("am.yml", $$"""
            route: {receiver: good}
            receivers:
            - name: good
              webhook_configs: [{url: '{{sink.Url}}/good'}]
            - name: bad
              webhook_configs: [{url: '{{sink.Url}}/bad'}]
            """);
        Assert.Equal(0, await SendAsync(path, "--requested-by=ann", "-l", "team=db", "good"));
        Assert.Contains("Receiver good: delivered", Terminal.Out, StringComparison.Ordinal);
        Assert.Contains($"POST {sink.Url}  200", Terminal.Out, StringComparison.Ordinal);
        JsonNode sent = JsonNode.Parse(sink.Requests.Snapshot()[0].Body)!;
        Assert.Equal("db", (string)sent["commonLabels"]!["team"]!);
        Assert.Contains("ann asked for it", (string)sent["commonAnnotations"]!["description"]!, StringComparison.Ordinal);

        Assert.Equal(1, await SendAsync(path, "-o", "json", "bad"));
        Assert.Equal(403, (int)JsonNode.Parse(Terminal.Out)!["integrations"]![0]!["messages"]![0]!["code"]!);
        Assert.Equal(1, await SendAsync(path, "god"));
        Assert.Equal("tocsin: error: there is no receiver \"god\"; did you mean \"good\"?\n", Terminal.Error);
        Assert.Equal(1, await SendAsync(path, "--integration=slack", "good"));
        Assert.Equal("tocsin: error: receiver \"good\" has no integration \"slack\"; it has webhook[0]\n", Terminal.Error);
        Assert.Empty(Api.Requests);
    }

    [Fact]
    public async Task No_secret_of_any_kind_comes_back_by_a_receiver_that_repeats_what_it_gets()
    {
        await using HttpSink sink = await HttpSink.StartAsync((received, http) =>
        {
            string headers = string.Join('\n', received.Headers.Select(header => $"{header.Key}: {header.Value}"));
            return http.Response.WriteAsync(
                $"{http.Request.Path}{http.Request.QueryString}\n{headers}\n{received.Body}", http.RequestAborted);
        });

        // Pushover's address cannot be chosen, and nothing may leave this machine.
        string path = EveryKind.Write(Home, sink.Url, "127.0.0.1:1", without: "pushover");
        string settings = "--config=" + Home.Write("tocsin.yml", EveryKind.Settings);
        foreach (string form in (string[])["simple", "json"])
        {
            await SendAsync(path, settings, "-o", form, "--resolve", "all");
            Assert.Contains("alertmanager", Terminal.Out, StringComparison.Ordinal);
            Assert.DoesNotContain(EveryKind.Mark, Terminal.Out, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(EveryKind.Mark, Terminal.Error, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Contains(sink.Requests.Snapshot(), request => request.Body.Contains(EveryKind.Mark, StringComparison.Ordinal));
    }

    private Task<int> TestAsync(params string[] arguments) => StartAsync(
        "tocsin", "", ["receiver", "test", $"--alertmanager.url={Api.Address}", "--no-version-check", .. arguments]);

    private Task<int> SendAsync(string path, params string[] arguments) =>
        StartAsync("tocsin", "", ["receiver", "test", $"--config.file={path}", .. arguments]);
}
