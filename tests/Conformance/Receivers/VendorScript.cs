using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tocsin.Conformance.Receivers;

/// <summary>An answer.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body; empty for none.</param>
/// <param name="ContentType">Its type.</param>
internal sealed record VendorAnswer(int Status, string Body = "", string ContentType = "text/plain")
{
    /// <summary>Where a redirect leads; empty for none.</summary>
    public string Location { get; init; } = "";

    /// <summary>An answer in JSON.</summary>
    public static VendorAnswer Json(int status, string body) => new(status, body, "application/json");

    /// <summary>All that was received, given back, as a careless vendor does.</summary>
    public static VendorAnswer Echo(int status, VendorRequest request) => new(status, request.Everything);

    /// <summary>The same as JSON, in every field in which some vendor tells what was wrong.</summary>
    public static VendorAnswer EchoJson(int status, VendorRequest request)
    {
        string all = request.Everything;
        return Json(status, JsonSerializer.Serialize(new
        {
            ok = false,
            success = false,
            status = 0,
            errcode = 40001,
            error_code = 400,
            error = all,
            errmsg = all,
            description = all,
            message = all,
            errors = new[] { all },
            errorMessages = new[] { all },
            access_token = all,
        }));
    }
}

/// <summary>
/// What the vendors answer if all is well, as their documentation has it. Jira's issues are kept for each receiver, so that
/// what was created is found. Thread-safe.
/// </summary>
internal sealed partial class VendorScript
{
    private const string SlackTaken = """{"ok":true,"channel":"C024BE91L","ts":"1503435956.000247","message":{"text":"x"}}""";

    private const string TelegramTaken =
        """{"ok":true,"result":{"message_id":7,"date":1700000000,"chat":{"id":-100,"type":"group"},"text":"x"}}""";

    private const string SnsTaken = """
        <PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>
        <MessageId>567910cd-659e-55d4-8ccb-5aaf14679dc0</MessageId></PublishResult><ResponseMetadata>
        <RequestId>d74b8436-ae13-5ab4-a9ff-ce54dfea72a0</RequestId></ResponseMetadata></PublishResponse>
        """;

    private readonly ConcurrentDictionary<string, bool> _refused = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, JiraIssues> _jira = new(StringComparer.Ordinal);

    /// <summary>The answer to a request; null if no vendor would be asked that.</summary>
    public VendorAnswer? Answer(VendorRequest request) => IsFirstMessage(request, out int code)
        ? new VendorAnswer(code, code == 200 ? Refusal(request) : "not now")
        : AnswerWell(request);

    private VendorAnswer? AnswerWell(VendorRequest request) => request.Case.Split('-')[0] switch
    {
        "webhook" when request.Path.EndsWith("/token", StringComparison.Ordinal) =>
            VendorAnswer.Json(200, """{"access_token":"borrowed","token_type":"Bearer","expires_in":3600}"""),
        "webhook" when Redirect().Match(request.Path) is { Success: true } redirect =>
            new(int.Parse(redirect.Groups["status"].ValueSpan, CultureInfo.InvariantCulture)) { Location = LocationOf(request) },
        "webhook" => new(200),
        "slack" when request.Headers.ContainsKey("Authorization") => VendorAnswer.Json(200, SlackTaken),
        "slack" or "mattermost" => new(200, "ok"),
        "pagerduty" => VendorAnswer.Json(202, """{"status":"success","message":"Event processed","dedup_key":"x"}"""),
        "opsgenie" => VendorAnswer.Json(202, """{"result":"Request will be processed","took":0.1,"requestId":"x"}"""),
        "victorops" => VendorAnswer.Json(200, """{"result":"success","entity_id":"x"}"""),
        "pushover" => VendorAnswer.Json(200, """{"status":1,"request":"647d2300-702c-4b38-8b2f-d56326ae460b"}"""),
        "sns" => new(200, SnsTaken, "text/xml"),
        "telegram" => VendorAnswer.Json(200, TelegramTaken),
        "discord" => new(204),
        "webex" => VendorAnswer.Json(200, """{"id":"x","roomId":"x"}"""),
        "msteams" => new(200, "1"),
        "msteamsv2" or "incidentio" => new(202),
        "wechat" when request.Path.EndsWith("/gettoken", StringComparison.Ordinal) => VendorAnswer.Json(
            200, """{"errcode":0,"errmsg":"ok","access_token":"wechat-token_1","expires_in":7200}"""),
        "wechat" => VendorAnswer.Json(200, """{"errcode":0,"errmsg":"ok","msgid":"x"}"""),
        "rocketchat" => VendorAnswer.Json(200, """{"success":true,"channel":"x","ts":1700000000000}"""),
        "jira" => _jira.GetOrAdd(request.Case, _ => new JiraIssues()).Answer(request),
        _ => null,
    };

    // What is only asked beforehand is answered well.
    private bool IsFirstMessage(VendorRequest request, out int code)
    {
        Match refused = Refused().Match(request.Case);
        code = refused.Success ? int.Parse(refused.Groups["status"].ValueSpan, CultureInfo.InvariantCulture) : 0;
        bool isAsking = request.Path.EndsWith("/gettoken", StringComparison.Ordinal)
            || request.Path.Contains("/search", StringComparison.Ordinal);
        return refused.Success && !isAsking && _refused.TryAdd(request.Case, true);
    }

    // A failure with status 200, as those vendors tell it who do so.
    private static string Refusal(VendorRequest request) => request.Case.Split('-')[0] switch
    {
        "slack" => "invalid_token",
        "telegram" => """{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}""",
        "rocketchat" => """{"success":false,"error":"error-not-allowed"}""",
        "wechat" => """{"errcode":81013,"errmsg":"all users are invalid"}""",
        "msteams" => "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 400",
        "pushover" => """{"status":0,"errors":["user identifier is invalid"]}""",
        "mattermost" => "<html>log in</html>",
        _ => "fine",
    };

    [GeneratedRegex("gets(?<status>[0-9]{3})$")]
    private static partial Regex Refused();

    // The same machine goes by two names, so that one can be led from one server to another.
    private static string LocationOf(VendorRequest request) => request.Path.Contains("/away/", StringComparison.Ordinal)
        ? $"http://localhost:{request.Host.Split(':')[1]}/{request.Case}/there"
        : $"/{request.Case}/here";

    [GeneratedRegex("/(?<status>30[1-8])$")]
    private static partial Regex Redirect();

    /// <summary>The issues of one receiver, found by the label that holds the group's hash.</summary>
    private sealed partial class JiraIssues
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<string, (string Key, bool IsDone)> _byLabel = [];

        public VendorAnswer? Answer(VendorRequest request)
        {
            lock (_gate)
            {
                return (request.Method, Action().Match(request.Path).Groups["action"].Value) switch
                {
                    ("POST" or "GET", "search" or "search/jql") => Search(request.Text),
                    ("POST", "issue") => Create(request.Text),
                    ("PUT", _) => new(204),
                    ("GET", _) => VendorAnswer.Json(
                        200, """{"transitions":[{"id":"11","name":"Start"},{"id":"31","name":"Done"},{"id":"41","name":"Reopen"}]}"""),
                    ("POST", _) => Move(request),
                    _ => null,
                };
            }
        }

        [GeneratedRegex("/rest/api/[23]/(?<action>.*)$")]
        private static partial Regex Action();

        [GeneratedRegex(@"ALERT\{[0-9a-f]+\}")]
        private static partial Regex Label();

        private VendorAnswer Search(string body)
        {
            string label = Label().Match(body).Value;
            if (!_byLabel.TryGetValue(label, out (string Key, bool IsDone) issue))
            {
                return VendorAnswer.Json(200, """{"total":0,"issues":[]}""");
            }

            var status = new { name = "x", statusCategory = new { key = issue.IsDone ? "done" : "new" } };
            return VendorAnswer.Json(200, JsonSerializer.Serialize(
                new { total = 1, issues = new[] { new { key = issue.Key, fields = new { status } } } }));
        }

        private VendorAnswer Create(string body)
        {
            JsonArray labels = JsonNode.Parse(body)!["fields"]!["labels"]!.AsArray();
            string key = $"OPS-{_byLabel.Count + 1}";
            _byLabel[labels.Select(l => (string)l!).Single(l => Label().IsMatch(l))] = (key, false);
            return VendorAnswer.Json(201, JsonSerializer.Serialize(new { id = "1", key }));
        }

        private VendorAnswer Move(VendorRequest request)
        {
            string key = request.Path.Split('/')[^2];
            string label = _byLabel.First(i => i.Value.Key == key).Key;
            _byLabel[label] = (key, (string?)JsonNode.Parse(request.Text)!["transition"]!["id"] == "31");
            return new(204);
        }
    }
}
