namespace Tocsin.Tool.Tests.Amtool;

public sealed class SilenceCommandTests : AmtoolFixture
{
    private static readonly string First = TestJson.Compact(
        """
        {
          "id":"0c70bd29",
          "status":{"state":"active"},
          "updatedAt":"2026-01-01T00:00:00.838Z",
          "comment":"a comment",
          "createdBy":"me",
          "endsAt":"2026-01-01T02:00:00.000Z",
          "matchers":[
            {"isEqual":true,"isRegex":false,"name":"alertname","value":"foo"},
            {"isEqual":true,"isRegex":true,"name":"node","value":"b.*"}
          ],
          "startsAt":"2026-01-01T00:00:00.000Z"
        }
        """);

    private static readonly string Second = TestJson.Compact(
        """
        {
          "id":"1cef615b",
          "status":{"state":"active"},
          "updatedAt":"2026-01-01T00:00:00.657Z",
          "comment":"x",
          "createdBy":"root",
          "endsAt":"2026-01-01T00:30:00.000Z",
          "matchers":[{"isRegex":false,"name":"a b","value":"say \"hi\""}],
          "startsAt":"2026-01-01T00:00:00.000Z"
        }
        """);

    private static readonly string Expired = TestJson.Compact(
        """
        {
          "id":"dead",
          "status":{"state":"expired"},
          "updatedAt":"2025-12-31T23:00:00.000Z",
          "comment":"old",
          "createdBy":"root",
          "endsAt":"2025-12-31T23:00:00.000Z",
          "matchers":[{"isEqual":false,"isRegex":true,"name":"a","value":"b"}],
          "startsAt":"2025-12-31T22:00:00.000Z"
        }
        """);

    private static readonly string All = $"[{First},{Second},{Expired}]";

    [Fact]
    public async Task Silences_are_listed_by_their_end()
    {
        Api.On("GET /api/v2/silences", 200, All);
        Assert.Equal(0, await RunAsync("silence"));
        Assert.Equal(
            """
            ID        Matchers                     Ends At                  Created By  Comment    
            1cef615b  "a b"="say \"hi\""           2026-01-01 00:30:00 UTC  root        x          
            0c70bd29  alertname="foo" node=~"b.*"  2026-01-01 02:00:00 UTC  me          a comment  

            """,
            Terminal.Out);
    }

    [Fact]
    public async Task The_extended_list_has_all_times()
    {
        Api.On("GET /api/v2/silences", 200, $"[{First}]");
        Assert.Equal(0, await RunAsync("silence query -o extended --date.format=15:04"));
        Assert.Equal(
            """
            ID        Matchers                       Starts At  Ends At  Updated At  Created By  Comment    
            0c70bd29  {alertname="foo",node=~"b.*"}  00:00      02:00    00:00       me          a comment  

            """,
            Terminal.Out);
    }

    [Theory]
    [InlineData("silence query -q", "0c70bd29,1cef615b")]
    [InlineData("silence -q --expired", "dead")]
    [InlineData("silence -q --within 1h", "1cef615b")]
    [InlineData("silence -q --expired --within 30m", "")]
    [InlineData("silence -q --expired --within 2h", "dead")]
    [InlineData("silence -q --created-by me", "0c70bd29")]
    [InlineData("silence -q --id 1cef615b", "1cef615b")]
    [InlineData("silence -q --id other", "")]
    public async Task Silences_are_chosen_by_state_time_author_and_id(string line, string ids)
    {
        Api.On("GET /api/v2/silences", 200, All);
        Assert.Equal(0, await RunAsync(line));
        Assert.Equal(ids, Terminal.Out.TrimEnd().Replace('\n', ','));
    }

    [Fact]
    public async Task As_json_silences_are_what_the_server_said()
    {
        Api.On("GET /api/v2/silences", 200, All);
        Assert.Equal(0, await RunAsync("silence -o json foo"));
        Assert.Equal($"[{First},{Second}]\n", Terminal.Out);
        Assert.Equal(["GET /api/v2/silences?filter=alertname%3D%22foo%22"], Api.Requests);
    }

    [Fact]
    public async Task A_silence_is_added_for_its_duration_and_its_id_printed()
    {
        Api.On("POST /api/v2/silences", 200, "{\"silenceID\":\"abc\"}");
        Assert.Equal(0, await RunAsync("silence add foo node!~b.* -c why -a me -d 90m --annotation=k=v"));
        Assert.Equal("abc\n", Terminal.Out);
        Assert.Equal(
            "POST /api/v2/silences " + TestJson.Compact(
                """
                {"comment":"why","createdBy":"me","endsAt":"2026-01-01T01:30:00.000Z","matchers":[
                  {"isEqual":true,"isRegex":false,"name":"alertname","value":"foo"},
                  {"isEqual":false,"isRegex":true,"name":"node","value":"b.*"}
                ],"startsAt":"2026-01-01T00:00:00.000Z","annotations":{"k":"v"}}
                """),
            Assert.Single(Api.Requests));
    }

    [Theory]
    [InlineData("silence add", "no matchers specified")]
    [InlineData("silence add foo", "comment required by config")]
    [InlineData("silence add foo -c x -d 0s", "silence duration must be greater than 0")]
    [InlineData("silence add foo -c x -d 5", "not a valid duration string: \"5\"")]
    [InlineData("silence add foo -c x --end=2025-01-01T00:00:00Z", "silence cannot start after it ends")]
    [InlineData("silence add foo -c x --annotation=a=~b", "annotations must be specified as key=value pairs")]
    [InlineData("silence expire", "no silence IDs specified")]
    [InlineData("silence update", "no silence IDs specified")]
    [InlineData("silence import /no/such", "path '/no/such' does not exist")]
    public async Task A_wrong_command_is_refused_before_anything_is_asked(string line, string error)
    {
        Assert.Equal(1, await RunAsync(line));
        Assert.Equal($"amtool: error: {error}\n\n", Terminal.Error);
        Assert.Empty(Api.Requests);
    }

    [Theory]
    [InlineData(404, "", "[DELETE /silence/{silenceID}][404] deleteSilenceNotFound")]
    [InlineData(500, "\"no disk\"", "[DELETE /silence/{silenceID}][500] deleteSilenceInternalServerError \"no disk\"")]
    [InlineData(422, "{\"code\":601}", "[DELETE /silence/{silenceID}] deleteSilence (status 422): {\"code\":601}")]
    public async Task An_end_that_fails_is_told(int status, string body, string error)
    {
        Api.On("DELETE /api/v2/silence/xyz", status, body);
        Assert.Equal(1, await RunAsync("silence expire xyz"));
        Assert.Equal($"amtool: error: {error}\n\n", Terminal.Error);
    }

    [Fact]
    public async Task A_silence_is_changed_and_shown_with_its_new_id()
    {
        Api.On("GET /api/v2/silence/0c70bd29", 200, First).On("POST /api/v2/silences", 200, "{\"silenceID\":\"new\"}");
        Assert.Equal(0, await RunAsync("silence update 0c70bd29 -d 3h -c changed"));
        Assert.Contains("new  ", Terminal.Out, StringComparison.Ordinal);
        Assert.Contains("2026-01-01 03:00:00 UTC", Terminal.Out, StringComparison.Ordinal);
        string post = Api.Requests[1];
        Assert.StartsWith("POST /api/v2/silences {\"id\":\"0c70bd29\",\"comment\":\"changed\",", post, StringComparison.Ordinal);
        Assert.DoesNotContain("status", post, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quietly_only_the_id_of_a_changed_silence_is_printed()
    {
        Api.On("GET /api/v2/silence/0c70bd29", 200, First).On("POST /api/v2/silences", 200, "{\"silenceID\":\"new\"}");
        Assert.Equal(0, await RunAsync("silence update -q 0c70bd29"));
        Assert.Equal("new\n", Terminal.Out);
    }

    [Fact]
    public async Task All_silences_of_an_import_are_tried_and_failures_counted()
    {
        Api.On("POST /api/v2/silences", 400, "\"invalid silence\"");
        Assert.Equal(1, await RunAsync("silence import -w 1", All));
        Assert.Equal(3, Api.Requests.Count);
        Assert.Contains("Error adding silence id='dead': [POST /silences][400] ", Terminal.Error, StringComparison.Ordinal);
        Assert.EndsWith("amtool: error: couldn't import 3 out of 3 silences\n\n", Terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silence_the_server_does_not_know_is_imported_as_a_new_one()
    {
        Api.On("POST /api/v2/silences", 404, "\"silence not found\"");
        Assert.Equal(1, await RunAsync("silence import -w 1", $"[{First}]"));
        Assert.Equal(2, Api.Requests.Count);
        Assert.Contains("\"id\":\"0c70bd29\"", Api.Requests[0], StringComparison.Ordinal);
        Assert.DoesNotContain("\"id\"", Api.Requests[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forced_import_makes_new_silences_of_all()
    {
        Api.On("POST /api/v2/silences", 200, "{\"silenceID\":\"n\"}");
        Assert.Equal(0, await RunAsync("silence import -f " + Home.Write("s.json", All)));
        Assert.Equal("n\nn\nn\n", Terminal.Out);
        Assert.All(Api.Requests, r => Assert.DoesNotContain("\"id\"", r, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("{\"a\":1}")]
    [InlineData("[1]")]
    public async Task What_is_no_list_of_silences_is_refused(string input)
    {
        Assert.Equal(1, await RunAsync("silence import", input));
        Assert.StartsWith(
            "amtool: error: couldn't unmarshal input data, is it JSON?: ", Terminal.Error, StringComparison.Ordinal);
    }
}
