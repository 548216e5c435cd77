using Tocsin.Tool.Tests.Amtool;

namespace Tocsin.Tool.Tests.Notifications;

public sealed class NotificationsCommandTests : AmtoolFixture
{
    private const string Page =
        """
        {"notifications":[
          {"at":"2026-01-01T00:00:42.000Z","outcome":"delivered","receiver":"pager","integration":"slack","index":1,
           "groupId":"g","groupKey":"{}:{alertname=\"DiskFull\"}","notificationId":"0c70","decision":"first notification",
           "attempt":2,"isRepeat":true,"reason":"","code":200,"answer":"ok","durationMs":1234,"bodyDigest":"9f86d0",
           "nextTryAt":null,"alertCount":2,"alerts":[
             {"fingerprint":"00000000000000aa","status":"firing","labels":{"alertname":"DiskFull","host":"a"}},
             {"fingerprint":"00000000000000bb","status":"firing","labels":{"alertname":"DiskFull","host":"b"}}]},
          {"at":"2026-01-01T00:00:30.000Z","outcome":"retry","receiver":"pager","integration":"slack","index":1,
           "groupId":"g","groupKey":"{}:{alertname=\"DiskFull\"}","notificationId":"0c70","decision":"first notification",
           "attempt":1,"isRepeat":false,"reason":"serverError","code":503,"answer":"busy\tfor\nnow",
           "durationMs":12,"bodyDigest":"9f86d0","nextTryAt":"2026-01-01T00:00:41.000Z","alertCount":2,"alerts":[
             {"fingerprint":"00000000000000aa","status":"firing","labels":{"alertname":"DiskFull","host":"a"}}]},
          {"at":"2026-01-01T00:00:00.000Z","outcome":"held","receiver":"gone","integration":"","index":0,"groupId":"h",
           "groupKey":"","notificationId":"","decision":"unknown receiver","attempt":0,"isRepeat":false,"reason":"",
           "code":0,"answer":"","durationMs":0,"bodyDigest":"","nextTryAt":null,"alertCount":0,"alerts":[]}
        ],"next":"17"}
        """;

    [Fact]
    public async Task Attempts_are_a_table_from_the_oldest_to_the_newest()
    {
        Api.On("GET /api/v2/notifications", 200, Page);
        Assert.Equal(0, await TocsinAsync());
        Assert.Equal(
            """
            Time                     To              Outcome    Try  Code  Took  Next try                 Alerts        Answer
            2026-01-01 00:00:00 UTC  gone            held       -    -     -     -                        -             unknown receiver
            2026-01-01 00:00:30 UTC  pager/slack[1]  retry      1    503   12ms  2026-01-01 00:00:41 UTC  DiskFull (2)  busy for now
            2026-01-01 00:00:42 UTC  pager/slack[1]  delivered  2    200   1.2s  -                        DiskFull (2)  ok

            """,
            Terminal.Out);
        Assert.Equal("There is more: raise --limit or narrow the time.\n", Terminal.Error);
    }

    [Fact]
    public async Task The_extended_table_also_has_the_group_the_reason_and_the_digest()
    {
        Api.On("GET /api/v2/notifications", 200, Page);
        Assert.Equal(0, await TocsinAsync("-o", "extended"));
        string last = Terminal.Out.TrimEnd('\n').Split('\n')[^1];
        Assert.Equal(
            ["DiskFull (2)", "{}:{alertname=\"DiskFull\"}", "first notification", "9f86d0", "ok"],
            last.Split("  ", StringSplitOptions.RemoveEmptyEntries)[^5..].Select(cell => cell.Trim()));
    }

    [Fact]
    public async Task Every_filter_becomes_a_parameter()
    {
        Api.On("GET /api/v2/notifications", 200, """{"notifications":[],"next":null}""");
        Assert.Equal(0, await TocsinAsync(
            "--since=1h", "-r", "pager", "--integration=slack[0]", "--group={}", "--alert=00000000000000aa",
            "--outcome=retry", "--outcome=failed", "--limit=7", "DiskFull"));
        Assert.Equal(
            "GET /api/v2/notifications?from=2025-12-31T23%3A00%3A00.000Z&receiver=pager&integration=slack%5B0%5D&group=%7B%7D"
            + "&alert=00000000000000aa&outcome=retry&outcome=failed&limit=7&filter=alertname%3D%22DiskFull%22",
            Assert.Single(Api.Requests));
        Assert.Equal("", Terminal.Error);
    }

    private Task<int> TocsinAsync(params string[] arguments) =>
        StartAsync("tocsin", "", ["notifications", $"--alertmanager.url={Api.Address}", "--no-version-check", .. arguments]);
}
