namespace Tocsin.Tool.Tests.Amtool;

public sealed class AlertCommandTests : AmtoolFixture
{
    private static readonly string Alerts = TestJson.Compact(
        """
        [
          {
            "annotations":{"summary":"hello world","x":"y"},
            "endsAt":"2026-11-21T10:48:08.050Z",
            "fingerprint":"980a6a0e0facf311",
            "receivers":[{"name":"default"}],
            "startsAt":"2026-11-21T10:43:08.050Z",
            "status":{"inhibitedBy":[],"mutedBy":[],"silencedBy":[],"state":"active"},
            "updatedAt":"2026-11-21T10:43:08.050Z",
            "generatorURL":"http://g/x?a=1&b=2",
            "labels":{"alertname":"foo","node":"bar"}
          },
          {
            "annotations":{},
            "endsAt":"2026-11-21T10:48:08.068Z",
            "fingerprint":"9141ea5ed17eb222",
            "receivers":[{"name":"team"}],
            "startsAt":"2026-01-01T00:00:00.000Z",
            "status":{"inhibitedBy":[],"mutedBy":[],"silencedBy":[],"state":"suppressed"},
            "updatedAt":"2026-11-21T10:43:08.068Z",
            "labels":{"team":"db","alertname":"baz","severity":"critical"}
          }
        ]
        """);

    [Theory]
    [InlineData("alert")]
    [InlineData("alert query")]
    public async Task Alerts_are_listed_by_their_start(string line)
    {
        Api.On("GET /api/v2/alerts", 200, Alerts);
        Assert.Equal(0, await RunAsync(line));
        Assert.Equal(
            """
            Alertname  Starts At                Summary      State       
            baz        2026-01-01 00:00:00 UTC               suppressed  
            foo        2026-11-21 10:43:08 UTC  hello world  active      

            """,
            Terminal.Out);
    }

    [Fact]
    public async Task The_extended_list_has_all_labels()
    {
        Api.On("GET /api/v2/alerts", 200, Alerts);
        Assert.Equal(0, await RunAsync("-o extended alert"));
        Assert.Equal(
            "Labels                                         Annotations                  "
            + "Starts At                Ends At                  Generator URL       State       \n"
            + "alertname=\"baz\" severity=\"critical\" team=\"db\"                               "
            + "2026-01-01 00:00:00 UTC  2026-11-21 10:48:08 UTC                      suppressed  \n"
            + "alertname=\"foo\" node=\"bar\"                     summary=\"hello world\" x=\"y\"  "
            + "2026-11-21 10:43:08 UTC  2026-11-21 10:48:08 UTC  http://g/x?a=1&b=2  active      \n",
            Terminal.Out);
    }

    [Fact]
    public async Task As_json_alerts_are_what_the_server_said()
    {
        Api.On("GET /api/v2/alerts", 200, Alerts);
        Assert.Equal(0, await RunAsync("-o json alert"));
        Assert.Equal(Alerts + "\n", Terminal.Out);
    }

    [Theory]
    [InlineData("alert", "active=true&inhibited=false&silenced=false&unprocessed=false")]
    [InlineData("alert -s", "active=false&inhibited=false&silenced=true&unprocessed=false")]
    [InlineData("alert -ai", "active=true&inhibited=true&silenced=false&unprocessed=false")]
    [InlineData(
        "alert foo node=bar",
        "active=true&filter=alertname%3D%22foo%22&filter=node%3Dbar&inhibited=false&silenced=false&unprocessed=false")]
    [InlineData(
        "alert query alertname=~a.*",
        "active=true&filter=alertname%3D~a.%2A&inhibited=false&silenced=false&unprocessed=false")]
    [InlineData("alert -r pag", "active=true&inhibited=false&receiver=pag&silenced=false&unprocessed=false")]
    public async Task The_question_carries_states_matchers_and_receiver(string line, string query)
    {
        Api.On("GET /api/v2/alerts", 200, "[]");
        Assert.Equal(0, await RunAsync(line));
        Assert.Equal([$"GET /api/v2/alerts?{query}"], Api.Requests);
        Assert.Equal("Alertname  Starts At  Summary  State  \n", Terminal.Out);
    }

    [Fact]
    public async Task A_refusal_is_told_in_upstreams_words()
    {
        Api.On("GET /api/v2/alerts", 400, "\"bad matcher format: x{\"\n");
        Assert.Equal(1, await RunAsync("alert foo x{"));
        Assert.Equal(
            "amtool: error: [GET /alerts][400] getAlertsBadRequest \"bad matcher format: x{\"\n\n",
            Terminal.Error);
    }

    [Fact]
    public async Task An_alert_is_added_with_what_was_given()
    {
        Api.On("POST /api/v2/alerts", 200, "");
        string line = "alert add foo node=bar --annotation=summary=\"hello_world\" --start=2026-01-01T00:00:00Z "
            + "--end=2026-01-01T02:00:00+01:00 --generator-url=http://g";
        Assert.Equal(0, await RunAsync(line));
        Assert.Equal("", Terminal.Out);
        Assert.Equal(
            "POST /api/v2/alerts [{\"labels\":{\"alertname\":\"foo\",\"node\":\"bar\"},"
            + "\"annotations\":{\"summary\":\"hello world\"},\"startsAt\":\"2026-01-01T00:00:00.000Z\","
            + "\"endsAt\":\"2026-01-01T02:00:00.000\\u002B01:00\",\"generatorURL\":\"http://g\"}]",
            Assert.Single(Api.Requests));
    }

    [Theory]
    [InlineData("alert add a=~b", "labels must be specified as key=value pairs")]
    [InlineData("alert add foo a=b c", "bad matcher format: c")]
    [InlineData("alert add foo --annotation=bad", "bad matcher format: bad")]
    [InlineData(
        "alert add foo --start=zzz",
        "parsing time \"zzz\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"zzz\" as \"2006\"")]
    public async Task A_wrong_alert_is_refused_before_anything_is_asked(string line, string error)
    {
        Assert.Equal(1, await RunAsync(line));
        Assert.Equal($"amtool: error: {error}\n\n", Terminal.Error);
        Assert.Empty(Api.Requests);
    }
}
