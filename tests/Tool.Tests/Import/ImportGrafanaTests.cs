using System.Text.Json.Nodes;
using Tocsin.Server.Config;
using Tocsin.Tool.Tests.Amtool;

namespace Tocsin.Tool.Tests.Import;

public sealed class ImportGrafanaTests : AmtoolFixture
{
    private static string Seed => Path.Combine(Repository.Seeds, "grafana-alerting.json");

    [Fact]
    public async Task Every_setting_of_the_seed_has_a_key_here_or_a_reason()
    {
        JsonNode answer = await ImportAsync(Seed);
        Assert.Equal(
            """{"rules.concurrent_queries_max":"10","rules.min_interval":"10s","rules.retries":"2","rules.timeout":"30s","""
            + "\"storage.history_mib_max\":\"1024\",\"storage.history_age_max\":\"1d\"}",
            answer["tocsin"]!.ToJsonString());
        Assert.Equal("""{"on_error":"alert","no_data":"alert"}""", answer["group"]!.ToJsonString());
        Assert.Equal("""{"--data.retention":"5d"}""", answer["flags"]!.ToJsonString());
        JsonArray settings = answer["settings"]!.AsArray();
        Assert.Equal(22, settings.Count);
        Assert.All(settings, setting => Assert.True(((string?)setting!["meaning"])!.Length > 20));
        Assert.DoesNotContain("no setting that the import knows", settings.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_printed_for_tocsin_yml_can_be_read_by_the_program()
    {
        Assert.Equal(0, await StartAsync("tocsin", "", "import", "grafana", Seed));
        string own = Terminal.Out[..Terminal.Out.IndexOf("\n\n", StringComparison.Ordinal)];
        string path = Home.Write("tocsin.yml", own);
        TocsinLoadResult loaded = new TocsinConfigLoader(new DiskFileSource()).Load(path);
        Assert.Empty(loaded.Errors);
        Assert.Equal((10, 2, 30.0), (
            loaded.Config!.Rules.ConcurrentQueriesMax, loaded.Config.Rules.Retries, loaded.Config.Rules.Timeout.TotalSeconds));
    }

    [Fact]
    public async Task The_ini_file_is_read_and_other_sections_are_passed_over()
    {
        string path = Home.Write("grafana.ini", """
            ; comment
            [security]
            admin_password = secret
            [alerting]
            nodata_or_nullvalues = keep_state
            error_or_timeout = ok
            max_annotation_age =
            # comment
            [unified_alerting]
            enabled = false
            evaluation_timeout = 45s
            max_attempts=1
            [unified_alerting.screenshots]
            capture = true
            """);
        JsonNode answer = await ImportAsync(path);
        Assert.Equal("""{"rules.timeout":"45s","rules.retries":"0"}""", answer["tocsin"]!.ToJsonString());
        Assert.Equal("""{"no_data":"keep","on_error":"ok"}""", answer["group"]!.ToJsonString());
        Assert.Contains("no setting that the import knows", answer["settings"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", Terminal.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[alerting]\nmax_attempts = many\nerror_or_timeout = maybe", "alerting.max_attempts: many is no whole number")]
    [InlineData("[alerting]\nerror_or_timeout = maybe", "alerting.error_or_timeout: maybe is none of alerting, no_data, keep_state and ok")]
    [InlineData("[unified_alerting]\nmin_interval = 10 s", "unified_alerting.min_interval: 10 s is no duration such as 30s")]
    [InlineData("[unified_alerting]\nmin_interval", ":2: neither [section] nor key = value, as in grafana.ini")]
    [InlineData("{\"alerting\": {", "this is not JSON")]
    [InlineData("[server]\nhttp_port = 3000", "there is no section alerting or unified_alerting")]
    public async Task What_cannot_be_read_is_told_with_its_key(string text, string fault)
    {
        Assert.Equal(1, await StartAsync("tocsin", "", "import", "grafana", Home.Write("grafana.ini", text)));
        Assert.Contains(fault, Terminal.Error, StringComparison.Ordinal);
    }

    private async Task<JsonNode> ImportAsync(string path)
    {
        Assert.Equal(0, await StartAsync("tocsin", "", "import", "grafana", "-o", "json", path));
        return JsonNode.Parse(Terminal.Out)!;
    }
}
