using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Tocsin.Server.Hosting;
using Tocsin.Server.Series;

namespace Tocsin.Server.Tests.Api;

public sealed class RulerApiTests : IAsyncLifetime
{
    private const string Quiet = "route: {receiver: quiet}\nreceivers: [{name: quiet}]\n";
    private const string Slow = "name: slow\ninterval: 30s\nrules:\n- alert: Slow\n  expr: vector(7) > 5\n";
    private RunningServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await RunningServer.StartAsync(
        Quiet, new ServeOptions { Series = new SeriesOptions() });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("prometheus/config/v1/rules")]
    [InlineData("config/v1/rules")]
    public async Task Groups_are_written_read_and_removed_as_in_Mimir(string root)
    {
        Assert.Equal((200, "{}\n"), Short(await _server.GetAsync(root)));
        Assert.Equal(404, (await _server.GetAsync($"{root}/team%2Fa")).Status);

        Reply written = await WriteAsync($"{root}/team%2Fa", Slow);
        Assert.Equal((202, "success"), (written.Status, (string?)written.Json["status"]));
        Assert.Equal((200, Slow), Short(await _server.GetAsync($"{root}/team%2Fa/slow")));
        string all = (await _server.GetAsync(root)).Body;
        Assert.Equal("team/a:\n- name: slow\n  interval: 30s\n  rules:\n  - alert: Slow\n    expr: vector(7) > 5\n", all);
        Assert.Equal(all, (await _server.GetAsync($"{root}/team%2Fa")).Body);
        JsonNode told = (await GroupsAsync())[0]!;
        Assert.Equal(("team/a", 1), ((string?)told["file"], (int?)told["version"]));

        Assert.Equal(202, (await _server.SendAsync(HttpMethod.Delete, $"{root}/team%2Fa/slow")).Status);
        Assert.Equal(404, (await _server.GetAsync($"{root}/team%2Fa/slow")).Status);
        Assert.Equal(404, (await _server.SendAsync(HttpMethod.Delete, $"{root}/team%2Fa/slow")).Status);
        Assert.Empty(await GroupsAsync());
    }

    [Fact]
    public async Task A_written_group_fires_and_outlives_a_restart()
    {
        await WriteAsync("api/v1/rules/team", Slow);
        _server.Clock.Advance(TimeSpan.FromSeconds(31));
        await FiringAsync();

        await _server.RestartAsync();
        Assert.Equal((200, Slow), Short(await _server.GetAsync("api/v1/rules/team/slow")));
        _server.Clock.Advance(TimeSpan.FromSeconds(31));
        await FiringAsync();
    }

    [Fact]
    public async Task A_namespace_goes_with_all_its_groups()
    {
        await WriteAsync("api/v1/rules/team", Slow);
        await WriteAsync("api/v1/rules/team", Slow.Replace("name: slow", "name: slower", StringComparison.Ordinal));
        await WriteAsync("api/v1/rules/other", Slow);

        Assert.Equal(202, (await _server.SendAsync(HttpMethod.Delete, "api/v1/rules/team")).Status);
        Assert.Equal(404, (await _server.SendAsync(HttpMethod.Delete, "api/v1/rules/team")).Status);
        Assert.Equal("other", (string?)Assert.Single(await GroupsAsync())!["file"]);
    }

    [Fact]
    public async Task Who_changed_what_is_kept_and_a_version_can_be_brought_back()
    {
        await WriteAsync("api/v1/rules/team?author=ann&comment=first", Slow);
        await WriteAsync("api/v1/rules/team?author=bob&comment=less", Slow.Replace("> 5", "> 6", StringComparison.Ordinal));
        await _server.SendAsync(HttpMethod.Delete, "api/v1/rules/team/slow?author=eve");
        Reply back = await _server.SendAsync(HttpMethod.Post, "api/v1/rules/team/slow/rollback?version=1&author=ann");
        Assert.Equal((202, 4), (back.Status, (int?)back.Json["data"]!["version"]));

        JsonArray versions = (await _server.GetAsync("api/v1/rules/team/slow/versions")).Json["data"]!["versions"]!.AsArray();
        Assert.Equal(["ann", "eve", "bob", "ann"], versions.Select(one => (string?)one!["by"]));
        Assert.Equal([4, 3, 2, 1], versions.Select(one => (int?)one!["version"]));
        Assert.Equal((1, true), ((int?)versions[0]!["restoredFrom"], (bool?)versions[1]!["removed"]));
        Assert.Contains("> 6", (await _server.GetAsync("api/v1/rules/team/slow/versions/2")).Body, StringComparison.Ordinal);
        Assert.Equal(404, (await _server.GetAsync("api/v1/rules/team/slow/versions/3")).Status);
        Assert.Equal(404, (await _server.GetAsync("api/v1/rules/team/slow/versions/9")).Status);
        Assert.Equal(400, (await _server.GetAsync("api/v1/rules/team/slow/versions/x")).Status);
        Assert.Equal((200, Slow), Short(await _server.GetAsync("api/v1/rules/team/slow")));
        Assert.Equal(404, (await _server.SendAsync(HttpMethod.Post, "api/v1/rules/team/slow/rollback?version=3")).Status);
        Assert.Equal(400, (await _server.SendAsync(HttpMethod.Post, "api/v1/rules/team/slow/rollback")).Status);

        string history = (await _server.GetAsync("api/v2/history?kind=rules&order=asc")).Body;
        Assert.Contains("bob changed the rule group slow of team: less", history, StringComparison.Ordinal);
        Assert.Contains("eve removed the rule group slow of team", history, StringComparison.Ordinal);
        Assert.Contains("ann brought back version 1 of the rule group slow of team", history, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_tells_what_would_change_and_what_would_fire_and_changes_nothing()
    {
        await WriteAsync("api/v1/rules/team", Slow);
        Reply dry = await WriteAsync(
            "api/v1/rules/team?dry_run=true",
            Slow.Replace("> 5", "> 9", StringComparison.Ordinal) + "- alert: Odd\n  expr: vector(1)\n- alert: Bare\n  expr: up\n");

        Assert.Equal(200, dry.Status);
        JsonNode data = dry.Json["data"]!;
        Assert.Equal(("vector(7) > 5", "vector(7) > 9"),
            ((string?)data["changes"]![0]!["before"], (string?)data["changes"]![0]!["after"]));
        Assert.Equal("alert Odd{}", (string?)data["changes"]![1]!["rule"]);
        Assert.Equal([0, 1, 0], data["now"]!.AsArray().Select(rule => (int?)rule!["series"]));
        Assert.Contains("rule 3, \"Bare\"", (string?)data["doubts"]![0], StringComparison.Ordinal);
        Assert.Equal((200, Slow), Short(await _server.GetAsync("api/v1/rules/team/slow")));
    }

    [Fact]
    public async Task Two_people_do_not_overwrite_each_other()
    {
        await WriteAsync("api/v1/rules/team", Slow);
        Assert.Equal(412, (await WriteAsync("api/v1/rules/team", Slow + "\n", ifMatch: "\"2\"")).Status);
        Assert.Equal(202, (await WriteAsync("api/v1/rules/team", Slow + "\n", ifMatch: "\"1\"")).Status);
        Assert.Equal(400, (await WriteAsync("api/v1/rules/team", Slow, ifMatch: "\"x\"")).Status);
    }

    [Theory]
    [InlineData(
        "application/yaml", "name: slow\nrules:\n- alert: A\n  expr: up ==\n", 400,
        "team:4:14: group \\\"slow\\\", rule 1, \\\"A\\\": could not parse expression")]
    [InlineData("application/yaml", "name: slow\nrulez: []\n", 400, "field rulez not found")]
    [InlineData("application/yaml", "\u0001", 400, "team:")]
    [InlineData("text/plain", Slow, 415, "send the group as application/yaml")]
    [InlineData("application/x-www-form-urlencoded", Slow, 415, "send the group as application/yaml")]
    public async Task A_bad_group_is_refused_with_its_place(string type, string body, int status, string error)
    {
        Reply refused = await _server.PostAsync("config/v1/rules/team", body, type);

        Assert.Equal(status, refused.Status);
        Assert.Contains(error, refused.Body, StringComparison.Ordinal);
        Assert.Empty(await GroupsAsync());
    }

    [Theory]
    [InlineData("https://evil.example", 403)]
    [InlineData("null", 403)]
    [InlineData("http://tocsin.example", 202)]
    public async Task A_page_of_another_site_changes_nothing(string origin, int status)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Slow));
        content.Headers.Add("Origin", origin);

        Assert.Equal(status, (await _server.SendAsync(HttpMethod.Post, "api/v1/rules/team", content)).Status);
        Assert.Equal(status == 202 ? 1 : 0, (await GroupsAsync()).Count);
    }

    [Fact]
    public async Task A_group_that_is_too_large_is_refused()
    {
        Reply refused = await WriteAsync("api/v1/rules/team", Slow + new string('#', 1 << 20));

        Assert.Equal(413, refused.Status);
    }

    private static (int Status, string Body) Short(Reply reply) => (reply.Status, reply.Body);

    private async Task<JsonArray> GroupsAsync() => (await _server.GetAsync("api/v1/rules")).Json["data"]!["groups"]!.AsArray();

    private Task<JsonNode> FiringAsync() => _server.UntilAsync(
        "api/v1/alerts", all => all["data"]!["alerts"]!.AsArray().Any(a => (string?)a!["state"] == "firing"), "the alert");

    private async Task<Reply> WriteAsync(string path, string text, string ifMatch = "")
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/yaml");
        return await _server.SendAsync(HttpMethod.Post, path, content, ifMatch);
    }
}
