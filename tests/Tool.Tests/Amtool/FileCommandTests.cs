namespace Tocsin.Tool.Tests.Amtool;

public sealed class FileCommandTests : AmtoolFixture
{
    private const string Good =
        """
        route: {receiver: a}
        receivers: [{name: a}, {name: b}]
        inhibit_rules: [{source_matchers: [a=b], target_matchers: [c=d]}]
        """;

    [Fact]
    public async Task A_good_file_is_counted_and_a_bad_one_fails_the_command()
    {
        string good = Home.Write("good.yml", Good);
        string bad = Home.Write("bad.yml", "route: {receiver: x}\nreceivers: [{name: a}]\n");
        Assert.Equal(1, await RunAsync($"check-config {good} {bad}"));
        Assert.Equal(
            $"""
            Checking '{good}'  SUCCESS
            Found:
             - global config
             - route
             - 1 inhibit rules
             - 2 receivers
             - 0 templates

            Checking '{bad}'  FAILED: undefined receiver "x" used in route


            """,
            Terminal.Out);
        Assert.Equal("amtool: error: failed to validate 1 file(s)\n\n", Terminal.Error);
    }

    [Fact]
    public async Task Templates_are_checked_with_their_file()
    {
        Home.Write("ok.tmpl", "{{ define \"a\" }}x{{ end }}");
        string path = Home.Write("am.yml", Good + "\ntemplates: ['*.tmpl']\n");
        Assert.Equal(0, await RunAsync($"check-config {path}"));
        Assert.EndsWith(" - 1 templates\n  SUCCESS\n\n", Terminal.Out, StringComparison.Ordinal);
        Home.Write("z.tmpl", "{{ if }}");
        Assert.Equal(1, await RunAsync($"check-config {path}"));
        Assert.Contains(" - 1 templates\n  FAILED: template: ", Terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_file_standard_input_is_checked()
    {
        Assert.Equal(0, await RunAsync("check-config", Good));
        Assert.StartsWith("Checking '/dev/stdin'  SUCCESS\n", Terminal.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ .Status }} {{ len .Alerts }}", "alertstatus 2")]
    [InlineData("{{ range .Alerts.Firing }}{{ .Labels.instance }}{{ end }}", "foo.bar:1234")]
    [InlineData("{{ template \"mine\" . }}", "mine receiver")]
    public async Task A_template_is_rendered_with_the_example(string text, string rendered)
    {
        Home.Write("a.tmpl", "{{ define \"mine\" }}mine {{ .Receiver }}{{ end }}");
        string[] arguments = ["template", "render", $"--template.glob={Home.Path}/*.tmpl", $"--template.text={text}"];
        Assert.Equal(0, await RunWordsAsync("", arguments));
        Assert.Equal(rendered, Terminal.Out);
    }

    [Fact]
    public async Task A_template_is_rendered_with_given_data()
    {
        string data = Home.Write(
            "data.json",
            """{"Status":"firing","alerts":[{"labels":{"a":"<b>"},"startsAt":"2026-01-01T00:00:00Z"}]}""");
        string[] arguments =
        [
            "template", "render", "--template.glob=none*.tmpl", $"--template.data={data}", "--template.type=html",
            "--template.text={{ .Status }} {{ (index .Alerts 0).Labels.a }} {{ (index .Alerts 0).StartsAt.Year }}",
        ];
        Assert.Equal(0, await RunWordsAsync("", arguments));
        Assert.Equal("firing &lt;b&gt; 2026", Terminal.Out);
    }

    [Theory]
    [InlineData("{{ nope }}", "function \"nope\" not defined")]
    [InlineData("{{ template \"nope\" }}", "template \"nope\" not defined")]
    public async Task A_template_that_fails_is_told(string text, string error)
    {
        string[] arguments = ["template", "render", "--template.glob=none*", $"--template.text={text}"];
        Assert.Equal(1, await RunWordsAsync("", arguments));
        Assert.Contains(error, Terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"alerts\":{}}")]
    [InlineData("{\"status\":1}")]
    [InlineData("{")]
    public async Task Data_of_another_shape_is_refused(string json)
    {
        string data = Home.Write("data.json", json);
        string[] arguments = ["template", "render", "--template.glob=none*", "--template.text=x", $"--template.data={data}"];
        Assert.Equal(1, await RunWordsAsync("", arguments));
    }

    [Fact]
    public async Task Tocsin_check_tells_every_finding_with_its_place()
    {
        string path = Home.Write("am.yml", "route:\n  receiver: x\n  nope: 1\nreceivers:\n- name: a\n");
        Assert.Equal(1, await StartAsync("tocsin", "", "check", path));
        Assert.Contains($"{path}:3:", Terminal.Out, StringComparison.Ordinal);
        Assert.Contains(": error: ", Terminal.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", Terminal.Out, StringComparison.Ordinal);
        Assert.Matches($"{path}: refused, [0-9]+ errors?", Terminal.Out);
        Assert.Equal(1, await StartAsync("tocsin", "", "check", "--output", "json", path));
        Assert.StartsWith($"[{{\"file\":\"{path}\",\"accepted\":false,\"findings\":[{{", Terminal.Out, StringComparison.Ordinal);
        Assert.Equal(0, await StartAsync("tocsin", "", "check", Home.Write("good.yml", Good)));
    }

    [Fact]
    public async Task Tocsin_check_does_not_take_values_meant_for_the_client()
    {
        Home.Write(".config/amtool/config.yml", "output: extended\n");
        Assert.Equal(0, await StartAsync("tocsin", "", "check", Home.Write("good.yml", Good)));
    }

    [Fact]
    public async Task Tocsin_check_fails_on_what_loads_but_cannot_work()
    {
        string path = Home.Write(
            "am.yml",
            "route: {receiver: a}\nreceivers:\n- name: a\n  webhook_configs:\n  - url: 'http://x/{{ template \"nope\" . }}'\n");
        Assert.Equal(1, await StartAsync("tocsin", "", "check", path));
        Assert.Contains("nope", Terminal.Out, StringComparison.Ordinal);
        Assert.Contains($"{path}: accepted, but it does not work, 1 error", Terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tocsin_check_knows_its_own_settings()
    {
        string good = Home.Write("tocsin.yml", "web: {}\n");
        Assert.Equal(0, await StartAsync("tocsin", "", "check", good));
        Assert.Equal($"{good}: accepted\n", Terminal.Out);
        string bad = Home.Write("bad/tocsin.yml", "nope: 1\n");
        Assert.Equal(1, await StartAsync("tocsin", "", "check", bad));
        Assert.Contains($"{bad}:1:1: error: ", Terminal.Out, StringComparison.Ordinal);
        Assert.Equal(1, await StartAsync("tocsin", "", "check", $"--config={bad}", good));
    }
}
