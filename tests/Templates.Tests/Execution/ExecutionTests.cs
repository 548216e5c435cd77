using System.Text.Json;
using Tocsin.Model.Labels;
using Tocsin.Templates.Data;

namespace Tocsin.Templates.Tests.Execution;

public sealed class ExecutionTests
{
    public static TheoryData<string, string?, string?> Executions()
    {
        var data = new TheoryData<string, string?, string?>();
        string[] files = ["executions.jsonl", "printf.jsonl", "times.jsonl", "titles.jsonl", "random.jsonl"];
        foreach (string line in files.SelectMany(file => File.ReadLines(Repository.Path("tests", "Templates.Tests", "Execution", file))))
        {
            JsonElement row = JsonDocument.Parse(line).RootElement;
            data.Add(
                row.GetProperty("text").GetString()!,
                row.TryGetProperty("output", out JsonElement output) ? output.GetString() : null,
                row.TryGetProperty("error", out JsonElement error) ? error.GetString() : null);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Executions))]
    public void A_template_gives_what_Go_gives(string text, string? output, string? error)
    {
        TemplateResult result = SampleNotification.Render(text);
        // Messages that quote a whole value are cut, where Go's go on.
        string? wanted = error?.Length > 4096 ? error[..1000] : error;
        Assert.Equal(wanted, wanted?.Length == 1000 ? result.Error?.Message[..1000] : result.Error?.Message);
        if (output is not null)
        {
            Assert.Equal(output, result.Text);
        }
    }

    [Fact]
    public void A_missing_key_of_a_map_of_strings_is_empty_and_of_anything_is_no_value() =>
        Assert.Equal("|<no value>", SampleNotification.Render("{{ .CommonLabels.x }}|{{ (dict \"a\" 1).x }}").Text);

    [Fact]
    public void A_field_that_alerts_have_but_the_notification_has_not_is_an_error_with_its_place()
    {
        TemplateResult result = SampleNotification.Render("a\n  {{ .Annotations.summary }}");
        Assert.Equal(("", 2, 17), (result.Error!.Source, result.Error.Line, result.Error.Column));
        Assert.Equal(
            "template: :2:17: executing \"\" at <.Annotations.summary>: "
            + "can't evaluate field Annotations in type *template.Data",
            result.Error.Message);
        Assert.Equal("a\n  ", result.Text);
    }

    [Fact]
    public void Definitions_in_a_field_hold_for_that_field_only()
    {
        TemplateSet set = TemplateSet.Parse([new TemplateFile("f.tmpl", "{{ define \"a\" }}set{{ end }}{{ define \"b\" }}<{{ template \"a\" }}>{{ end }}")]).Set;
        Assert.Equal("<field>", SampleNotification.Render("{{ define \"a\" }}field{{ end }}{{ template \"b\" }}", set).Text);
        Assert.Equal("<set>", SampleNotification.Render("{{ template \"b\" }}", set).Text);
    }

    [Fact]
    public void A_later_file_redefines_a_template_of_an_earlier_one()
    {
        TemplateSet set = TemplateSet.Parse(
        [
            new TemplateFile("", "{{ define \"a\" }}1{{ end }}"), new TemplateFile("mine.tmpl", "{{ define \"a\" }}2{{ end }}"),
        ]).Set;
        Assert.Equal("2", SampleNotification.Render("{{ template \"a\" . }}", set).Text);
        Assert.Equal(["", "a", "mine.tmpl"], set.Names);
    }

    [Fact]
    public void Every_file_that_does_not_parse_is_reported()
    {
        TemplateSetResult result = TemplateSet.Parse(
        [
            new TemplateFile("a.tmpl", "{{ nope }}"), new TemplateFile("b.tmpl", "{{ define \"b\" }}b{{ end }}"),
            new TemplateFile("c.tmpl", "\n{{ if }}"),
        ]);
        Assert.Equal(
            ["template: a.tmpl:1: function \"nope\" not defined", "template: c.tmpl:2: missing value for if"],
            result.Errors.Select(error => error.Message));
        Assert.Equal("b", SampleNotification.Render("{{ template \"b\" }}", result.Set).Text);
    }

    [Fact]
    public void Calls_of_templates_that_do_not_exist_are_found_without_running()
    {
        TemplateSet set = TemplateSet.Parse([new TemplateFile("f.tmpl", "{{ define \"a\" }}\n{{ template \"gone\" }}{{ end }}")]).Set;
        CompiledTemplate template = set.Compile("{{ if false }}{{ template \"a\" }}{{ template \"x\" }}{{ end }}").Template!;
        Assert.Equal(
            ["template: :1:44: template \"x\" not defined", "template: f.tmpl:2:12: template \"gone\" not defined"],
            template.FindUndefinedTemplates().Select(error => error.Message));
    }

    [Theory]
    [InlineData("{{ define \"r\" }}{{ template \"r\" . }}{{ end }}{{ template \"r\" . }}", "exceeded maximum template depth (250)")]
    [InlineData("{{ range 1000000000000 }}{{ end }}", "template does more work than allowed (10000000 units)")]
    [InlineData("{{ range 10000000 }}aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{{ end }}", "output is longer than allowed")]
    [InlineData("{{ $s := \"ab\" }}{{ range 100 }}{{ $s = print $s $s }}{{ end }}", "text is longer than allowed (4194304 characters)")]
    [InlineData("{{ $s := printf \"%1000000d\" 1 }}{{ range 1000000 }}{{ $x := reReplaceAll \"0\" \"1\" $s }}{{ end }}", "template does more work than allowed")]
    [InlineData("{{ $s := printf \"é%1000000d\" 1 }}{{ range 1000000 }}{{ $x := slice $s 0 1 }}{{ end }}", "template does more work than allowed")]
    [InlineData("{{ $l := list }}{{ range 1000000 }}{{ $l = append $l . }}{{ end }}", "template does more work than allowed")]
    [InlineData("{{ range 1000000 }}{{ printf \"%900000d\" 1 | len }}{{ end }}", "template does more work than allowed")]
    public void What_would_never_end_ends_with_an_error(string text, string message) =>
        Assert.Contains(message, SampleNotification.Render(text).Error!.Message, StringComparison.Ordinal);

    [Fact]
    public void Numbers_can_be_ranged_over_and_with_has_else_branches_as_in_newer_Go()
    {
        Assert.Equal("012|none", SampleNotification.Render("{{ range $i := 3 }}{{ $i }}{{ else }}none{{ end }}|{{ range 0 }}x{{ else }}none{{ end }}").Text);
        Assert.Equal("b", SampleNotification.Render("{{ with .CommonLabels.x }}a{{ else with .CommonLabels.job }}b{{ else }}c{{ end }}").Text);
        Assert.Contains(
            "can't use 3 to iterate over more than one variable",
            SampleNotification.Render("{{ range $i, $e := 3 }}{{ end }}").Error!.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_may_assign_to_older_variables() => Assert.Equal(
        "last 1=b", SampleNotification.Render(
            "{{ $i := 0 }}{{ $e := \"\" }}{{ range $i, $e = list \"a\" \"b\" }}{{ end }}last {{ $i }}={{ $e }}").Text);

    [Fact]
    public void Bytes_cut_from_a_rune_are_kept_until_the_output_and_joined_again()
    {
        Assert.Equal("日\uFFFD|5|日本", SampleNotification.Render(
            "{{ $s := \"日本\" }}{{ slice $s 0 4 }}|{{ slice $s 0 5 | len }}|{{ slice $s 0 4 }}{{ slice $s 4 }}").Text);
        Assert.Equal("\\xe6|e69c", SampleNotification.Render(
            "{{ $s := slice \"日本\" 3 5 }}{{ slice $s 0 1 | printf \"%q\" | slice | printf \"%.5s\" | trimSpace | reReplaceAll \"\\\"\" \"\" }}|{{ printf \"%x\" $s }}").Text);
    }

    [Fact]
    public void Deep_nesting_of_templates_and_actions_ends_with_an_error()
    {
        string ifs = string.Concat(Enumerable.Repeat("{{ if true }}", 390));
        string ends = string.Concat(Enumerable.Repeat("{{ end }}", 390));
        string text = "{{ define \"r\" }}" + ifs + "{{ template \"r\" . }}" + ends + "{{ end }}{{ template \"r\" . }}";
        Assert.NotNull(SampleNotification.Render(text).Error);
    }

    [Fact]
    public void Route_labels_are_rendered_once_and_may_refer_to_each_other()
    {
        NotificationData data = WithRouteLabels(("team", "{{ .Status }}-{{ routeLabels \"zone\" }}"), ("zone", "eu"));
        TemplateResult result = TemplateSet.Empty.Compile("{{ routeLabels \"team\" }} {{ routeLabels \"none\" }}.").Template!
            .Execute(data, SampleNotification.Context);
        Assert.Equal("firing-eu .", result.Text);
        Assert.Equal(
            "{team=\"firing-eu\", zone=\"eu\"}",
            TemplateSet.Empty.RenderRouteLabels(data, SampleNotification.Context).Labels.ToString());
    }

    [Fact]
    public void Route_labels_that_refer_to_themselves_are_an_error()
    {
        NotificationData data = WithRouteLabels(("a", "{{ routeLabels \"b\" }}"), ("b", "{{ routeLabels \"a\" }}"));
        TemplateResult result = TemplateSet.Empty.Compile("{{ routeLabels \"a\" }}").Template!
            .Execute(data, SampleNotification.Context);
        Assert.Contains("route label cycle detected: a -> b -> a", result.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(2, TemplateSet.Empty.RenderRouteLabels(data, SampleNotification.Context).Errors.Length);
    }

    [Fact]
    public void Route_labels_that_are_rendered_already_stay_as_they_are()
    {
        var data = new NotificationData
        {
            Receiver = "r",
            Status = "firing",
            Alerts = [],
            RouteLabels = LabelSet.Of(("a", "{{ .Status }}")),
            RouteLabelsRendered = true,
        };
        TemplateResult result = TemplateSet.Empty.Compile("{{ routeLabels \"a\" }}").Template!
            .Execute(data, SampleNotification.Context);
        Assert.Equal("{{ .Status }}", result.Text);
    }

    [Fact]
    public void Common_labels_are_those_that_all_alerts_share() => Assert.Equal(
        "{a=\"1\"}",
        NotificationData.CommonOf([LabelSet.Of(("a", "1"), ("b", "2")), LabelSet.Of(("a", "1"), ("b", "3")), LabelSet.Of(("a", "1"))]).ToString());

    [Fact]
    public void A_template_executes_on_many_threads_at_once()
    {
        CompiledTemplate template = TemplateSet.Empty.Compile(
            "{{ range .Alerts }}{{ .Labels.SortedPairs }}{{ end }}{{ reReplaceAll \"e\" \"E\" .Status }}").Template!;
        string expected = template.Execute(SampleNotification.Data, SampleNotification.Context).Text;
        Parallel.For(0, 200, _ => Assert.Equal(expected, template.Execute(SampleNotification.Data, SampleNotification.Context).Text));
    }

    private static NotificationData WithRouteLabels(params (string Name, string Value)[] labels) => new()
    {
        Receiver = "r",
        Status = "firing",
        Alerts = [],
        RouteLabels = LabelSet.Of(labels),
    };
}
