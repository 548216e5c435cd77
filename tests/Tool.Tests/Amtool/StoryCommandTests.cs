namespace Tocsin.Tool.Tests.Amtool;

public sealed class StoryCommandTests : AmtoolFixture
{
    private static readonly string Story = TestJson.Compact(
        """
        {
          "fingerprint":"00000000000000aa",
          "at":"2026-01-01T00:00:00.000Z",
          "labels":{"alertname":"DiskFull","team":"db"},
          "state":"suppressed",
          "verdicts":[{"code":"silenced","text":"Silenced by 0c70 until 02:00.","receiver":"pager"}],
          "startsAt":"2026-01-01T00:00:00.000Z",
          "endsAt":"2026-01-01T00:05:00.000Z",
          "inhibitedBy":[],
          "silencedBy":["0c70"],
          "groups":[
            {
              "id":"g",
              "key":"{}:{alertname=\"DiskFull\"}",
              "receiver":"pager",
              "labels":{},
              "hasFlushed":true,
              "isFlushing":false,
              "nextFlushAt":"2026-01-01T00:01:00.000Z",
              "mutedBy":["night"]
            }
          ],
          "route":{
            "matchers":"{}",
            "receiver":"default",
            "continue":false,
            "verdict":"passedDown",
            "failedMatchers":[],
            "routes":[
              {
                "matchers":"{team=\"web\"}",
                "receiver":"web",
                "continue":false,
                "verdict":"notMatched",
                "failedMatchers":["team=\"web\""],
                "routes":[]
              },
              {
                "matchers":"{team=\"db\"}",
                "receiver":"pager",
                "continue":false,
                "verdict":"landed",
                "failedMatchers":[],
                "routes":[]
              },
              {
                "matchers":"{a=\"b\"}",
                "receiver":"x",
                "continue":false,
                "verdict":"notTried",
                "failedMatchers":[],
                "routes":[]
              }
            ]
          },
          "story":[{"at":"2026-01-01T00:00:00.000Z","event":"alertReceived","text":"It came in."}]
        }
        """);

    private const string Told =
        """
        {alertname="DiskFull", team="db"}
        fingerprint 00000000000000aa, suppressed, from 2026-01-01 00:00:00 UTC until 2026-01-01 00:05:00 UTC

        Why:
          pager: Silenced by 0c70 until 02:00. [silenced]

        Groups:
          {}:{alertname="DiskFull"} to pager, next at 2026-01-01 00:01:00 UTC, muted by night

        Routes:
          └── default-route  matches, a route below takes it
              ├── {team="web"}  does not match team="web"
              ├── {team="db"}  goes to pager
              └── {a="b"}  not tried, a route before took it

        Story:
          2026-01-01 00:00:00 UTC  It came in.


        """;

    [Fact]
    public async Task An_alert_is_explained_by_its_fingerprint()
    {
        Api.On("GET /api/v2/alerts/00000000000000aa/explain", 200, Story);
        Assert.Equal(0, await TocsinAsync("explain", "00000000000000AA"));
        Assert.Equal(Told, Terminal.Out);
        Assert.Equal(0, await TocsinAsync("explain", "-o", "json", "00000000000000aa"));
        Assert.Equal(Story + "\n", Terminal.Out);
    }

    [Fact]
    public async Task An_alert_is_explained_by_its_labels()
    {
        Api.On("GET /api/v2/alerts", 200, """[{"fingerprint":"00000000000000aa"}]""");
        Api.On("GET /api/v2/alerts/00000000000000aa/explain", 200, Story);
        Assert.Equal(0, await TocsinAsync("explain", "DiskFull"));
        Assert.Equal(Told, Terminal.Out);
        Assert.Equal("GET /api/v2/alerts?filter=alertname%3D%22DiskFull%22", Api.Requests[0]);
        Api.On("GET /api/v2/alerts", 200, "[]");
        Assert.Equal(1, await TocsinAsync("explain", "DiskFull"));
        Assert.StartsWith("tocsin: error: no alert has these labels", Terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alert_that_was_never_heard_of_is_an_answer()
    {
        Api.On(
            "GET /api/v2/alerts/00000000000000bb/explain",
            404,
            """
            {"fingerprint":"00000000000000bb","labels":{},"state":"unknown","startsAt":null,"endsAt":null,
            "verdicts":[{"code":"unknown","text":"Never received."}]}
            """);
        Assert.Equal(0, await TocsinAsync("explain", "00000000000000bb"));
        Assert.Equal(
            "{}\nfingerprint 00000000000000bb, unknown\n\nWhy:\n  Never received. [unknown]\n\n", Terminal.Out);
    }

    [Fact]
    public async Task History_is_read_from_the_oldest_to_the_newest()
    {
        Api.On(
            "GET /api/v2/history",
            200,
            """
            {"events":[
              {"at":"2026-01-01T00:02:00.000Z","event":"b","text":"Second."},
              {"at":"2026-01-01T00:01:00.000Z","event":"a","text":"First."}
            ],"next":"7"}
            """);
        Assert.Equal(0, await TocsinAsync("history", "--since", "7d", "--kind=alerts", "--kind=silences", "-r", "pager", "foo"));
        Assert.Equal("2026-01-01 00:01:00 UTC  First.\n2026-01-01 00:02:00 UTC  Second.\n", Terminal.Out);
        Assert.Equal("There is more: raise --limit or narrow the time.\n", Terminal.Error);
        Assert.Equal(
            "GET /api/v2/history?from=2025-12-25T00%3A00%3A00.000Z&kind=alerts&kind=silences&receiver=pager&limit=100"
            + "&filter=alertname%3D%22foo%22",
            Assert.Single(Api.Requests));
    }

    [Fact]
    public async Task Receivers_are_listed()
    {
        Api.On("GET /api/v2/receivers", 200, """[{"name":"a"},{"name":"b"}]""");
        Assert.Equal(0, await TocsinAsync("receiver"));
        Assert.Equal("a\nb\n", Terminal.Out);
    }

    private Task<int> TocsinAsync(string command, params string[] arguments) =>
        StartAsync("tocsin", "", [command, $"--alertmanager.url={Api.Address}", "--no-version-check", .. arguments]);
}
